// F092, F095 for a circuit that several meters measure together: what they show in sum is held against what hangs behind all of them.

import { describe, expect, it } from 'vitest';
import type { MeterYard } from '../conversations/meter-yard.ts';
import { meterYard, onTopic } from '../conversations/meter-yard.ts';

/** Two meters side by side; chargers hang behind the first. */
function sideBySide(beside: () => number): MeterYard {
  const yard = meterYard({ sum: ['left', 'right'], more: [onTopic('right')] });
  yard.others.set('right', () => ({ amps: [beside(), beside(), beside()] }));
  yard.passes(60);
  yard.starts(0, 16);
  yard.passes(60);
  expect([quality(yard), yard.suspected]).toEqual(['good', []]);
  return yard;
}

const quality = (yard: MeterYard): string => yard.view().meters[0]!.quality;
const codes = (yard: MeterYard): string[] =>
  yard
    .depot()
    .view()
    .alarms.map(({ code }) => code);

describe('F092 the sum of meters', () => {
  it('that says the same while what hangs behind it changes is lost until it moves', () => {
    const yard = sideBySide(() => 3);
    yard.hangs = true;
    yard.starts(1, 16);
    yard.passes(60);
    expect([quality(yard), codes(yard)]).toEqual(['stale', expect.arrayContaining(['BB_METER_FROZEN'])]);
    yard.hangs = false;
    yard.passes(3);
    expect([quality(yard), codes(yard)]).toEqual(['good', []]);
  });

  it('is forgotten with the site file that named it', () => {
    const yard = sideBySide(() => 3);
    yard.hangs = true;
    yard.starts(1, 16);
    yard.passes(60);
    expect(codes(yard)).toContain('BB_METER_FROZEN');
    const { site } = yard;
    const circuits = site.circuits.map(({ meter: _, ...circuit }) => circuit);
    yard
      .depot()
      .harness()
      .change({ ...site, circuits, meters: site.meters!.slice(1) });
    expect(codes(yard)).not.toContain('BB_METER_FROZEN');
  });

  it('that follows is believed, at rest and while one of them moves', () => {
    let beside = 3;
    const yard = sideBySide(() => beside);
    yard.stops(0);
    yard.starts(1, 16);
    yard.passes(200);
    yard.passes(200, (second) => (beside = 3 + (second % 2)));
    expect(yard.suspected).toEqual([]);
  });
});

it('F095 the sum of meters of which one hangs while chargers begin behind it is none, though the other moves', () => {
  let noise = 0;
  const yard = sideBySide(() => 3 + ((noise += 1) % 2));
  yard.hangs = true;
  yard.starts(1, 32);
  yard.passes(60);
  expect([quality(yard), codes(yard)]).toEqual(['invalid', expect.arrayContaining(['BB_METER_SCALE'])]);
});
