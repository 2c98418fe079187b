// What an installer can do with the stations of a site, from the API or the command line alike.

import Type from 'typebox';
import type { Static } from 'typebox';
import type { StationId } from '../model/ids.ts';
import type { OrderAnswer } from '../ocpp/order.ts';
import type { Outcome } from './problem.ts';
import type { Terms } from './site-file.ts';
import type { PendingView } from './stations-view.ts';

const closed = { additionalProperties: false };

const name = Type.String({ minLength: 1, maxLength: 48, pattern: '^[A-Za-z0-9*_=+|@.-]+$' });

/** A new station. */
export const ApproveBody = Type.Object(
  {
    station: name,
    template: Type.Optional(name),
    circuit: Type.Optional(name),
    maxAmps: Type.Optional(Type.Number({ minimum: 1, maximum: 10_000 })),
    evses: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
    profile: Type.Optional(Type.Union([Type.Literal(0), Type.Literal(1)])),
    address: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    keyEncoding: Type.Optional(Type.Union([Type.Literal('raw'), Type.Literal('hex'), Type.Literal('text')])),
  },
  closed,
);
export const ReplaceBody = Type.Object({ by: name, evenIfCharging: Type.Optional(Type.Boolean()) }, closed);
export const MoveBody = Type.Object({ circuit: name }, closed);
export const RetireBody = Type.Object({ evenIfCharging: Type.Optional(Type.Boolean()) }, closed);
export const EmptyBody = Type.Object({}, closed);
export const EnrolBody = Type.Object(
  {
    /** 0 ends it. */
    minutes: Type.Integer({ minimum: 0, maximum: 240 }),
    template: Type.Optional(name),
    circuit: Type.Optional(name),
  },
  closed,
);

const hex = Type.String({ minLength: 1, maxLength: 128, pattern: '^[0-9A-Fa-f]+$' });
const use = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9]+$' });

/** What is done with the certificates of a station. */
export const CertificatesBody = Type.Union([
  Type.Object({ kind: Type.Literal('getInstalledCertificateIds'), uses: Type.Array(use, { maxItems: 10 }) }, closed),
  Type.Object({ kind: Type.Literal('renew'), use: Type.Optional(Type.Literal('V2G')) }, closed),
  Type.Object(
    {
      kind: Type.Literal('installCertificate'),
      use,
      certificate: Type.String({ minLength: 1, maxLength: 10_000 }),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('deleteCertificate'),
      hash: Type.Object(
        {
          algorithm: Type.Union([Type.Literal('SHA256'), Type.Literal('SHA384'), Type.Literal('SHA512')]),
          issuerName: hex,
          issuerKey: hex,
          serial: hex,
        },
        closed,
      ),
    },
    closed,
  ),
]);

export type CertificatesBody = Static<typeof CertificatesBody>;
export type ApproveBody = Static<typeof ApproveBody>;
export type EnrolBody = Static<typeof EnrolBody>;

/** A key, shown this once. */
export interface ShownKey {
  /** 40 hex digits. */
  readonly key: string;
  /** Where it goes in the station. */
  readonly hint: string;
}

export interface Changed {
  readonly station: StationId;
  /** What was done, in a sentence. */
  readonly text: string;
  /** EVSE → its number upstream. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly newKey?: ShownKey;
}

/** Each write may name the state of the site file that it was meant for; another state refuses it. */
export interface StationConsole {
  pending(): Promise<Outcome<{ readonly pending: readonly PendingView[] }>>;
  /** Adds a station to the site file; places one that was enrolled. */
  approve(body: ApproveBody, terms?: Terms): Promise<Outcome<Changed>>;
  /** Another device takes the place, the circuit, the template and the numbers upstream. */
  replace(old: string, by: string, evenIfCharging: boolean, terms?: Terms): Promise<Outcome<Changed>>;
  move(station: string, circuit: string, terms?: Terms): Promise<Outcome<Changed>>;
  retire(station: string, evenIfCharging: boolean, terms?: Terms): Promise<Outcome<Changed>>;
  /** A new key for somebody to type in; the old one ends at once. */
  newKey(station: string): Promise<Outcome<Changed>>;
  /** A new key that the station is told over OCPP. */
  changeKey(station: string): Promise<Outcome<Changed>>;
  /** What the station answers; a root by which it knows us, and which is the last, is not deleted. */
  certificates(station: string, order: CertificatesBody): Promise<Outcome<OrderAnswer>>;
  readmit(station: string): Promise<Outcome<Changed>>;
  /** Of a device that was taken away: with what was known last. */
  endTransactions(station: string): Promise<Outcome<Changed>>;
  /** Lets unknown stations in for a while. */
  enrol(body: EnrolBody, terms?: Terms): Promise<Outcome<{ readonly text: string }>>;
  /** Of the site file as it is on disk. */
  etag(): string;
}
