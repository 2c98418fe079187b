// What an uplink of MQTT says in an hour of a depot in which everybody charges, at the default settings.

import { usualSampleSeconds } from '../../../src/model/config/feed.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import { createHarness } from '../../conversations/harness.ts';
import { feed, smallDepot } from '../../sim/site.ts';

const stations = 10;
const minute = 60_000;

/** A PUBLISH of QoS 1 in MQTT 5 with its topic, and its PUBACK: without what TCP and TLS add. */
export const bytesOf = ({ topic, text }: { readonly topic: string; readonly text: string }): number => {
  const inside = 2 + Buffer.byteLength(topic) + 2 + 1 + Buffer.byteLength(text);
  return 1 + (inside < 128 ? 1 : inside < 16_384 ? 2 : 3) + inside + 4;
};

export interface Hour {
  readonly all: number;
  readonly stream: number;
  readonly messages: number;
}

/** Per EVSE. Each charges for the whole hour, and says a value each minute. */
export function bytesPerEvseHour(): Hour {
  const plain = smallDepot(stations, 40 * stations, [feed('eye', { quotaBytes: 1e9 })]);
  if (plain.uplinks[0]!.feed!.sampleSeconds !== usualSampleSeconds) throw new Error('not the default settings');
  const site: Site = { ...plain, authorization: { ...plain.authorization, mode: 'free' } };
  const depot = createHarness(site);
  const broker = depot.connectCsms('eye');
  let seen = 0;
  const pump = (): void => {
    for (let before = -1; before !== seen;) {
      before = seen;
      for (const { link } of lines)
        for (const [type, id] of depot.hears(link)) if (type === 2) depot.says(link, [3, id, { status: 'Accepted' }]);
      for (; seen < depot.publishes.length; seen += 1) {
        const { id } = depot.publishes[seen]!;
        if (id !== undefined) depot.offers({ kind: 'published', link: broker, ids: [id] });
      }
    }
  };
  const lines: { readonly link: LinkId; number: number }[] = [];
  const at = (): string => new Date(depot.utc()).toISOString();
  for (const { id } of site.stations) {
    const link = depot.connectStation(id);
    depot.says(link, [2, 'b', 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' }]);
    lines.push({ link, number: 0 });
  }
  depot.sleep(2 * minute, pump);
  const before = depot.publishes.length;
  for (const line of lines) {
    depot.hears(line.link);
    depot.says(line.link, [
      2,
      's',
      'StartTransaction',
      { connectorId: 1, idTag: 'VAN', meterStart: 0, timestamp: at() },
    ]);
    const answer = depot.hears(line.link).find(([type, id]) => type === 3 && id === 's');
    line.number = (answer![2] as { transactionId: number }).transactionId;
  }
  for (let tick = 1; tick <= 60; tick += 1) {
    depot.sleep(minute, pump);
    for (const { link, number } of lines) {
      const meterValue = [{ timestamp: at(), sampledValue: valuesAt(tick) }];
      depot.says(link, [2, `m${tick}`, 'MeterValues', { connectorId: 1, transactionId: number, meterValue }]);
    }
    pump();
  }
  for (const { link, number: transactionId } of lines)
    depot.says(link, [2, 'e', 'StopTransaction', { transactionId, meterStop: 184 * 60, timestamp: at() }]);
  pump();
  const said = depot.publishes.slice(before);
  const sum = (some: readonly (typeof said)[number][]): number => some.reduce((all, one) => all + bytesOf(one), 0);
  return {
    all: Math.round(sum(said) / stations),
    stream: Math.round(sum(said.filter(({ topic }) => topic.endsWith('/transactions'))) / stations),
    messages: said.length / stations,
  };
}

/** About 16 A, never quite the same. */
const valuesAt = (tick: number): object[] => {
  const amps = 16 + Math.sin(tick / 3);
  return [
    { value: String(184 * tick), context: 'Sample.Periodic', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
    { value: String(Math.round(690 * amps)), context: 'Sample.Periodic', measurand: 'Power.Active.Import', unit: 'W' },
    ...['L1', 'L2', 'L3'].map((phase) => {
      const value = amps.toFixed(1);
      return { value, context: 'Sample.Periodic', measurand: 'Current.Import', phase, unit: 'A' };
    }),
  ];
};
