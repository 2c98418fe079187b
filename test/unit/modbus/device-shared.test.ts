// What others may ask of a device through the gateway, by the descriptions that are delivered.

import { describe, expect, it } from 'vitest';
import type { BusResult } from '../../../src/model/bus.ts';
import { mono } from '../../../src/model/time.ts';
import { hindranceOf, mainUnitOf, overhear, refusalOf, unitsOf } from '../../../src/modbus/device-shared.ts';
import type { Device } from '../../../src/modbus/device-state.ts';
import { newDevice } from '../../../src/modbus/device-state.ts';
import { driverOf } from './device-bench.ts';

const device = (id: string, connector = 1): Device =>
  newDevice({ id, driver: driverOf(id), connector, params: new Map(), lane: 'fast' });
const words: BusResult = { kind: 'words', words: [1] };
const lost = (why: Extract<BusResult, { kind: 'lost' }>['why']): BusResult => ({ kind: 'lost', why, detail: '' });

describe('a device that others read through the gateway', () => {
  it('what its description forbids to read is exception 2, also while its model is not known', () => {
    const bender = device('bender-cc61x');
    expect(refusalOf(bender, { fn: 3, address: 729, count: 1 })).toBeUndefined();
    expect(refusalOf(bender, { fn: 3, address: 729, count: 2 })).toBe(2);
    expect(refusalOf(bender, { fn: 3, address: 740, count: 1 })).toBe(2);
    expect(refusalOf(bender, { fn: 3, address: 741, count: 1 })).toBeUndefined();
  });

  it('more than it gives at once is exception 3, and nothing is read before its first write', () => {
    expect(hindranceOf(device('vestel-evc04'), { fn: 4, address: 0, count: 50 })).toBeUndefined();
    expect(hindranceOf(device('vestel-evc04'), { fn: 4, address: 0, count: 51 })).toBe(3);
    expect(hindranceOf({ ...device('webasto-next'), stage: 'first' }, { fn: 4, address: 0, count: 1 })).toBe(11);
  });

  it('is shown with the unit of most of its values; an Alfen has the station at 200 beside its sockets', () => {
    expect([mainUnitOf(device('alfen-ng9xx')), mainUnitOf(device('alfen-ng9xx', 2))]).toEqual([1, 2]);
    expect(unitsOf(device('alfen-ng9xx'))).toContain(200);
    expect(mainUnitOf(device('keba-p30-p40'))).toBe(255);
  });

  it('a watchdog that any read keeps quiet is kept quiet by others as well, and so it is reckoned with', () => {
    const now = mono(7000);
    const fed = (id: string, result: BusResult): unknown => {
      const one = device(id);
      overhear(one, result, now);
      return one.reach.fedAt;
    };
    expect([fed('heidelberg-ec', words), fed('heidelberg-ec', lost('timeout'))]).toEqual([now, now]);
    for (const why of ['unreachable', 'resting', 'replaced', 'refused'] as const)
      expect(fed('heidelberg-ec', lost(why))).toBeUndefined();
    expect(fed('vestel-evc04', words)).toBeUndefined();
  });
});
