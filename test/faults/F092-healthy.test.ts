// F092, the other way round: a meter that follows what hangs behind it is not called frozen, however coarse it is and however
// little happens; and one that hangs is found where that is hard.

import { describe, expect, it } from 'vitest';
import { meterYard, onTopic } from '../conversations/meter-yard.ts';

/** Two charge points that charge with the same current, one of them after the other. */
function handover(sampleSeconds: number): ReturnType<typeof meterYard> {
  const yard = meterYard({ sampleSeconds });
  yard.passes(20);
  yard.starts(0, 16);
  yard.passes(3 * sampleSeconds + 45);
  expect(yard.suspected).toEqual([]);
  yard.stops(0);
  yard.starts(1, 16);
  return yard;
}

describe('F092 a meter that says whole amps is believed', () => {
  it.each([10, 30, 55])('while one vehicle begins as another ends, and says so within %i s', (sampleSeconds) => {
    const yard = handover(sampleSeconds);
    yard.passes(300);
    expect(yard.suspected).toEqual([]);
  });

  it('while a vehicle charges less and less', () => {
    const yard = meterYard({ stations: 1 });
    yard.passes(20);
    yard.starts(0, 16);
    yard.passes(40);
    // Half an hour down to 6 A, on each line.
    yard.passes(1800, () => (yard.draws[0] = Math.max(6, yard.draws[0]! - 1 / 180)));
    expect(yard.suspected).toEqual([]);
  });

  it('while stations say whole amps, too', () => {
    const yard = meterYard({ stations: 1 });
    yard.stationStep = 1;
    yard.passes(20);
    yard.starts(0, 15.55);
    yard.passes(60);
    // A tenth less, which is another whole number for the station and none for the meter.
    yard.draws[0] = 15.45;
    yard.passes(300);
    expect(yard.suspected).toEqual([]);
  });

  it('after a restart in the night, while vehicles charge on as before', () => {
    const yard = meterYard();
    yard.passes(20);
    yard.starts(0, 16);
    yard.passes(60);
    yard.restarts();
    yard.away.add(0);
    yard.passes(70);
    yard.depot().posts[0]!.connects().boots();
    yard.away.delete(0);
    yard.passes(300);
    expect(yard.suspected.filter((second) => second > 120)).toEqual([]);
  });

  it('when a station comes back, whose vehicle ended meanwhile', () => {
    const yard = meterYard();
    yard.passes(20);
    yard.starts(0, 16);
    yard.passes(60);
    yard.depot().posts[0]!.drops();
    yard.away.add(0);
    yard.passes(60);
    yard.draws[0] = 0;
    yard.passes(200);
    yard.depot().posts[0]!.connects().boots();
    yard.away.delete(0);
    yard.passes(300);
    expect(yard.suspected).toEqual([]);
  });

  it('when a station says energy alone between its currents', () => {
    const yard = meterYard();
    yard.passes(20);
    yard.starts(0, 16);
    yard.passes(61);
    yard.samples(0, [{ value: '5000', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]);
    yard.passes(100);
    expect(yard.suspected).toEqual([]);
  });

  it('when the site file says at last that a charging station is behind it', () => {
    const yard = meterYard({ circuit: 1 });
    yard.passes(20);
    yard.starts(0, 16);
    yard.passes(60);
    const { site, depot } = yard;
    const stations = site.stations.map((station) => ({ ...station, circuit: site.circuits[1]!.id }));
    depot()
      .harness()
      .change({ ...site, stations });
    yard.passes(300);
    expect(yard.suspected).toEqual([]);
  });

  it('while a DC unit fills a battery whose voltage rises', () => {
    const yard = meterYard({ stations: 1, evse: { minAmps: 0, maxAmps: 87 } });
    yard.passes(20);
    yard.starts(0, 0);
    // It says what the test says, and nothing else.
    yard.away.add(0);
    yard.base = 64.4;
    const says = (volts: number): void =>
      yard.samples(0, [
        { value: '41400', measurand: 'Power.Active.Import', unit: 'W' },
        { value: (41_400 / volts).toFixed(1), measurand: 'Current.Import', unit: 'A' },
      ]);
    yard.passes(300, (second) => {
      if (second % 10 === 1) says(350 + second / 4);
    });
    expect(yard.suspected).toEqual([]);
  });

  it.each(['pv', 'battery'] as const)('while what a vehicle takes comes from behind it (%s)', (role) => {
    const yard = meterYard({ more: [onTopic('own', { role })] });
    yard.others.set('own', () => 0);
    yard.passes(60);
    yard.starts(0, 16);
    yard.base -= 16;
    yard.others.set('own', () => -3 * 16 * 230);
    yard.passes(300);
    expect(yard.suspected).toEqual([]);
  });

  it('before it had to say anything new, where it speaks each half minute', () => {
    const yard = meterYard({ meter: { periodMs: 30_000 } });
    yard.everySeconds = 30;
    yard.passes(200);
    yard.starts(0, 16);
    yard.passes(400);
    yard.stops(0);
    yard.passes(200);
    expect(yard.suspected.filter((second) => second > 60)).toEqual([]);
  });

  it('when it rests at night, after a day on which it never did', () => {
    const yard = meterYard({ stations: 1 });
    yard.passes(20);
    yard.passes(200, (second) => (yard.base = 20 + (second % 7)));
    yard.passes(1200, () => (yard.base = 20));
    expect(yard.suspected).toEqual([]);
  });
});

describe('F092 a meter that is as fine as it can be', () => {
  it('may rest at nothing, when all that hangs behind it has ended', () => {
    const yard = meterYard({ stations: 1 });
    yard.meterStep = 0.01;
    yard.base = 0;
    yard.starts(0, 16);
    yard.passes(200, (second) => (yard.draws[0] = 16 + (second % 7) / 100));
    yard.stops(0);
    yard.passes(300);
    expect(yard.suspected).toEqual([]);
  });

  it('hangs when it rests at what it moved at before, with nobody behind it', () => {
    const yard = meterYard({ stations: 1 });
    yard.meterStep = 0.01;
    yard.passes(200, (second) => (yard.base = 20 + (second % 7) / 100));
    yard.hangs = true;
    yard.passes(12);
    expect(yard.suspected.length).toBeGreaterThan(0);
  });
});

describe('F092 a meter of whole amps that hangs', () => {
  it.each([10, 30, 60])('is found within two windows of 60 s where a station says each %i s what it draws', (every) => {
    const yard = meterYard({ sampleSeconds: every });
    yard.passes(30);
    yard.hangs = true;
    yard.starts(0, 16);
    yard.passes(120);
    expect(yard.suspected[0]! - 30).toBeLessThanOrEqual(120);
    // It counts as lost until it moves.
    yard.stops(0);
    const before = yard.suspected.length;
    yard.passes(60);
    expect(yard.suspected.length - before).toBe(60);
    yard.hangs = false;
    yard.base += 3;
    yard.passes(3);
    const healed = yard.suspected.length;
    yard.passes(60);
    expect(yard.suspected.length).toBe(healed);
  });

  it('is found while vehicles come and go before anybody has waited for long', () => {
    const yard = meterYard({ sampleSeconds: 5 });
    yard.passes(30);
    yard.hangs = true;
    for (let turn = 0; turn < 4; turn += 1) {
      yard.starts(0, 16);
      yard.passes(15);
      yard.stops(0);
      yard.passes(10);
    }
    yard.starts(0, 16);
    yard.passes(20);
    expect(yard.suspected[0]! - 30).toBeLessThanOrEqual(120);
  });
});
