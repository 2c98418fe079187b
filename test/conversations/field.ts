// A station of the field and what is needed to talk to it in a few words.

import type { Fact } from '../../src/model/fact/fact.ts';
import type { LinkId, UplinkId } from '../../src/model/ids.ts';
import type { Site, Station } from '../../src/model/config/site.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Harness } from './harness.ts';
import { boot, createHarness, ordinaryCsms } from './harness.ts';

export const minute = 60_000;

/** Two stations of two EVSEs each, and a central system. Whoever is unknown may charge. */
export function field(more: Partial<Station> = {}): Site {
  const site = smallDepot(2, 150, [uplink('csms', 'control', { retryIntervalSeconds: 1 })]);
  const evses = [1, 2].map((id) => ({ id, maxAmps: 32, minAmps: 6, phases: 'unknown' as const }));
  return { ...site, stations: site.stations.map((station) => ({ ...station, evses, ...more })) };
}

export interface FieldStation {
  readonly depot: Harness;
  readonly link: LinkId;
  /** Sends a CALL; the payload or the whole CALLERROR that came back. */
  call(action: string, payload: object, id?: string): unknown;
  /** A start at an EVSE; its transaction id. */
  start(evse: number, more?: object): number;
  /** The time on the station's display, `ms` from now. */
  time(ms?: number): string;
  values(evse: number, transactionId: number | undefined, samples: object[], timestamp?: string): unknown;
  /** Facts of one kind since the last look. */
  facts<Kind extends Fact['kind']>(kind: Kind): Extract<Fact, { kind: Kind }>[];
}

const epoch = Date.UTC(2026, 0, 15, 18) + 1000;

/** A station that has booted; `profiles` is what it says it can. Its limits and settings are all arranged. */
export function fieldStation(
  options: { depot?: Harness; id?: string; site?: Site; profiles?: string; boots?: boolean } = {},
): FieldStation {
  const depot = options.depot ?? createHarness(options.site ?? field());
  const link = depot.connectStation(options.id ?? 'CP-01');
  const station = talk(depot, link);
  if (options.boots === false) return station;
  depot.says(link, boot);
  for (const connectorId of [1, 2]) station.call('StatusNotification', { connectorId, ...available });
  depot.sleep(1000);
  depot.answers(link, (action) => arranged(action, options.profiles ?? 'Core,SmartCharging'));
  depot.hears(link);
  return station;
}

export const available = { errorCode: 'NoError', status: 'Available' };

/** Takes everything, and says what it can. */
export function arranged(action: string, profiles: string): object {
  const key = { key: 'SupportedFeatureProfiles', readonly: true, value: profiles };
  return action === 'GetConfiguration' ? { configurationKey: [key] } : { status: 'Accepted' };
}

function talk(depot: Harness, link: LinkId): FieldStation {
  let messages = 0;
  let looked = depot.facts.length;
  let slept = 0;
  const sleep = depot.sleep.bind(depot);
  depot.sleep = (ms, meanwhile) => {
    slept += ms;
    sleep(ms, meanwhile);
  };
  const station: FieldStation = {
    depot,
    link,
    call(action, payload, id = `m${(messages += 1)}`) {
      const before = depot.hears(link);
      depot.says(link, [2, id, action, payload]);
      const heard = depot.hears(link);
      const answer = heard.find(([type, of]) => (type === 3 || type === 4) && of === id);
      depot.keep(link, [...before, ...heard.filter((frame) => frame !== answer)]);
      return answer?.[0] === 3 ? answer[2] : answer;
    },
    start(evse, more = {}) {
      const start = { connectorId: evse, idTag: `VAN-${evse}`, meterStart: 1000, timestamp: station.time(), ...more };
      return (station.call('StartTransaction', start) as { transactionId: number }).transactionId;
    },
    time: (ms = 0) => new Date(epoch + slept + ms).toISOString(),
    values(connectorId, transactionId, samples, timestamp = station.time()) {
      const meterValue = [{ timestamp, sampledValue: samples }];
      return station.call('MeterValues', {
        connectorId,
        ...(transactionId !== undefined && { transactionId }),
        meterValue,
      });
    },
    facts<Kind extends Fact['kind']>(kind: Kind) {
      const found = depot.facts.slice(looked).filter((fact) => fact.kind === kind);
      looked = depot.facts.length;
      return found as Extract<Fact, { kind: Kind }>[];
    },
  };
  return station;
}

/** What the central system is told of transactions, while it answers as an ordinary one. */
export function told(depot: Harness): [string, Record<string, unknown>][] {
  const csms = depot.connectCsms();
  const system = ordinaryCsms();
  const calls = depot.answers(csms, system);
  // So many in a second and what the way may squeeze, and no more.
  const { outbox } = depot.gateway.state.uplinks.get('csms' as UplinkId)!;
  for (let more = calls; more.length > 0 && outbox.entries.length > 0; calls.push(...more)) {
    depot.sleep(1100);
    more = depot.answers(csms, system);
  }
  return calls
    .filter(([, , action]) => /Transaction|MeterValues/.test(action as string))
    .map(([, , action, payload]) => [action as string, payload as Record<string, unknown>]);
}

/** An energy register in watt-hours, as a sampled value. */
export const energy = (value: number | string, more: object = {}) => ({ value: String(value), unit: 'Wh', ...more });

/** What was found odd since the last look; `none` for each message of which nothing was. */
export const anomalies = (
  station: FieldStation,
  kind: 'TransactionStarted' | 'TransactionSampled' | 'TransactionEnded',
): string[] => station.facts(kind).flatMap((fact): readonly string[] => fact.anomalies ?? ['none']);
