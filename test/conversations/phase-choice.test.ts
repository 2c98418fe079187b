// One phase or three as load control chooses (E42, E43): with the real core, a charger over Modbus that can switch, a vehicle,
// and a grid meter that sees sun, house and vehicle.

import { describe, expect, it } from 'vitest';
import { inForce } from '../../src/control/envelope.ts';
import { unusedBefore } from '../../src/core/limits/standing.ts';
import type { Driver } from '../../src/modbus/driver.ts';
import type { Meter } from '../../src/model/config/site.ts';
import type { EvseKey, StationId } from '../../src/model/ids.ts';
import type { SolarMode } from '../../src/model/needs.ts';
import { utc } from '../../src/model/time.ts';
import type { Box } from './modbus-chargers.ts';
import { driverOf } from '../unit/modbus/device-bench.ts';
import { drawOf, newKeba } from './modbus-chargers.ts';
import type { ModbusScene } from './modbus-scene.ts';
import { modbusDepot, told } from './modbus-scene.ts';

const evse = 'KEBA/1' as EvseKey;
const meter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 5000,
};
const sun: Meter = { ...meter, id: 'pv', role: 'pv', source: { kind: 'http', url: 'http://10.0.0.6/meter' } };
const stepSeconds = 5;

/** Its registers are read as often as the meter: these are long days. */
const unhurried = (id: string): Driver => {
  const driver = driverOf(id);
  return { ...driver, poll: { ...driver.poll, fastMs: 5000 } };
};

interface Yard {
  readonly box: Box;
  readonly scene: ModbusScene;
  /** Other load on each line; the sun is less than nothing. */
  passes(seconds: number, base: readonly number[]): void;
  /** The sun gives so many kW beside the vehicle, evenly on all lines. */
  shines(kW: number, seconds: number): void;
  drawn(): { readonly lines: 1 | 3; readonly amps: number };
}

function yard(circuit: object = {}, more: object = {}): Yard {
  const box = newKeba({ phaseSource: 3, wants: 16 });
  const scene = modbusDepot(
    { KEBA: { device: box.device, driver: 'keba-p30-p40', more } },
    {
      authorization: { mode: 'free' },
      circuit: { limitAmps: 60, worstCaseBaseAmps: 10, meter: 'grid', ...circuit },
      meters: [meter, sun],
      drivers: unhurried,
    },
  );
  let tick = 0;
  const passes = (seconds: number, base: readonly number[]): void => {
    for (let passed = 0; passed < seconds; passed += stepSeconds) {
      tick += 1;
      const amps = base.map((one, line) => {
        const own = line < box.lines ? drawOf(box, scene.now()) : 0;
        // A meter that says the same for ever is taken for frozen.
        return one + own + (tick % 2) / 100;
      });
      const powerW = amps.reduce((sum, one) => sum + one * 230, 0);
      const values = { powerW, amps, volts: [230, 230, 230], energyImportWh: 0, energyExportWh: 0 };
      scene.harness().offers({ kind: 'meterValues', meter: 'grid', values });
      scene.passes(stepSeconds);
    }
  };
  passes(60, [0, 0, 0]);
  return {
    box,
    scene,
    passes,
    shines: (kW, seconds) => passes(seconds, Array<number>(3).fill((-kW * 1000) / 690)),
    drawn: () => ({ lines: box.lines, amps: drawOf(box, scene.now()) }),
  };
}

function solarYard(solar: SolarMode, kW: number): Yard {
  const one = yard();
  one.shines(kW, 60);
  one.scene.harness().asks({ kind: 'setNeeds', evse, needs: { solar } });
  one.box.plugged = true;
  return one;
}

const sessions = (scene: ModbusScene): number[] => [
  told(scene, 'StartTransaction').length,
  told(scene, 'StopTransaction').length,
];
const shown = (scene: ModbusScene) => scene.view().stations[0]!.evses[0]!;

describe('a vehicle that charges on surplus alone', () => {
  it('from 4 kW to 2 kW and back: on one phase what that gives, on three when they are worth it', () => {
    const { box, scene, shines, drawn } = solarYard('surplus', 4);
    shines(4, 300);
    // Three times 6 A are 4.14 kW.
    expect(drawn()).toEqual({ lines: 1, amps: 16 });
    shines(2, 120);
    expect(drawn()).toEqual({ lines: 1, amps: 8 });
    shines(5, 660);
    expect(drawn()).toEqual({ lines: 3, amps: 7 });
    expect(shown(scene).phases).toMatchObject({ switchedTo: 3, why: 'surplus' });
    shines(2, 660);
    expect(drawn()).toEqual({ lines: 1, amps: 8 });
    shines(4.6, 700);
    expect(drawn()).toEqual({ lines: 3, amps: 6 });
    // At rest each time, and one session all the while.
    expect(box.drewAtSwitch.every((amps) => amps === 0)).toBe(true);
    expect(box.drewAtSwitch).toHaveLength(4);
    expect(sessions(scene)).toEqual([1, 0]);
  });

  it('E42 is not switched by clouds, nor twice within ten minutes', () => {
    const { box, shines, drawn } = solarYard('surplus', 6);
    shines(6, 300);
    expect(drawn()).toEqual({ lines: 3, amps: 8 });
    shines(2, 150);
    shines(6, 100);
    shines(2, 150);
    expect([box.drewAtSwitch.length, box.lines]).toEqual([0, 3]);
    shines(2, 100);
    expect(box.lines).toBe(1);
    shines(6, 480);
    expect([box.drewAtSwitch.length, box.lines]).toEqual([1, 1]);
    shines(6, 150);
    expect([box.drewAtSwitch.length, box.lines]).toEqual([2, 3]);
  });

  it('is left alone where a person said how it is to stand, while that session lasts', () => {
    const { box, scene, shines, drawn } = solarYard('surplus', 6);
    shines(6, 300);
    scene.harness().asks({ kind: 'switchPhases', evse, phases: 1 }, () => shines(6, 60));
    shines(6, 900);
    expect([box.lines, box.drewAtSwitch.length]).toEqual([1, 1]);
    expect(drawn().amps).toBe(16);
  });

  it('is switched no more than so often in a day, and stays as it is then, with an alarm', () => {
    const { box, scene, shines, drawn } = solarYard('surplus', 6);
    shines(6, 120);
    const { phases } = scene.harness().gateway.state.ledger.stations.get('KEBA' as StationId)!;
    const orderedAt = utc(scene.harness().utc() - 3_600_000);
    phases.set(1, { orderedAt, phases: 3, why: 'surplus', ofDay: 24 });
    shines(2, 400);
    expect([box.drewAtSwitch.length, drawn().lines]).toEqual([0, 3]);
    expect(scene.alarms()).toContain('BB_PHASES_SPENT:KEBA/1');
    phases.set(1, { orderedAt, phases: 3, why: 'surplus', ofDay: 23 });
    shines(2, 300);
    expect(drawn().lines).toBe(1);
  });

  it('that does not take the switch is asked twice, and served as before', () => {
    const { box, scene, shines } = solarYard('surplus', 6);
    box.refuses = (action) => action.kind === 'write' && action.address === 5052;
    shines(6, 300);
    shines(3, 1800);
    expect(box.lines).toBe(3);
    const orders = scene.harness().facts.filter(({ kind }) => kind === 'PhasesCommanded');
    expect(orders).toHaveLength(2);
    expect(drawOf(box, scene.now())).toBe(0);
  });

  it('goes back to three for the next one when it has left', () => {
    const { box, scene, shines } = solarYard('surplus', 3);
    shines(3, 300);
    expect(box.lines).toBe(1);
    box.plugged = false;
    shines(3, 700);
    expect(box.lines).toBe(3);
    expect(shown(scene).phases).toMatchObject({ switchedTo: 3, why: 'idle' });
  });
});

describe('a vehicle that charges on its minimum and surplus', () => {
  it('has the minimum of one phase without sun, and of three with enough of it', () => {
    const { shines, drawn } = solarYard('minimum', 0);
    shines(0, 600);
    expect(drawn()).toEqual({ lines: 1, amps: 6 });
    shines(4, 900);
    expect(drawn().lines).toBe(3);
  });
});

describe('a vehicle without room on three lines', () => {
  const circuit = { limitAmps: 32, worstCaseBaseAmps: 30, worstStepAmps: 2 };
  const busy = [4, 27, 4];

  it('charges on the one that has some, and on three when they have', () => {
    const { box, scene, passes, drawn } = yard(circuit, { fallbackAmps: 0 });
    passes(120, busy);
    box.plugged = true;
    passes(400, busy);
    expect(drawn().lines).toBe(1);
    expect(drawn().amps).toBeGreaterThanOrEqual(6);
    expect(shown(scene).phases).toMatchObject({ switchedTo: 1, why: 'room' });
    passes(900, [4, 4, 4]);
    expect(drawn().lines).toBe(3);
    expect(drawn().amps).toBeGreaterThanOrEqual(6);
    expect(box.drewAtSwitch).toEqual([0, 0]);
  });

  it('P3 counts with all lines until it stands at one, and comes back with what all of them bear', () => {
    const { box, scene, passes } = yard(circuit, { fallbackAmps: 0 });
    const { gateway } = scene.harness();
    const load = () => gateway.state.loads.find(({ key }) => key === evse)!;
    const orders: { readonly phases: number; readonly amps: number }[] = [];
    const busyLater = [4, 21, 4];
    passes(120, busy);
    box.plugged = true;
    let seen = 0;
    for (let seconds = 0; seconds < 1200; seconds += stepSeconds) {
      passes(stepSeconds, seconds < 400 ? busy : busyLater);
      const { facts } = scene.harness();
      for (const fact of facts.slice(seen))
        if (fact.kind === 'PhasesCommanded')
          orders.push({ phases: fact.phases, amps: inForce(gateway.state.ledger, load()) });
      seen = facts.length;
      const told = gateway.state.ledger.stations.get('KEBA' as StationId)!.phases.get(1);
      const isOnOne = told?.underWay === undefined && told?.phases === 1;
      if (!isOnOne) expect(unusedBefore(gateway.state, load()).size).toBe(0);
      if (box.lines === 3) expect(drawOf(box, scene.now())).toBeLessThanOrEqual(seconds < 400 ? 5 : 11);
    }
    expect(orders.map(({ phases }) => phases)).toEqual([1, 3]);
    // 32 A less 21 A of others: it had 16 A on one line before that.
    expect(orders[1]!.amps).toBeGreaterThanOrEqual(6);
    expect(orders[1]!.amps).toBeLessThanOrEqual(11);
    expect(box.lines).toBe(3);
  });

  it('E43 P3 counts with all lines again as soon as current flows on them, whatever it says of its relay', () => {
    const { box, scene, passes } = yard(circuit, { fallbackAmps: 0 });
    passes(120, busy);
    box.plugged = true;
    passes(400, busy);
    expect(box.lines).toBe(1);
    const { state } = scene.harness().gateway;
    const load = state.loads.find(({ key }) => key === evse)!;
    expect([...unusedBefore(state, load)]).toEqual([1, 2]);
    box.lines = 3;
    box.lies.set(1552, [0, 0]);
    passes(15, busy);
    expect(unusedBefore(state, load).size).toBe(0);
    passes(60, busy);
    // There is no room on the second line.
    expect(drawOf(box, scene.now())).toBe(0);
  });

  it('is forgotten when it is lost: what stands at one may come back at three', () => {
    const { box, scene, passes } = yard(circuit, { fallbackAmps: 0 });
    passes(120, busy);
    box.plugged = true;
    passes(400, busy);
    const { state } = scene.harness().gateway;
    const load = () => state.loads.find(({ key }) => key === evse)!;
    box.isSilent = true;
    passes(90, busy);
    expect(unusedBefore(state, load()).size).toBe(0);
  });
});
