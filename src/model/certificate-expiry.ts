// How long a certificate counts, and when people are told that it ends: 30, 7 and 1 days before, and when it has.

/** A certificate that somebody must renew in time, or a list of revoked ones. */
export interface HeldCertificate {
  /** As the site file names it. */
  readonly file: string;
  /** Its common name; empty where it has none. */
  readonly subject: string;
  readonly kind: 'server' | 'clientCa' | 'crl' | 'upstreamCa';
  /** Epoch milliseconds. */
  readonly validFrom?: number;
  readonly validTo: number;
}

/** Days before the end at which it is told of again; 0: it has ended. */
export type DaysLeft = 0 | 1 | 7 | 30;

const dayMs = 86_400_000;
/** A list of revoked certificates lives for days, not years. */
const toldAt: Readonly<Record<HeldCertificate['kind'], readonly DaysLeft[]>> = {
  server: [1, 7, 30],
  clientCa: [1, 7, 30],
  upstreamCa: [1, 7, 30],
  crl: [1],
};

/** Undefined while there is time. `nowMs`: epoch milliseconds. */
export function daysLeftOf({ kind, validTo }: HeldCertificate, nowMs: number): DaysLeft | undefined {
  if (validTo <= nowMs) return 0;
  return toldAt[kind].find((days) => validTo - nowMs <= days * dayMs);
}

export interface ExpiryNote {
  readonly code: 'BB_CERTIFICATE_EXPIRES' | 'BB_CERTIFICATE_EXPIRED';
  readonly level: DaysLeft;
  readonly file: string;
  readonly text: string;
}

/** What is to be said of one; undefined while there is time. */
export function expiryNoteOf(one: HeldCertificate, nowMs: number): ExpiryNote | undefined {
  const level = daysLeftOf(one, nowMs);
  if (level === undefined) return undefined;
  const at = `${new Date(one.validTo).toISOString().slice(0, 16)}Z`;
  const { file } = one;
  const what = whatIs(one);
  if (level === 0)
    return { code: 'BB_CERTIFICATE_EXPIRED', level, file, text: `${what} expired at ${at}. ${whenOver[one.kind]}` };
  const days = Math.ceil((one.validTo - nowMs) / dayMs);
  const left = days === 1 ? 'in less than a day' : `in ${days} days`;
  return {
    code: 'BB_CERTIFICATE_EXPIRES',
    level,
    file,
    text: `${what} expires ${left}, at ${at}. ${before[one.kind]}`,
  };
}

function whatIs({ kind, file, subject }: HeldCertificate): string {
  if (kind === 'crl') return `The list of revoked certificates in ${file}`;
  return `The certificate ${subject === '' ? '' : `"${subject}" `}in ${file}`;
}

const renew = 'Put a new one in its place: it is taken within five seconds, and nobody is disconnected.';

const before: Readonly<Record<HeldCertificate['kind'], string>> = {
  server: renew,
  clientCa: 'Put a new one in its place, or beside it while stations have certificates of both.',
  crl: 'Let the CA make a new list, and put it in its place.',
  upstreamCa: 'Put a new one in its place.',
};

const whenOver: Readonly<Record<HeldCertificate['kind'], string>> = {
  server: `Stations that are connected stay; new ones turn away. ${renew}`,
  clientCa: 'Stations with its certificates do not come in any more. Put a new one in its place.',
  crl: 'Stations with certificates do not come in until there is a new one: nobody knows which are revoked.',
  upstreamCa: 'The central system cannot be reached with it. Put a new one in its place.',
};
