// What an installer reads of the reserve and of how stations hold their limits, in the words that `busbar check` prints.

import { describe, expect, it } from 'vitest';
import { fitting } from '../../../src/control/fits.ts';
import { holdersOf, marginNotes, marginsOf } from '../../../src/control/margin.ts';
import { describeFit, describeHolders, describeMargins } from '../../../src/local/check-report.ts';
import type { Circuit, Meter, Site, Station } from '../../../src/model/config/site.ts';
import type { CircuitId, StationId } from '../../../src/model/ids.ts';
import { siteOf, smallFile } from './file.ts';

const meter = (id: string, periodMs = 1000): Meter => ({
  id,
  source: { kind: 'http', url: `http://10.0.0.5/${id}` },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs,
});
const small = siteOf(smallFile);
const main: Circuit = {
  id: 'main' as CircuitId,
  limitAmps: 250,
  worstCaseBaseAmps: 60,
  meter: 'grid',
  protection: { kind: 'mcb', ratedAmps: 250 },
};
const siteWith = (circuit: Partial<Circuit> = {}, periodMs = 1000, more: Partial<Site> = {}): Site => ({
  ...small,
  circuits: [
    { ...main, ...circuit },
    { ...small.circuits[1]!, parent: main.id },
  ],
  meters: [meter('grid', periodMs)],
  ...more,
});

/** As it counts with a watchdog that was read back. */
const driven = (id: string, watchdogSeconds: number): Station => ({
  ...small.stations[3]!,
  id: id as StationId,
  modbus: { device: 'keba-p30-p40', at: { host: '10.0.0.7' } },
  watchdogSeconds,
});
const text = (site: Site): string[] => describeMargins(marginsOf(site)).split('\n').slice(1);

const told: [string, Site, string[]][] = [
  [
    'by reaction',
    siteWith(),
    [
      '  main: 250 A mcb, meter grid each 1 s',
      '    other load may rise by 60 A in the 12 s until chargers have followed (chargers and vehicles)',
      '    it may heat the device to 0.90 of its trip: 10.8 A stay free',
      '    of the 60 A for other load, up to 49.2 A go to chargers that fall back by themselves, while it draws less',
    ],
  ],
  [
    'by a watchdog',
    siteWith({}, 1000, { stations: [...small.stations, driven('OLD-07', 37), driven('OLD-08', 25)] }),
    [
      '  main: 250 A mcb, meter grid each 1 s',
      '    other load may rise by 60 A in the 37 s until chargers have followed (watchdog of OLD-07)',
      '    it may heat the device to 0.90 of its trip: 33.5 A stay free',
      '    of the 60 A for other load, up to 26.5 A go to chargers that fall back by themselves, while it draws less',
    ],
  ],
  [
    'of a small step',
    siteWith({ worstStepAmps: 10, protection: { kind: 'gG', ratedAmps: 250 } }),
    [
      '  main: 250 A gG, meter grid each 1 s',
      '    other load may rise by 10 A in the 12 s until chargers have followed (chargers and vehicles)',
      '    it may heat the device to 0.66 of its trip: nothing has to stay free',
      '    of the 60 A for other load, up to 60 A go to chargers that fall back by themselves, while it draws less',
    ],
  ],
  [
    'of a device that nobody named, with a slow meter',
    siteWith({ protection: undefined } as unknown as Partial<Circuit>, 10_000),
    [
      '  main: 250 A mcb (assumed: the file does not say), meter grid each 10 s',
      '    other load may rise by 60 A in the 39 s until chargers have followed (a reading each 10 s, and chargers and vehicles)',
      '    it may heat the device to 0.90 of its trip: 34.3 A stay free',
      '    of the 60 A for other load, up to 25.7 A go to chargers that fall back by themselves, while it draws less',
    ],
  ],
  [
    'without other load, around another meter (E32)',
    siteWith({ worstCaseBaseAmps: 0 }, 1000, {
      circuits: [
        { ...main, worstCaseBaseAmps: 0 },
        { ...small.circuits[1]!, parent: main.id, meter: 'row' },
      ],
    }),
    [
      '  main: 250 A mcb, meter grid each 1 s',
      '    there is no other load that could step up: nothing stays free',
      '    grid must count what row counts as well: row-a is below it',
    ],
  ],
];

describe('the reserve in words', () => {
  it.each(told)('%s', (_name, site, expected) => expect(text(site)).toEqual(expected));

  it('says less of a circuit that nobody measures', () => expect(marginsOf(small)).toEqual([]));

  it('is as slow as the station that is the meter, or as the slowest of a sum', () => {
    const station: Meter = { ...meter('own'), source: { kind: 'station', station: 'AC-1' as StationId } };
    const sum: Meter = { ...meter('grid'), source: { kind: 'sum', of: ['own', 'quick'] } };
    const site = siteWith({}, 1000, { meters: [station, meter('quick'), sum] });
    expect(marginsOf(site)[0]!.periodMs).toBe(small.stations[3]!.sampleSeconds * 1000);
  });
});

describe('what a reserve costs', () => {
  const notes = (site: Site): string[] => marginNotes(marginsOf(site)).map(({ code, message }) => `${code} ${message}`);

  it('is pointed out of a slow meter, and where nothing is left', () => {
    expect(notes(siteWith({}, 5000))).toEqual([]);
    expect(notes(siteWith({}, 10_000))).toEqual([
      'BB_SITE_METER_SLOW Circuit main, each line: meter grid says something every 10 s, so a step of other load is followed after up to 39 s, and 34.3 A stay free for it; with a reading each second it would be 10.8 A.',
    ]);
    expect(notes(siteWith({ worstCaseBaseAmps: 5, protection: { kind: 'mccb', ratedAmps: 250 } }))).toEqual([]);
    const long = siteWith({ worstCaseBaseAmps: 240 }, 1000, { stations: [driven('OLD-07', 600)] });
    expect(
      notes({ ...long, circuits: [{ ...long.circuits[0]!, protection: { kind: 'mccb', ratedAmps: 250 } }] }),
    ).toEqual([
      'BB_SITE_RESERVE_TAKES_ALL Circuit main, each line: a step of 240 A needs 240.2 A to stay free, as much as all other load (240 A): its meter leaves chargers nothing more.',
    ]);
  });
});

describe('how stations hold a limit', () => {
  it('is told for each class, with what that means for the room of other load', () => {
    const site = siteWith({}, 1000, { stations: [...small.stations, driven('OLD-07', 37), driven('OLD-08', 25)] });
    expect(describeHolders(holdersOf(site)).split('\n')).toEqual([
      'How stations hold a limit',
      '  hold      CP-01, CP-02, CP-03, AC-1',
      expect.stringContaining('keep their last limit when the gateway is gone'),
      '  watchdog  OLD-07, OLD-08',
      expect.stringContaining('fall to their fallback by themselves 25 to 37 s after the gateway fell silent'),
    ]);
    expect(describeHolders([{ station: 'CP-1', holding: 'lease' }])).toContain('proved to fall to their fallback');
  });
});

describe('the table of a full depot', () => {
  it('says that 31 of 100 stations keep 6 A and that 69 stop when they are alone', () => {
    const stations = Array.from({ length: 100 }, (_, at) => ({
      ...small.stations[0]!,
      id: `CP-${at + 1}` as StationId,
    }));
    const table = describeFit(
      fitting(
        siteWith({ worstCaseBaseAmps: 62 }, 1000, { stations: stations.map((one) => ({ ...one, circuit: main.id })) }),
      ),
    );
    expect(table).toContain('31 of 100 EVSEs go on charging, 69 stop');
    expect(table).toContain(
      'limit   250 A  mcb 250 A    other load    62 A   fallbacks   186 A   ratings  3200 A   meter grid',
    );
  });
});
