import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSaid, meterValuesIn } from '../../../src/model/meter-values.ts';

const nothing = {
  powerW: null,
  amps: [null, null, null],
  volts: [null, null, null],
  energyImportWh: null,
  energyExportWh: null,
};

describe('values of a meter in JSON', () => {
  it('stand at the top under the names that we use', () => {
    const body = { powerW: -1200, amps: [1, 2, 3], volts: [230, 231, 229], energyImportWh: 12, energyExportWh: 5 };
    expect(meterValuesIn(body)).toEqual(body);
  });

  it('stand where the paths say, lines one by one or in a list', () => {
    const body = {
      emeters: [{ power: 700, current: 3.1 }, { current: 2 }],
      total: { kWh: '17' },
      u: { all: [230, 231] },
    };
    const paths = {
      powerW: 'emeters.0.power',
      amps: ['emeters.0.current', 'emeters.1.current'],
      volts: 'u.all',
      energyImportWh: 'total.kWh',
    };
    expect(meterValuesIn(body, paths)).toEqual({
      ...nothing,
      powerW: 700,
      amps: [3.1, 2, null],
      volts: [230, 231, null],
      energyImportWh: 17,
    });
  });

  it('are numbers, or texts that are numbers; a single current is that of the first line', () => {
    expect(meterValuesIn({ powerW: ' -1.5e3 ', amps: '6.5', volts: ['230.1', 'x', null] })).toEqual({
      ...nothing,
      powerW: -1500,
      amps: [6.5, null, null],
      volts: [230.1, null, null],
    });
  });

  it.each([
    [undefined],
    [null],
    ['12'],
    [{ powerW: '' }],
    [{ powerW: '12 W' }],
    [{ powerW: '0x10' }],
    [{ powerW: 'Infinity' }],
    [{ powerW: true }],
    [{ powerW: [1, 2, 3, 6] }],
    [{ powerW: [5, 'x'] }],
    [{ powerW: 1e300 }],
    [{ energyImportWh: -1 }],
    [JSON.parse('{"__proto__": {"powerW": 5}}')],
  ])('%j says nothing', (body: unknown) => {
    expect(meterValuesIn(body)).toEqual(nothing);
    expect(isSaid(meterValuesIn(body))).toBe(false);
  });

  it('whatever is there: numbers within bounds, or nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (body, path) => {
        const { powerW, amps, volts } = meterValuesIn(body, { powerW: path, amps: path });
        for (const one of [powerW, ...amps, ...volts])
          expect(one === null || (Number.isFinite(one) && Math.abs(one) <= 1e12)).toBe(true);
        expect([amps.length, volts.length]).toEqual([3, 3]);
      }),
    );
  });
});
