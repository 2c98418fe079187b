// What is told where more is given away than there may be: no more than what stays for certain.

import { describe, expect, it } from 'vitest';
import { actuate } from '../../../src/control/actuate.ts';
import { loadsOf, roomOf } from '../../../src/control/envelope.ts';
import { firstHold } from '../../../src/control/ladder.ts';
import { clockDoubtMs, forgetDrift, newLive, noteDrift, stationLive } from '../../../src/site/live.ts';
import { isClockOff, mayLease } from '../../../src/control/leases.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { CommandId, StationId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import type { Mono, Utc } from '../../../src/model/time.ts';
import { foldFact, newLedger } from '../../../src/site/ledger.ts';

const stations = ['P0', 'P1'] as StationId[];
const site = (limitAmps: number): Site =>
  ({
    ...{ id: 'site', name: 'Site', timezone: 'UTC', supply: 'tn400', uplinks: [] },
    circuits: [{ id: 'C0', limitAmps, worstCaseBaseAmps: 10 }],
    stations: stations.map((id) => ({
      ...{ id, circuit: 'C0', state: 'installed', sampleSeconds: 10, fallbackAmps: 'auto' },
      ...{ evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: 'L1L2L3' }], security: { profile: 0 } },
    })),
  }) as unknown as Site;

type Said = readonly [rung: 'default' | 'lease', amps: number, outcome: 'accepted' | 'unanswered'];

/** Two stations whose limits end; the first one is connected and should have 6 A, the other holds 6 A and is away. */
function toldTo(held: readonly Said[], limitAmps: number, fallback = 6) {
  const { circuits } = site(limitAmps);
  const ledger = newLedger();
  let count = 0;
  const say = (station: StationId, [rung, amps, outcome]: Said): void => {
    const command = `c${(count += 1)}` as CommandId;
    const ends = rung === 'lease' ? { until: 900_000 as Utc, leaseSeconds: 900 } : {};
    const about = { command, station, evse: `${station}/1`, rung, amps, reason: { kind: 'fallback' }, ...ends };
    foldFact(ledger, row((count += 1)), { kind: 'LimitCommanded', ...about, happenedAt: 0 } as unknown as Fact);
    foldFact(ledger, row((count += 1)), { kind: 'CommandSettled', command, station, outcome });
  };
  for (const one of held) say(stations[0]!, one);
  say(stations[1]!, ['default', 6, 'accepted']);
  const live = newLive('ok');
  const station = stationLive(live, stations[0]!);
  Object.assign(station, { connected: true, callableFrom: 0, mayBegin: true, rebooted: true });
  noteDrift(station.clock, 0);
  const hold = { ...firstHold, rung: 'default', holding: 'lease' } as const;
  const loads = loadsOf(site(limitAmps), new Map(stations.map((id) => [id, hold])));
  const { limits } = actuate({
    books: { held: roomOf(circuits), live: roomOf(circuits).map((amps) => amps + 100) },
    allocations: loads.map((load) => ({ load, amps: 6, reason: { kind: 'idle' } })),
    fallback: new Map(loads.map(({ key }, at) => [key, at === 0 ? fallback : 0])),
    ...{ releasing: new Map(), inUse: new Map(), ceilings: [], ledger, live },
    now: { mono: 100_000 as Mono, utc: 100_000 as Utc },
  });
  return limits.map(({ rung, amps }) => `${rung} ${amps}`);
}

const unsure: readonly Said[] = [
  ['default', 6, 'unanswered'],
  ['default', 0, 'unanswered'],
];

describe('P9: what is told where there is no room', () => {
  it('is of a fallback no more than what stays for certain, though nothing ends too late', () => {
    expect(toldTo(unsure, 21)).toEqual(['default 0']);
    expect(toldTo(unsure, 22)).toEqual(['default 6']);
  });

  it('is the fallback where that is certain, whatever stands above it', () => {
    const held: readonly Said[] = [
      ['default', 6, 'accepted'],
      ['lease', 0, 'unanswered'],
    ];
    expect(toldTo(held, 21)).toEqual(['default 6', 'lease 0']);
  });
});

describe('the clock of a station', () => {
  it('is in doubt while its newest message is older than others tell, and wrong where no way is so long', () => {
    const one = stationLive(newLive('ok'), stations[0]!);
    expect(mayLease(one)).toBe(false);
    for (const drift of [-300, -200, -900]) noteDrift(one.clock, drift);
    one.clock.newestMs = -900;
    expect([clockDoubtMs(one.clock), mayLease(one), isClockOff(one)]).toEqual([700, true, false]);
    one.clock.newestMs = -5000;
    expect([mayLease(one), isClockOff(one)]).toEqual([false, false]);
    one.clock.newestMs = -3_600_000;
    expect([mayLease(one), isClockOff(one)]).toEqual([false, true]);
    forgetDrift(one.clock);
    expect([mayLease(one), isClockOff(one)]).toEqual([false, false]);
  });
});
