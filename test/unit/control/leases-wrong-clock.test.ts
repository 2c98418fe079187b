// What stands above the fallback with an end on which nobody can rely is replaced, and no lease is told meanwhile.

import { describe, expect, it } from 'vitest';
import { inPlaceOfLease } from '../../../src/control/writes.ts';
import type { Load } from '../../../src/control/envelope.ts';
import { loadsOf } from '../../../src/control/envelope.ts';
import { firstHold } from '../../../src/control/ladder.ts';
import { newLeases } from '../../../src/core/limits/leases-live.ts';
import { clockWasSet, isClockWrong } from '../../../src/core/limits/leases.ts';
import type { State } from '../../../src/core/state.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { CommandId, EvseKey, StationId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import type { Mono, Utc } from '../../../src/model/time.ts';
import { foldFact, newLedger } from '../../../src/site/ledger.ts';
import { newLive, noteDrift, stationLive } from '../../../src/site/live.ts';

const station = 'P0' as StationId;
const evse = 'P0/1' as EvseKey;
const fallback = 6;
const site = {
  ...{ id: 'site', name: 'Site', timezone: 'UTC', supply: 'tn400', uplinks: [] },
  circuits: [{ id: 'C0', limitAmps: 100, worstCaseBaseAmps: 20 }],
  stations: [
    {
      ...{ id: station, circuit: 'C0', state: 'installed', sampleSeconds: 10, fallbackAmps: 'auto' },
      ...{ evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: 'L1L2L3' }], security: { profile: 0 } },
    },
  ],
} as unknown as Site;

/** A station with its fallback, and above it a lease of 60 s where `amps` says so. */
function depot(amps?: number) {
  const ledger = newLedger();
  let count = 0;
  const record = (fact: Fact): void => foldFact(ledger, row((count += 1)), fact);
  const told = (rung: 'default' | 'lease', said: number): void => {
    const command = `c${(count += 1)}` as CommandId;
    const ends = rung === 'lease' ? { until: 60_000 as Utc, leaseSeconds: 60 } : {};
    const about = { command, station, evse, rung, amps: said, reason: { kind: 'fallback' }, ...ends } as const;
    record({ kind: 'LimitCommanded', ...about, happenedAt: 0 as Utc });
    record({ kind: 'CommandSettled', command, station, outcome: 'accepted' });
  };
  told('default', fallback);
  if (amps !== undefined) told('lease', amps);
  const live = newLive('ok');
  const one = stationLive(live, station);
  const state = { live, ledger, leases: newLeases() } as unknown as State;
  const load: Load = loadsOf(site, new Map([[station, { ...firstHold, holding: 'hold' as const }]]))[0]!;
  const write = (isFull = false) =>
    inPlaceOfLease(
      { load, amps: fallback, reason: { kind: 'idle' } },
      fallback,
      ledger.stations.get(station),
      one,
      () => isFull,
    );
  return { state, one, write, isWrong: () => isClockWrong(state, station) };
}

describe('a lease whose end nobody can rely on', () => {
  it('is replaced by the fallback where the clock of the station is known to be wrong', () => {
    const { one, write } = depot(16);
    expect(write()).toBeUndefined();
    noteDrift(one.clock, -3_600_000);
    expect(write()).toMatchObject({ rung: 'lease', evse: 1, amps: fallback });
  });

  it('is replaced where our own clock was set, also when it has ended', () => {
    const { state, one, write } = depot();
    one.leased.set(1, { mostAmps: 16, mayComeBack: false });
    expect(write()).toBeUndefined();
    clockWasSet(state, 3_600_000, { mono: 0 as Mono, utc: 0 as Utc, durable: row(0) });
    expect(write()).toMatchObject({ rung: 'lease', amps: fallback });
  });

  it('is left where it has ended by our count and was below the fallback: in its place nothing may rise', () => {
    const { state, one, write } = depot();
    one.leased.set(1, { mostAmps: 0, mayComeBack: false });
    clockWasSet(state, 3_600_000, { mono: 0 as Mono, utc: 0 as Utc, durable: row(0) });
    expect(write()).toBeUndefined();
  });

  it('is left where it is at or below the fallback', () => {
    const { one, write } = depot(fallback);
    noteDrift(one.clock, -3_600_000);
    expect(write()).toBeUndefined();
  });

  it('is told to nobody from the moment our own clock was set until the station goes by it', () => {
    const { one, isWrong } = depot();
    expect(isWrong()).toBe(false);
    one.clock.owedMs = 3_600_000;
    expect(isWrong()).toBe(true);
    one.clock.owedMs = 0;
    noteDrift(one.clock, -300);
    expect(isWrong()).toBe(false);
  });
});
