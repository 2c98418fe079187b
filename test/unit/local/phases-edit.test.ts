// Where `phases` is written: into the station's own entry, never into what is said of others too.

import { expect, it } from 'vitest';
import { placeOfPhases } from '../../../src/local/phases-edit.ts';

const ac22 = {
  evses: [
    { id: 1, maxAmps: 32, phases: 'L1L2L3' },
    { id: 2, maxAmps: 16 },
  ],
  sampleSeconds: 10,
};
const file = {
  site: { id: 'depot', supply: 'it230' },
  templates: { ac22 },
  stations: [
    { range: 'CP-[01-60]', template: 'ac22', circuit: 'main' },
    {
      id: 'OWN',
      circuit: 'main',
      evses: [
        { id: 1, maxAmps: 32 },
        { id: 2, maxAmps: 32, phases: 'L2' },
      ],
    },
    { id: 'SHARED', template: 'ac22', circuit: 'main' },
  ],
};

const editAt = (station: string, evse: number) => {
  const place = placeOfPhases(file, station, evse);
  if (!place.ok) throw new Error(place.why);
  return { now: place.now, edit: place.edit('L3L1L2') };
};

it('is set where the EVSE stands', () => {
  expect(editAt('OWN', 2)).toEqual({
    now: 'L2',
    edit: { op: 'set', path: ['stations', 1, 'evses', 1, 'phases'], value: 'L3L1L2' },
  });
  expect(editAt('OWN', 1).now).toBeUndefined();
});

it('gives a station EVSEs of its own where a template has them', () => {
  expect(editAt('SHARED', 1)).toEqual({
    now: 'L1L2L3',
    edit: {
      op: 'set',
      path: ['stations', 2, 'evses'],
      value: [
        { id: 1, maxAmps: 32, phases: 'L3L1L2' },
        { id: 2, maxAmps: 16 },
      ],
    },
  });
});

it('is not written where there is no place for it', () => {
  expect(placeOfPhases(file, 'CP-07', 1)).toMatchObject({
    ok: false,
    why: expect.stringContaining('Take it out of its range') as string,
  });
  for (const [station, evse] of [
    ['OWN', 3],
    ['SHARED', 3],
  ] as const)
    expect(placeOfPhases(file, station, evse)).toMatchObject({ ok: false });
  for (const strange of [undefined, null, 'x', [], { stations: {} }, { stations: [null, 1] }])
    expect(placeOfPhases(strange, 'OWN', 1).ok).toBe(false);
});
