// Charge points behind a meter that follows them, in steps as coarse as it measures; and what the gateway makes of that meter.

import type { SiteView } from '../../src/local/site-view.ts';
import type { Broker, Evse, Meter, Site } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import type { Depot } from './limit-depot.ts';
import { ready, siteOf } from './limit-depot.ts';

const broker: Broker = { id: 'local', url: 'mqtt://10.0.0.2', clientId: 'busbar-depot' };
/** Its topic is its name. */
export const onTopic = (topic: string, more: Partial<Meter> = {}): Meter => ({
  id: topic,
  source: { kind: 'mqtt', broker: 'local', topic },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
  ...more,
});

const sumOf = (of: readonly string[]): Meter => ({ ...onTopic('grid'), source: { kind: 'sum', of } });

export interface MeterYardOptions {
  readonly stations?: number;
  readonly sampleSeconds?: number;
  readonly meter?: Partial<Meter>;
  /** The circuit that it measures, as the site file says: all stations are on the first. */
  readonly circuit?: 0 | 1;
  readonly evse?: Partial<Evse>;
  /** The meter is the sum of these: what flows on the topic of the first, and `others`. */
  readonly sum?: readonly string[];
  readonly more?: readonly Meter[];
}

export interface MeterYard {
  readonly depot: () => Depot;
  /** As it is now. */
  readonly view: () => SiteView;
  readonly site: Site;
  /** What each charge point draws on each of its three lines. */
  readonly draws: number[];
  /** What else flows, on each line. */
  base: number;
  /** The smallest step that the meter shows, and each station. */
  meterStep: number;
  stationStep: number;
  /** It says so often what flowed that long ago; at once where it speaks each second. */
  everySeconds: number;
  /** What the meter said last it says for ever. */
  hangs: boolean;
  /** Other meters, by topic: watts, or all that they say. */
  readonly others: Map<string, () => number | object>;
  /** Charge points that cannot be reached. */
  readonly away: Set<number>;
  passes(seconds: number, each?: (second: number) => void): void;
  starts(at: number, amps: number): void;
  stops(at: number): void;
  /** What a station says of its own accord; amps where none are given. */
  samples(at: number, sampledValue?: readonly object[]): void;
  /** Another process on the same disk. */
  restarts(): void;
  /** Seconds at which the meter counted as lost, or an alarm said that it hangs. */
  readonly suspected: number[];
}

export function meterYard(options: MeterYardOptions = {}): MeterYard {
  const { stations = 2, sampleSeconds = 10, meter, more = [], circuit: measured = 0, evse, sum } = options;
  const site = siteOf(stations, 200, (one): Site => ({
    ...one,
    brokers: [broker],
    meters: sum === undefined ? [onTopic('grid', meter), ...more] : [sumOf(sum), onTopic(sum[0]!), ...more],
    circuits: [one.circuits[0]!, { ...one.circuits[0]!, id: 'row' as CircuitId, parent: one.circuits[0]!.id }].map(
      (circuit, at) => ({ ...circuit, ...(at === measured && { meter: 'grid', worstCaseBaseAmps: 40 }) }),
    ),
    stations: one.stations.map((station) => ({
      ...station,
      sampleSeconds,
      ...(evse !== undefined && { evses: [{ ...station.evses[0]!, ...evse }] }),
    })),
  }));
  const depot = ready(site);
  let second = 0;
  let last: string | undefined;
  let flowed = 0;
  const startedAt = new Map<number, number>();
  const rounded = (amps: number, step: number): number => Number((Math.round(amps / step) * step).toFixed(4));
  const says = (topic: string, text: string): void =>
    depot.harness().offers({
      kind: 'message',
      ...{ broker: 'local', topic, text, bytes: text.length, isRetained: false },
    });
  const meterSays = (): void => {
    if (second % yard.everySeconds !== 0) return;
    const flows = rounded(yard.base + yard.draws.reduce((sum, one) => sum + one, 0), yard.meterStep);
    const amps = yard.everySeconds === 1 ? flows : flowed;
    flowed = flows;
    if (!yard.hangs || last === undefined)
      last = JSON.stringify({
        amps: [amps, amps, amps],
      });
    says(sum?.[0] ?? 'grid', last);
    for (const [topic, watts] of yard.others) says(topic, JSON.stringify(watts()));
  };
  const yard: MeterYard = {
    depot: () => depot,
    view: () => depot.harness().asks({ kind: 'site' }) as SiteView,
    site,
    draws: Array.from({ length: stations }, () => 0),
    base: 4.4,
    meterStep: 1,
    stationStep: 0.1,
    everySeconds: 1,
    hangs: false,
    others: new Map(),
    away: new Set(),
    suspected: [],
    passes(seconds, each) {
      for (let end = second + seconds; second < end;) {
        second += 1;
        each?.(second);
        depot.passes(1);
        for (const [at, began] of startedAt)
          if (!yard.away.has(at) && second > began && (second - began) % sampleSeconds === 0) yard.samples(at);
        meterSays();
        const { meters, alarms } = yard.view();
        const isBad = meters[0]!.quality === 'stale' || alarms.some(({ code }) => code === 'BB_METER_FROZEN');
        if (isBad) yard.suspected.push(second);
      }
    },
    starts(at, amps) {
      depot.posts[at]!.starts();
      startedAt.set(at, second);
      yard.draws[at] = amps;
    },
    stops(at) {
      yard.draws[at] = 0;
      startedAt.delete(at);
      depot.posts[at]!.stops();
    },
    samples(at, values) {
      const post = depot.posts[at]!;
      const value = rounded(yard.draws[at]!, yard.stationStep).toFixed(1);
      const amps = ['L1', 'L2', 'L3'].map((phase) => ({ value, measurand: 'Current.Import', phase, unit: 'A' }));
      const sampledValue = values ?? amps;
      const meterValue = [{ timestamp: new Date(depot.harness().utc()).toISOString(), sampledValue }];
      post.says('MeterValues', { connectorId: 1, transactionId: post.number(), meterValue });
    },
    restarts() {
      depot.restarts();
      depot.harness().offers({ kind: 'brokerUp', broker: 'local' });
    },
  };
  depot.harness().offers({ kind: 'brokerUp', broker: 'local' });
  return yard;
}
