// The site files of gateways that stack: the examples are good, and what is missing or makes no sense is said.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSiteFile } from '../../../adapters/config-file/load.ts';
import { fitting } from '../../../src/control/fits.ts';
import { lossNotes } from '../../../src/control/loss-notes.ts';
import { changed, siteOf } from './file.ts';

process.env['BUSBAR_DEPOT_KEY'] ??= 'a-key-of-enough-letters';
const read = (name: string): string => readFileSync(new URL(`../../../config/${name}`, import.meta.url), 'utf8');
const campus = read('campus.example.yaml');
const depot = read('campus-depot.example.yaml');

const codesOf = (text: string): readonly string[] => {
  const loaded = parseSiteFile(text, 'site.yaml');
  return loaded.ok ? loaded.warnings.map(({ code }) => code) : loaded.problems.map(({ code }) => code);
};

describe('a campus', () => {
  it('counts each depot as one, with the fallback of the whole', () => {
    expect(codesOf(campus)).toEqual([]);
    const site = siteOf(campus);
    expect(site.stations[0]).toMatchObject({ sharedLimit: true, maxAmps: 230, fallbackAfterSeconds: 60 });
    const { fallbacks, problems } = fitting(site);
    expect(fallbacks).toEqual(['a', 'b', 'c'].map((name) => ({ evse: `depot-${name}/0`, amps: 60 })));
    expect(problems).toEqual([]);
  });

  it('is warned where nothing says what a depot does alone, and when', () => {
    const silent = changed('    fallbackAfterSeconds: 60\n', '', changed('    fallbackAmps: 60\n', '', campus));
    expect(new Set(codesOf(silent))).toEqual(new Set(['BB_CONFIG_SHARED_NO_FALLBACK']));
    expect(new Set(codesOf(changed('    fallbackAfterSeconds: 60\n', '', campus)))).toEqual(
      new Set(['BB_CONFIG_SHARED_KEEPS_LIMIT']),
    );
  });

  it('takes no time without the amps, no amps above the whole, and neither for other stations', () => {
    expect(codesOf(changed('    fallbackAmps: 60\n', '', campus))).toContain('BB_CONFIG_FALLBACK_UNKNOWN');
    expect(codesOf(changed('fallbackAmps: 60', 'fallbackAmps: 500', campus))).toContain(
      'BB_CONFIG_FALLBACK_ABOVE_RATING',
    );
    expect(codesOf(changed('    sharedLimit: true\n', '', campus))).toContain('BB_CONFIG_NOT_SHARED');
  });
});

describe('a depot of a campus', () => {
  it('says what holds while nothing is heard of the campus', () => {
    expect(codesOf(depot)).toEqual([]);
    expect(siteOf(depot).uplinks[0]?.onLoss).toEqual({ amps: 60, afterSeconds: 60 });
  });

  it('is warned where its chargers fall back to more than that when its gateway is gone as well', () => {
    const notesOf = (text: string): readonly string[] => {
      const site = siteOf(text);
      return lossNotes(site, fitting(site)).map(({ message }) => message);
    };
    expect(notesOf(depot)).toEqual([]);
    expect(notesOf(changed('fallbackAmps: 6', 'fallbackAmps: 16', depot)).join()).toContain('64 A together');
  });

  it('has that from whoever limits it, and from nobody else', () => {
    expect(codesOf(changed('role: control', 'role: observe', depot))).toContain('BB_CONFIG_UPLINK_KEY');
    expect(codesOf(changed('mode: aggregate', 'mode: relay', depot))).toContain('BB_CONFIG_UPLINK_KEY');
  });
});
