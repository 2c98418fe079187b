// An EVSE that the gateway steps by itself, while a meter looks on (`busbar find-phases`, F103): what must be there, what is
// found, and that it has its share again whatever happens.

import { describe, expect, it } from 'vitest';
import type { PhaseTestView } from '../../src/local/phase-test.ts';
import type { Meter, Site } from '../../src/model/config/site.ts';
import type { EvseKey } from '../../src/model/ids.ts';
import type { Depot } from './limit-depot.ts';
import { ready, siteOf } from './limit-depot.ts';

const evse = 'CP-01/1' as EvseKey;
const unsaid = { powerW: null, volts: [null, null, null], energyImportWh: null, energyExportWh: null };
const grid: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ...{ ctRatio: 1, invert: false, phaseMap: 'L1L2L3', periodMs: 2000 },
};

const withMeter = (site: Site): Site => ({
  ...site,
  circuits: [{ ...site.circuits[0]!, meter: 'grid' }],
  meters: [grid],
  stations: site.stations.map((station) => ({ ...station, sampleSeconds: 10 })),
});

/** The first phase of its vehicle is on L2 of the site; the house draws 3 A. */
class Bench {
  readonly depot: Depot;
  /** Amps that its vehicle takes at most. */
  most = 32;

  constructor(count = 1, change: (site: Site) => Site = withMeter) {
    this.depot = ready(siteOf(count, 60, change));
    this.depot.posts[0]!.starts();
    this.passes(60);
  }

  get amps(): number {
    const [post] = this.depot.posts;
    return post!.number() === undefined ? 0 : Math.min(this.most, post!.mayDraw());
  }

  passes(seconds: number): void {
    for (let one = 0; one < seconds; one += 1) {
      this.depot.passes(1);
      const { amps } = this;
      const house = 3 + (one % 5) / 10;
      this.depot.harness().offers({
        kind: 'meterValues',
        meter: 'grid',
        values: { ...unsaid, amps: [house, house + amps, house] },
      });
      if (one % 10 === 0) this.says(amps);
    }
  }

  says(amps: number): void {
    const [post] = this.depot.posts;
    if (post!.number() === undefined) return;
    const sampledValue = [amps, 0, 0].map((value, phase) => ({
      ...{ value: value.toFixed(1), measurand: 'Current.Import', phase: `L${phase + 1}`, unit: 'A' },
    }));
    const timestamp = new Date(this.depot.harness().utc()).toISOString();
    post!.says('MeterValues', {
      connectorId: 1,
      transactionId: post!.number(),
      meterValue: [{ timestamp, sampledValue }],
    });
  }

  does(action: 'begin' | 'end' | 'look', of: EvseKey = evse, more: { amps?: number } = {}): PhaseTestView {
    const body = this.depot.harness().asks({ kind: 'findPhases', evse: of, action, ...more });
    this.depot.settles();
    return body as PhaseTestView;
  }

  limited(): number {
    return this.depot.harness().gateway.state.outside.evses.size;
  }
}

const refused = (code: string, text: string) => ({
  problem: { code, detail: expect.stringContaining(text) as string },
});

describe('an EVSE whose phases are looked for', () => {
  it('is stepped seven times, shows its line, and has its share again', () => {
    const bench = new Bench();
    expect(bench.does('begin')).toMatchObject({
      ...{ evse, state: 'running', meter: 'grid', circuit: 'main', step: 1, steps: 7, isLow: false },
      ...{ lowAmps: 6, stepSeconds: 45, secondsLeft: 356 },
    });
    bench.passes(60);
    expect(bench.does('look')).toMatchObject({ step: 2, isLow: true, stepSeconds: 54 });
    expect(bench.amps).toBe(6);
    bench.passes(310);
    const { state, finding, ended, secondsLeft } = bench.does('look');
    expect({ state, ended, secondsLeft }).toEqual({ state: 'over', ended: undefined, secondsLeft: 0 });
    expect(finding).toMatchObject({ lines: [1], phases: 'L2L3L1', confidence: 'sure' });
    expect(bench.limited()).toBe(0);
    bench.passes(20);
    expect(bench.amps).toBe(32);
    // Nobody has to have looked on.
    expect(bench.does('begin')).toMatchObject({ state: 'running', step: 1 });
  });

  it('goes on without whoever began it, and is begun once', () => {
    const bench = new Bench(2);
    bench.depot.posts[1]!.starts();
    bench.does('begin');
    bench.passes(50);
    expect(bench.does('begin')).toMatchObject({ state: 'running', step: 2 });
    expect(bench.does('begin', 'CP-02/1' as EvseKey)).toMatchObject(refused('BB_FIND_PHASES_BUSY', evse));
    expect(bench.does('look', 'CP-02/1' as EvseKey)).toMatchObject(refused('BB_FIND_PHASES_NONE', 'CP-02/1'));
  });

  it('has its share again at once when a person ends it', () => {
    const bench = new Bench();
    bench.does('begin');
    bench.passes(60);
    expect(bench.limited()).toBe(1);
    expect(bench.does('end')).toMatchObject({ state: 'over', ended: { code: 'BB_FIND_PHASES_INTERRUPTED' } });
    expect(bench.limited()).toBe(0);
    bench.passes(20);
    expect(bench.amps).toBe(32);
  });

  it('has its share again when the session ends, and says why nothing was found', () => {
    const bench = new Bench();
    bench.does('begin');
    bench.passes(60);
    bench.depot.posts[0]!.stops();
    bench.passes(5);
    expect(bench.does('look')).toMatchObject({
      state: 'over',
      ended: { code: 'BB_FIND_PHASES_NOT_POSSIBLE', detail: expect.stringContaining('ended before') as string },
    });
    expect(bench.limited()).toBe(0);
  });

  it('is not stepped where its vehicle takes hardly more than the step', () => {
    const bench = new Bench();
    bench.most = 9;
    bench.passes(30);
    bench.does('begin');
    bench.passes(50);
    expect(bench.does('look').ended?.detail).toContain('hardly more than the 6 A');
    expect(bench.limited()).toBe(0);
    // One that is lowered to nothing shows it.
    bench.does('begin', evse, { amps: 0 });
    bench.passes(50);
    expect(bench.does('look')).toMatchObject({ state: 'running', step: 2, lowAmps: 0 });
  });
});

describe('what cannot be stepped', () => {
  it('is said before anything is lowered', () => {
    const none = new Bench(1, (site) => site);
    expect(none.does('begin')).toMatchObject(refused('BB_FIND_PHASES_NOT_POSSIBLE', 'has a meter'));
    const bench = new Bench();
    expect(bench.does('begin', 'CP-09/1' as EvseKey)).toMatchObject(refused('BB_EVSE_UNKNOWN', 'CP-09/1'));
    bench.depot.posts[0]!.stops();
    bench.passes(5);
    expect(bench.does('begin')).toMatchObject(refused('BB_FIND_PHASES_NOT_POSSIBLE', 'Nobody charges'));
    bench.depot.passes(60);
    expect(bench.does('begin')).toMatchObject(refused('BB_FIND_PHASES_NOT_POSSIBLE', 'gives no current'));
    expect(bench.limited()).toBe(0);
  });
});
