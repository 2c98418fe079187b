// F092, F093, F095 for meters on no bus: what a site meter shows is held against the chargers behind it. It moves when they do,
// is neither ten times too large nor too small, and does not count the wrong way round.

import { describe, expect, it } from 'vitest';
import type { Meter } from '../../src/model/config/site.ts';
import { drawOf, newKeba } from '../conversations/modbus-chargers.ts';
import { modbusDepot } from '../conversations/modbus-scene.ts';

const meter = (id: string, more: Partial<Meter> = {}): Meter => ({
  id,
  source: { kind: 'mqtt', broker: 'local', topic: id },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
  ...more,
});

/** One charger draws 16 A on three lines behind the meter: about 11 kW. */
function depot(meters: Meter[] = [meter('grid')]) {
  const keba = newKeba();
  const scene = modbusDepot(
    { KEBA: { device: keba.device, driver: 'keba-p30-p40' } },
    { authorization: { mode: 'free' }, meters, circuit: { meter: 'grid' } },
  );
  const passes = (seconds: number, says: () => Record<string, number>): void => {
    for (let second = 0; second < seconds; second += 1) {
      scene.passes(1);
      for (const [topic, watts] of Object.entries(says()))
        scene.harness().offers({
          kind: 'message',
          broker: 'local',
          topic,
          text: String(watts),
          bytes: 5,
          isRetained: false,
        });
    }
  };
  let noise = 0;
  /** It draws so many watts, and a little else is there. */
  const drawnW = (): number => 3 * 230 * drawOf(keba, scene.now()) + ((noise += 1) % 7);
  scene.passes(15);
  keba.plugged = true;
  passes(150, () => ({ grid: drawnW() }));
  expect(drawOf(keba, scene.now())).toBe(16);
  const quality = (): string => scene.view().meters[0]!.quality;
  const alarm = (): string | undefined => scene.view().alarms.find(({ code }) => code === 'BB_METER_SCALE')?.text;
  return { keba, scene, passes, drawnW, quality, alarm };
}

describe('F095 a site meter', () => {
  it('that shows what flows is believed', () => {
    const { passes, drawnW, quality, alarm } = depot();
    passes(90, () => ({ grid: drawnW() }));
    expect([quality(), alarm()]).toEqual(['good', undefined]);
  });

  it.each([
    ['ten times too small', 0.1, 'invalid', /counts as lost. Check ctRatio and units/],
    ['the wrong way round', -1, 'invalid', /counts as lost. .*invert: true/],
    ['nothing', 0, 'invalid', /counts as lost. Check whether the chargers hang behind it/],
    ['four times as much: load that nobody told of', 4, 'good', /load that the site file does not know/],
    ['a thousand times too large', 1000, 'invalid', /that cannot be.*ctRatio and units/],
  ])('%s is said within a minute', (_what, factor, expected, told) => {
    const { passes, drawnW, quality, alarm } = depot();
    passes(60, () => ({ grid: factor * drawnW() }));
    expect([quality(), alarm()]).toEqual([expected, expect.stringMatching(told)]);
    passes(5, () => ({ grid: drawnW() }));
    expect([quality(), alarm()]).toEqual(['good', undefined]);
  });

  it('P14 that shows a tenth all of a sudden is lost within ten seconds: nobody would see other load step meanwhile', () => {
    const { passes, drawnW, quality } = depot();
    passes(10, () => ({ grid: 0.1 * drawnW() }));
    expect(quality()).toBe('invalid');
  });

  it('that shows at once what chargers say a while later is believed', () => {
    const { keba, passes, drawnW, quality } = depot();
    keba.plugged = false;
    passes(1, () => ({ grid: 0 }));
    keba.plugged = true;
    passes(3, () => ({ grid: 0.4 * drawnW() }));
    passes(20, () => ({ grid: drawnW() }));
    expect(quality()).toBe('good');
  });

  it.each([10, 60])(
    'ten times too small for %i s is so as long as nobody draws enough to show that it is right',
    (seconds) => {
      const { keba, passes, drawnW, quality } = depot();
      passes(seconds, () => ({ grid: 0.1 * drawnW() }));
      keba.plugged = false;
      passes(90, () => ({ grid: 0.1 * drawnW() }));
      expect(quality()).toBe('invalid');
      keba.plugged = true;
      passes(90, () => ({ grid: drawnW() }));
      expect(quality()).toBe('good');
    },
  );

  it('behind which the sun feeds in is held against both; where that is not known, it is left alone', () => {
    const { passes, drawnW, quality, alarm } = depot([meter('grid'), meter('pv', { role: 'pv' })]);
    passes(60, () => ({ grid: drawnW() - 8000, pv: -8000 }));
    expect([quality(), alarm()]).toEqual(['good', undefined]);
    passes(60, () => ({ grid: drawnW() - 8000 }));
    expect([quality(), alarm()]).toEqual(['good', undefined]);
    passes(60, () => ({ grid: 0.1 * drawnW(), pv: 0 }));
    expect(quality()).toBe('invalid');
  });
});

describe('F092 a meter over MQTT', () => {
  const frozen = (scene: ReturnType<typeof depot>['scene']): boolean =>
    scene.view().alarms.some(({ code }) => code === 'BB_METER_FROZEN');

  it('that says the same while a charger behind it begins and ends is lost; one that nothing changes behind is not', () => {
    const { keba, scene, passes, quality } = depot();
    passes(120, () => ({ grid: 11_040 }));
    expect([quality(), frozen(scene)]).toEqual(['good', false]);
    keba.plugged = false;
    passes(70, () => ({ grid: 11_040 }));
    expect([quality(), frozen(scene)]).toEqual(['stale', true]);
    passes(3, () => ({ grid: 5 }));
    expect([quality(), frozen(scene)]).toEqual(['good', false]);
  });

  it('of the sun follows no charger: at night it says 0 and is good', () => {
    const { keba, scene, passes } = depot([meter('grid'), meter('pv', { role: 'pv' })]);
    passes(30, () => ({ grid: 11_040, pv: 0 }));
    keba.plugged = false;
    passes(120, () => ({ grid: 3, pv: 0 }));
    expect(scene.view().meters.find(({ id }) => id === 'pv')?.quality).toBe('good');
  });
});
