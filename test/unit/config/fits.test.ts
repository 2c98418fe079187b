import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitting } from '../../../src/control/fits.ts';
import { describeFit } from '../../../src/local/check-report.ts';
import type { Site } from '../../../src/model/config/site.ts';
import { changed, siteOf, smallFile } from './file.ts';

const amps = (site: Site): number[] => fitting(site).fallbacks.map((one) => one.amps);

describe('what fits', () => {
  it('gives the minimum in the order of the file, until a circuit is full', () => {
    const site = siteOf(changed('limitAmps: 63', 'limitAmps: 63\n    worstCaseBaseAmps: 50'));
    expect(amps(site)).toEqual([6, 6, 0, 6]);
    expect(fitting(site)).toMatchObject({
      problems: [],
      circuits: [
        { circuit: 'main', depth: 0, limitAmps: 100, fallbackAmps: [18, 18, 18], ratingAmps: [128, 128, 128] },
        {
          circuit: 'row-a',
          depth: 1,
          limitAmps: 63,
          worstCaseBaseAmps: 50,
          fallbackAmps: [12, 12, 12],
          ratingAmps: [96, 96, 96],
        },
      ],
    });
  });

  it('keeps 28 of 30 chargers under 250 A with 80 A of other load', () => {
    const site = siteOf(
      changed('[01-03]', '[01-30]')
        .replace('limitAmps: 63', 'limitAmps: 250\n    worstCaseBaseAmps: 80')
        .replace('100', '250'),
    );
    expect(amps(site).filter((one) => one > 0)).toHaveLength(29);
    expect(amps(site).slice(28, 30)).toEqual([0, 0]);
  });

  it('counts what is declared first, and refuses it with amps, circuit and fix where it does not fit', () => {
    const declared = changed('circuit: row-a }', 'circuit: row-a, fallbackAmps: 25.5 }');
    expect(fitting(siteOf(declared)).problems).toEqual([
      {
        code: 'BB_SITE_FALLBACK_DOES_NOT_FIT',
        message:
          'Circuit row-a, each line: the declared fallbacks add up to 76.5 A and the other load to 0 A, above its limit of 63 A.',
        remedy: 'Lower fallbackAmps by 13.5 A in total, or write "auto".',
      },
    ]);
    expect(amps(siteOf(declared.replace('25.5', '20')))).toEqual([20, 20, 20, 6]);
  });

  it('counts nothing for what is planned, isolated or retired', () => {
    for (const state of ['planned', 'isolated', 'retired'])
      expect(amps(siteOf(changed('id: AC-1,', `id: AC-1, state: ${state},`)))).toEqual([6, 6, 6]);
  });

  it('says when the other load alone is above the limit', () =>
    expect(fitting(siteOf(changed('limitAmps: 100', 'limitAmps: 100, worstCaseBaseAmps: 101'))).problems).toMatchObject(
      [{ code: 'BB_SITE_BASE_ABOVE_LIMIT' }],
    ));

  it('never fills a circuit above its limit, and leaves nobody out that fits', () => {
    const limit = fc.integer({ min: 1, max: 400 });
    const stations = fc.array(
      fc.record({ circuit: fc.constantFrom('main', 'row-a', 'row-b'), min: fc.integer({ min: 1, max: 16 }) }),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    const small = siteOf(smallFile);
    fc.assert(
      fc.property(limit, limit, limit, fc.nat(50), stations, (main, a, b, base, list) => {
        const template = small.stations[3]!;
        const site = {
          ...small,
          circuits: [
            { id: 'row-b', parent: 'row-a', limitAmps: b, worstCaseBaseAmps: 0 },
            { id: 'row-a', parent: 'main', limitAmps: a, worstCaseBaseAmps: 0 },
            { id: 'main', limitAmps: main, worstCaseBaseAmps: Math.min(base, main) },
          ],
          stations: list.map(({ circuit, min }, at) => ({
            ...template,
            id: `S-${at}`,
            circuit,
            evses: [{ id: 1, maxAmps: 32, minAmps: min, phases: 'unknown' }],
          })),
        } as unknown as Site;
        const fit = fitting(site);
        expect(fit.circuits.map(({ circuit }) => circuit)).toEqual(['main', 'row-a', 'row-b']);
        const room = new Map(
          fit.circuits.map((one) => [
            one.circuit as string,
            one.limitAmps - one.worstCaseBaseAmps - Math.max(...one.fallbackAmps),
          ]),
        );
        for (const free of room.values()) expect(free).toBeGreaterThanOrEqual(0);
        const above: Record<string, string[]> = {
          main: ['main'],
          'row-a': ['row-a', 'main'],
          'row-b': ['row-b', 'row-a', 'main'],
        };
        for (const [at, { amps: given }] of fit.fallbacks.entries()) {
          const { circuit, min } = list[at]!;
          if (given === 0) expect(Math.min(...above[circuit]!.map((one) => room.get(one)!))).toBeLessThan(min);
          else expect(given).toBe(min);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts each line by itself, as the EVSEs are wired', () => {
    const wired = changed('maxAmps: 32 }', "maxAmps: 32, phases: 'L2' }").replace('limitAmps: 63', 'limitAmps: 15');
    const site = siteOf(
      wired.replace(
        '- { id: AC-1, template: ac22, circuit: main }',
        "- { id: AC-1, template: ac22, circuit: row-a, evses: [{ id: 1, maxAmps: 32, phases: 'L3L1' }] }",
      ),
    );
    // Two of them fill L2, and the last one is on the others.
    expect(amps(site)).toEqual([6, 6, 0, 6]);
    expect(fitting(site).circuits[1]).toMatchObject({ fallbackAmps: [6, 12, 6], ratingAmps: [32, 96, 32] });
    expect(describeFit(fitting(site))).toContain(
      'fallbacks L1 6 A, L2 12 A, L3 6 A   ratings L1 32 A, L2 96 A, L3 32 A',
    );
  });

  it('names the line where a declared fallback does not fit', () => {
    const declared = changed('maxAmps: 32 }', "maxAmps: 32, phases: 'L2' }").replace(
      'circuit: row-a }',
      'circuit: row-a, fallbackAmps: 25 }',
    );
    expect(fitting(siteOf(declared)).problems[0]!.message).toBe(
      'Circuit row-a, L2: the declared fallbacks add up to 75 A and the other load to 0 A, above its limit of 63 A.',
    );
  });

  it('counts two legs in a split phase, and nothing for what is declared below the minimum', () => {
    const split = siteOf(changed('timezone: UTC }', 'timezone: UTC, supply: split240 }'));
    expect(fitting(split).circuits[0]!.fallbackAmps).toEqual([24, 24]);
    expect(amps(siteOf(changed('circuit: row-a }', 'circuit: row-a, fallbackAmps: 5 }')))).toEqual([0, 0, 0, 6]);
  });

  it('is told as a tree and a table', () =>
    expect(describeFit(fitting(siteOf(changed('limitAmps: 63', 'limitAmps: 15'))))).toBe(
      [
        'Circuits (per line)',
        '  main                 limit   100 A               other load     0 A   fallbacks    18 A   ratings   128 A   no meter',
        '    row-a              limit    15 A               other load     0 A   fallbacks    12 A   ratings    96 A   no meter',
        '',
        'Fallbacks: when the gateway is away, 3 of 4 EVSEs go on charging, 1 stop',
        '      6 A  CP-01/1, CP-02/1, AC-1/1',
        '      0 A  CP-03/1',
      ].join('\n'),
    ));
});
