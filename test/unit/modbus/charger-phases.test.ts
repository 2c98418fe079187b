// One phase or three (E42, E43): when it is switched, and what the charger may draw meanwhile.

import { describe, expect, it } from 'vitest';
import { view } from '../../../src/modbus/charger.ts';
import { phasesOf } from '../../../src/modbus/device-scope.ts';
import { run, wordOf, writesTo } from './device-bench.ts';
import type { Scene } from './vestel-scene.ts';
import { limits, scene, tell } from './vestel-scene.ts';
import { charge, plug } from './vestel-by-hand.ts';

const switches = ({ bench }: Scene): (number | undefined)[] => writesTo(bench, 405).map(wordOf);
const outcomeOf = ({ outcomes }: Scene, id: string) => outcomes.filter(({ command }) => command === id);

/** A vehicle draws 10 A on three lines. */
function charging(): Scene {
  const at = scene();
  plug(at.vestel, true);
  tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
  run(at.bench, 6_000);
  charge(at.vestel, 10);
  run(at.bench, 6_000);
  return at;
}

describe('a switch to one phase', () => {
  it('E42: is paused, waits until nothing flows, is switched, and is told its limit again', () => {
    const at = charging();
    tell(at, { id: 'p', kind: 'phases', phases: 1 });
    run(at.bench, 8_000);
    expect([limits(at).at(-1), switches(at)]).toEqual([0, []]);
    charge(at.vestel, 0);
    run(at.bench, 4_000);
    expect([limits(at).at(-1), switches(at)]).toEqual([0, [0]]);
    run(at.bench, 14_000);
    expect([limits(at).at(-1), outcomeOf(at, 'p')]).toMatchObject([16, [{ kind: 'confirmed' }]]);
    expect([view(at.charger, at.bench.now).phases, phasesOf(at.charger.device)]).toMatchObject([{ reported: 1 }, 1]);
  });

  it('is not made where the vehicle does not stop, and it charges on', () => {
    const at = charging();
    tell(at, { id: 'p', kind: 'phases', phases: 1 });
    run(at.bench, 60_000);
    expect(outcomeOf(at, 'p').map(({ kind }) => kind)).toEqual(['refused']);
    expect([limits(at).at(-1), switches(at), phasesOf(at.charger.device)]).toEqual([16, [], 3]);
  });

  it('begins only when the limit on its way is in force', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    tell(at, { id: 'p', kind: 'phases', phases: 1 });
    run(at.bench, 40_000);
    expect(limits(at).filter((amps, before) => amps !== limits(at)[before - 1])).toEqual([16, 0, 16]);
    expect([outcomeOf(at, 'c1'), outcomeOf(at, 'p')]).toMatchObject([[{ kind: 'confirmed' }], [{ kind: 'confirmed' }]]);
  });

  it('is refused where the device is not one that can', () => {
    const at = scene();
    at.vestel.registers.input.set(404, 0);
    run(at.bench, 6_000);
    tell(at, { id: 'p', kind: 'phases', phases: 1 });
    run(at.bench, 1_000);
    expect(outcomeOf(at, 'p')).toMatchObject([
      { kind: 'refused', detail: "this device cannot switch phases: phases_hw == 1 && semver(firmware) >= '3.187.0'" },
    ]);
  });

  it('a limit that is lowered meanwhile holds at once, as a pause, and is told at the end', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 6_000);
    tell(at, { id: 'p', kind: 'phases', phases: 1 });
    run(at.bench, 3_000);
    tell(at, { id: 'c2', kind: 'limit', amps: 8, lowers: true });
    run(at.bench, 2_000);
    expect([outcomeOf(at, 'c2'), limits(at).slice(-2)]).toMatchObject([
      [{ kind: 'confirmed', appliedAmps: 0 }],
      [0, 0],
    ]);
    run(at.bench, 20_000);
    expect([limits(at).at(-1), outcomeOf(at, 'p')]).toMatchObject([8, [{ kind: 'confirmed' }]]);
  });

  it.each([0, 1, 2, 5, 9, 10, 11, 12, 13, 15, 20])('a pause %d s after it began is the last word', (seconds) => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 6_000);
    tell(at, { id: 'p', kind: 'phases', phases: 1 });
    run(at.bench, seconds * 1000);
    tell(at, { id: 'c2', kind: 'pause' });
    run(at.bench, 40_000);
    expect([limits(at).at(-1), outcomeOf(at, 'p'), outcomeOf(at, 'c2')]).toMatchObject([
      0,
      [{ kind: 'confirmed' }],
      [{ kind: 'confirmed' }],
    ]);
  });

  it('a connection that is lost on the way: nobody knows, one line counts in watts, and the limit is told again', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 6_000);
    tell(at, { id: 'p', kind: 'phases', phases: 3 });
    run(at.bench, 4_000);
    at.bench.connection += 1;
    run(at.bench, 20_000);
    expect([outcomeOf(at, 'p'), limits(at).at(-1)]).toMatchObject([[{ kind: 'unanswered' }], 16]);
    expect(phasesOf(at.charger.device)).toBe(1);
  });

  it('E43: it says three while its relay stands at one: what flows counts', () => {
    const at = charging();
    charge(at.vestel, 0);
    at.vestel.registers.input.set(1008, 10_000);
    run(at.bench, 40_000);
    expect(at.vestel.registers.holding.get(405)).toBe(1);
    expect([view(at.charger, at.bench.now).phases, phasesOf(at.charger.device)]).toEqual([
      { reported: 3, used: 1, whyNotSwitched: undefined },
      1,
    ]);
  });
});
