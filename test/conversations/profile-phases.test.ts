// One phase or three at stations with OCPP 1.6 that say that they can: with the real core, a grid meter, and a vehicle on the sun.

import { describe, expect, it } from 'vitest';
import type { Meter } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { ready } from './limit-depot.ts';
import { ask } from './outside-depot.ts';
import { at, planSite } from './plan-depot.ts';
import type { Answer, Told } from './post.ts';

const meter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 5000,
};
const sun: Meter = { ...meter, id: 'pv', role: 'pv', source: { kind: 'http', url: 'http://10.0.0.6/meter' } };
const stepSeconds = 10;
const can = { ConnectorSwitch3to1PhaseSupported: 'true' };

type Way = 'follows' | 'refuses' | 'ignores' | 'silent';

class Yard {
  readonly depot: Depot;
  way: Way;
  /** As its contactors stand. */
  lines: 1 | 3 = 3;
  /** What each TxProfile said of phases. */
  readonly said: (number | undefined)[] = [];

  constructor(way: Way = 'follows', settings: Record<string, string> = can) {
    this.way = way;
    const site = planSite(60);
    const circuits = [{ ...site.circuits[0]!, worstCaseBaseAmps: 10, meter: 'grid' }];
    this.depot = ready(
      { ...site, stations: site.stations.slice(0, 1), circuits, meters: [meter, sun] },
      { settings, refuses: (_, told) => this.hears(told) },
    );
    this.shines(0, 60);
    ask(this.depot, { kind: 'setNeeds', evse: at(1), needs: { solar: 'surplus' } });
  }

  hears({ csChargingProfiles: { chargingProfilePurpose, chargingSchedule } }: Told): Answer | undefined {
    if (chargingProfilePurpose !== 'TxProfile') return undefined;
    const [period] = chargingSchedule.chargingSchedulePeriod as readonly { readonly numberPhases?: 1 | 3 }[];
    const { numberPhases = 3 } = period!;
    this.said.push(period!.numberPhases);
    const isSwitch = numberPhases !== this.lines;
    if (isSwitch && this.way === 'refuses') return { status: 'Rejected' };
    if (isSwitch && this.way === 'silent') return 'silence';
    if (this.way === 'follows') this.lines = numberPhases;
    return undefined;
  }

  get post() {
    return this.depot.posts[0]!;
  }

  amps(): number {
    return this.post.number() === undefined ? 0 : this.post.mayDraw();
  }

  /** The sun gives so many kW beside the vehicle, evenly on all lines. */
  shines(kW: number, seconds: number): void {
    for (let passed = 0; passed < seconds; passed += stepSeconds) {
      const trembles = (passed % 20) / 1000;
      const own = [0, 1, 2].map((line) => (line < this.lines ? this.amps() : 0));
      const amps = own.map((one) => one + trembles - (kW * 1000) / 690);
      const values = { powerW: amps.reduce((sum, one) => sum + one * 230, 0), amps, volts: [230, 230, 230] };
      const energies = { energyImportWh: 0, energyExportWh: 0 };
      this.depot.harness().offers({ kind: 'meterValues', meter: 'grid', values: { ...energies, ...values } });
      if (this.post.number() !== undefined) this.tells(own);
      this.depot.passes(stepSeconds);
    }
  }

  tells(lines: readonly number[]): void {
    const sampledValue = lines.map((one, line) => ({
      ...{ value: one.toFixed(1), measurand: 'Current.Import', unit: 'A', phase: `L${line + 1}` },
    }));
    const timestamp = new Date(this.depot.harness().utc()).toISOString();
    const transactionId = this.post.number();
    this.post.says('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] });
  }

  switches(): number {
    return this.depot.harness().facts.filter(({ kind }) => kind === 'PhasesCommanded').length;
  }
}

describe('a station that switches phases by its profiles', () => {
  it('charges on one phase on little sun, and on three where that gives more, told in the profile of its session', () => {
    const yard = new Yard();
    yard.shines(2, 60);
    yard.post.starts();
    yard.shines(2, 300);
    expect([yard.lines, yard.amps()]).toEqual([1, 8]);
    yard.shines(6, 700);
    expect([yard.lines, yard.amps()]).toEqual([3, 8]);
    yard.shines(2, 700);
    expect([yard.lines, yard.amps()]).toEqual([1, 8]);
    // Every limit says it as long as it is so.
    yard.said.length = 0;
    yard.shines(3, 60);
    expect(yard.said.length).toBeGreaterThan(0);
    expect(new Set(yard.said)).toEqual(new Set([1]));
  });

  it('begins its next session on three, whatever the one before was told', () => {
    const yard = new Yard();
    yard.post.starts();
    yard.shines(2, 300);
    expect(yard.lines).toBe(1);
    yard.post.stops();
    yard.lines = 3;
    yard.said.length = 0;
    ask(yard.depot, { kind: 'setNeeds', evse: at(1), needs: {} });
    yard.post.starts();
    yard.shines(6, 120);
    expect(new Set(yard.said)).toEqual(new Set([undefined]));
  });

  it('is never told so where it does not say that it can', () => {
    const yard = new Yard('follows', {});
    yard.post.starts();
    yard.shines(2, 400);
    expect([yard.switches(), yard.amps()]).toEqual([0, 0]);
    yard.shines(6, 700);
    expect(yard.amps()).toBe(8);
    expect(new Set(yard.said)).toEqual(new Set([undefined]));
  });

  it('that refuses the switch is left as it is after two, and its limits go on', () => {
    const yard = new Yard('refuses');
    yard.post.starts();
    yard.shines(2, 3000);
    expect([yard.switches(), yard.lines]).toEqual([2, 3]);
    expect(yard.depot.alarms()).toEqual([]);
    yard.shines(6, 700);
    expect(yard.amps()).toBe(8);
  });

  it('E43 that takes the switch and stays on three is found out, and is left on three', () => {
    const yard = new Yard('ignores');
    yard.post.starts();
    yard.shines(6, 300);
    expect(yard.amps()).toBe(8);
    yard.shines(2, 6000);
    expect(yard.switches()).toBeLessThanOrEqual(3);
    yard.shines(6, 1400);
    expect(yard.amps()).toBe(8);
    expect(yard.said.at(-1)).toBeUndefined();
  });

  it('that does not answer counts on three, and is told three with its next limit', () => {
    const yard = new Yard('silent');
    yard.post.starts();
    yard.shines(2, 70);
    expect(yard.said).toContain(1);
    yard.way = 'follows';
    yard.shines(6, 300);
    expect(yard.said.at(-1)).toBeUndefined();
    expect([yard.lines, yard.amps()]).toEqual([3, 8]);
  });

  it('E50 goes on as it was told when the gateway was gone', () => {
    const yard = new Yard();
    yard.post.starts();
    yard.shines(2, 300);
    yard.said.length = 0;
    yard.depot.restarts();
    yard.post.connects().boots();
    yard.shines(2, 400);
    yard.shines(3, 100);
    expect([yard.lines, yard.amps()]).toEqual([1, 13]);
    expect(new Set(yard.said)).toEqual(new Set([1]));
    expect(yard.switches()).toBe(0);
  });
});
