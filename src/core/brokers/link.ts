// How the connection to a broker fares: back-off and alarms. Which of its topics mean what is not looked at here.

import type { Broker } from '../../model/config/site.ts';
import type { LinkTrouble } from '../../model/link-trouble.ts';
import { after } from '../../model/time.ts';
import { backoffMs, longestBackoffMs } from '../../uplink/backoff.ts';
import type { BrokerView } from '../../local/site-view.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { brokerAlarm } from './live.ts';

/** A meter that guards a fuse is behind it: it is tried soon, and never seldom. */
const backoff = { minSeconds: 1, randomSeconds: 1, repeatTimes: 5 };

/** A connection that was up for so long did well; one that opens and breaks again and again did not. */
const settledMs = 30_000;

export function brokerUp({ brokers, alarms }: State, id: string, now: Now): void {
  const broker = brokers.all.get(id);
  if (broker === undefined) return;
  broker.state = 'up';
  broker.upAt = now.mono;
  // One that breaks again and again is not well because it opened once more.
  if (!broker.flaps) alarms.delete(brokerAlarm(id));
}

export function brokerDown(state: State, id: string, trouble: LinkTrouble, reason: string, now: Now): void {
  const broker = state.brokers.all.get(id);
  if (broker === undefined) return;
  const wasUp = broker.state === 'up';
  const upMs = wasUp ? now.mono - broker.upAt : 0;
  broker.failures = upMs >= settledMs ? 1 : broker.failures + 1;
  const fraction = state.random.fraction();
  const waitMs = isPatient.has(trouble)
    ? longestBackoffMs(backoff, fraction)
    : backoffMs(backoff, broker.failures, fraction);
  broker.state = 'waiting';
  broker.openAt = after(now.mono, waitMs);
  wakeBy(state, broker.openAt);
  state.brokers.rewant = true;
  // A connection that was in use and broke is no alarm until it does not come back.
  if (upMs >= settledMs) return;
  broker.flaps = wasUp;
  const text = wasUp ? closedText(broker.config, upMs, reason) : textOf(broker.config, trouble, reason);
  state.alarms.set(brokerAlarm(id), text);
}

/** Somebody has to do something: to try soon again does not help. */
const isPatient: ReadonlySet<LinkTrouble> = new Set<LinkTrouble>(['unauthorized', 'forbidden', 'certificateName']);

/** Something came over it. */
export function brokerSpeaks({ brokers, alarms }: State, id: string, now: Now): void {
  const broker = brokers.all.get(id);
  if (broker?.flaps !== true || now.mono - broker.upAt < settledMs) return;
  broker.flaps = false;
  alarms.delete(brokerAlarm(id));
}

const closedText = ({ id, clientId }: Broker, upMs: number, reason: string): string =>
  `Broker ${id} closes the connection ${Math.round(upMs / 1000)} s after it was opened (${reason}). Does another client call itself "${clientId}"? Write another clientId then; the log of the broker says more.`;

/** What it means, and what to do. */
const meanings: Readonly<Partial<Record<LinkTrouble, (broker: Broker) => string>>> = {
  dns: () => 'its name cannot be resolved. Check the url, and the DNS server of this computer.',
  refused: () => 'nobody listens there. Check host and port of the url, and whether the broker runs.',
  unreachable: () => 'no way leads there. Check the url, the cable and the network of this computer.',
  timeout: () => 'it does not answer. Check the port, and whether a firewall is in between.',
  unauthorized: ({ username }) =>
    `it refuses ${username === undefined ? 'a client without user and password' : `the user "${username}" or the password`}. Check username and password under "brokers".`,
  forbidden: ({ clientId }) => `it does not take the name "${clientId}". Write another clientId under "brokers".`,
  busy: () => 'it has no room at the moment. It is tried again by itself.',
  certificateName: () => 'its certificate is made out for somebody else. Write the host as the certificate names it.',
  certificateExpired: () => 'its certificate has expired. It must be renewed; if not, the clock here is wrong.',
  certificateNotYetValid: () => 'its certificate is not valid yet. Is the clock of this computer wrong?',
  certificateUnknown: () =>
    'nobody whom this computer trusts has signed its certificate. Name the file of its CA with "ca:" under "brokers".',
  certificateInvalid: () => 'its certificate is not in order. Its operator must look at it.',
  tlsVersion: () => 'it offers no TLS of version 1.2 or later.',
  tlsCipher: () => 'it offers no cipher suite that is safe.',
  tls: () => 'no TLS comes about. Check the port: 8883 is usual for mqtts://, and 1883 is without TLS.',
  caFile: () => 'the file under "ca:" cannot be used. Put the certificate of its CA there, as PEM.',
};

function textOf(broker: Broker, trouble: LinkTrouble, reason: string): string {
  const meaning = meanings[trouble]?.(broker) ?? 'the connection fails. The log of the broker may say why.';
  return `Broker ${broker.id} (${broker.url}) cannot be used, and its meters say nothing: ${meaning} (${reason.slice(0, 200)})`;
}

/** For alarms and `busbar doctor`. */
export const brokerTroubleText = textOf;

export const brokersView = ({ brokers }: State): BrokerView[] =>
  [...brokers.all.values()].map(({ config, state, subscriptions }) => ({
    id: config.id,
    url: config.url,
    connected: state === 'up',
    topics: subscriptions.length,
  }));
