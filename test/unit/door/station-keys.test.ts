import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome, StationKeys } from '../../../adapters/files/station-keys.ts';
import { openStationKeys } from '../../../adapters/files/station-keys.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { encodingsOf, keyOf, undigit } from '../../../src/model/station-key.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const id = (name: string): StationId => name as StationId;
const cp = id('CP-01');

function folder(): string {
  const dir = tempDir('keys');
  return dir;
}

const raw = (digits: string): string => Buffer.from(digits, 'hex').toString('latin1');

/** Which keys of a station count: `old`, `new`, both or none. */
const counting = (keys: StationKeys, ...candidates: readonly string[]): boolean[] =>
  candidates.map((digits) => keys.match(cp, raw(digits)) !== undefined);

describe('keys that Busbar makes', () => {
  it('are random, kept as salted hashes for the owner alone, and known again by the next process', async () => {
    const dir = folder();
    const keys = openStationKeys(dir);
    const one = await keys.make(cp);
    const two = await keys.make(id('CP-02'));
    expect([one, two].every((key) => /^[0-9A-F]{40}$/.test(key)) && one !== two).toBe(true);
    expect(readdirSync(dir)).toEqual(['station-keys.json']);
    expect(statSync(join(dir, 'station-keys.json')).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(dir, 'station-keys.json'), 'latin1');
    for (const key of [one, two])
      for (const form of [key, key.toLowerCase(), raw(key), Buffer.from(raw(key), 'latin1').toString('base64')])
        expect(text).not.toContain(form);
    const later = openStationKeys(dir);
    expect(later.match(cp, raw(one))).toEqual({ form: 'hex', sent: 'bytes', isNew: false });
    expect(later.match(cp, one)).toEqual({ form: 'hex', sent: 'digits', isNew: false });
    expect(later.match(cp, raw(two))).toBeUndefined();
    expect(later.match(undefined, raw(one))).toBeUndefined();
    expect(later.match(id('CP-03'), raw(one))).toBeUndefined();
  });

  it('two at once are both kept', async () => {
    const keys = openStationKeys(folder());
    const made = await Promise.all(['A', 'B', 'C'].map((name) => keys.make(id(name))));
    expect(['A', 'B', 'C'].map((name, at) => keys.match(id(name), raw(made[at]!)) !== undefined)).toEqual([
      true,
      true,
      true,
    ]);
    await keys.drop(id('B'));
    expect(keys.has(id('A')) && !keys.has(id('B'))).toBe(true);
  });

  it('a key of the site file counts before one that is kept', async () => {
    const keys = openStationKeys(folder());
    const made = await keys.make(cp);
    keys.configure(new Map([[cp, keyOf('a-word-in-the-file')!]]));
    expect(keys.match(cp, 'a-word-in-the-file')).toMatchObject({ form: 'text', sent: 'bytes' });
    expect(keys.match(cp, raw(made))).toBeUndefined();
    keys.configure(new Map());
    expect(keys.match(cp, raw(made))).toBeDefined();
  });

  it('a file that is damaged is moved aside and said; one that may not be read is never written over', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'station-keys.json'), '{"version":1,"keys":[{"station"');
    const keys = openStationKeys(dir);
    expect(keys.trouble?.code).toBe('BB_KEYS_DAMAGED');
    expect(readdirSync(dir)).toEqual(['station-keys.damaged.json']);
    await keys.make(cp);
    expect(openStationKeys(dir).has(cp)).toBe(true);
    rmSync(join(dir, 'station-keys.json'));
    mkdirSync(join(dir, 'station-keys.json'));
    const unreadable = openStationKeys(dir);
    expect(unreadable.trouble?.code).toBe('BB_KEYS_UNREADABLE');
    await expect(unreadable.make(cp)).rejects.toThrow(/cannot be read/);
  });
});

describe('a key that is changed over OCPP (A01)', () => {
  /** A change up to a moment, and then another process. */
  async function changing(outcome?: Outcome): Promise<{ dir: string; old: string; fresh: string; keys: StationKeys }> {
    const dir = folder();
    const before = openStationKeys(dir);
    const old = await before.make(cp);
    const fresh = (await before.change(cp))!;
    if (outcome !== undefined) await before.settle(cp, outcome);
    return { dir, old, fresh, keys: openStationKeys(dir) };
  }

  it.each<[Outcome | undefined, boolean[]]>([
    [undefined, [true, true]],
    ['unknown', [true, true]],
    // A01.FR.03 and .04.
    ['taken', [false, true]],
    ['refused', [true, false]],
    ['afterReboot', [true, true]],
  ])('told, then %s, then a crash: which of old and new count is %j', async (outcome, expected) => {
    const { keys, old, fresh } = await changing(outcome);
    expect(counting(keys, old, fresh)).toEqual(expected);
  });

  it.each([
    ['new', undefined, [false, true]],
    ['old', undefined, [true, false]],
    ['old', 'afterReboot', [true, true]],
    ['new', 'afterReboot', [false, true]],
  ] as const)('the station comes with the %s one (told: %s): then %j', async (came, outcome, expected) => {
    const { dir, keys, old, fresh } = await changing(outcome);
    await keys.proved(cp, keys.match(cp, raw(came === 'new' ? fresh : old))!);
    expect(counting(keys, old, fresh)).toEqual(expected);
    expect(counting(openStationKeys(dir), old, fresh)).toEqual(expected);
  });

  it('whatever happens in whatever order, the station can come in with what it has', async () => {
    const step = fc.constantFrom('change', 'taken', 'refused', 'unknown', 'crash', 'come');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, tookIt) => {
        const dir = mkdtempSync(join(tmpdir(), 'busbar-keys-'));
        let keys = openStationKeys(dir);
        // What the station has in its memory, and what it was told and nobody heard the end of.
        let has = await keys.make(cp);
        let told: string | undefined;
        let isAnswered = false;
        for (const one of steps) {
          if (one === 'crash') keys = openStationKeys(dir);
          else if (one === 'come') {
            const match = keys.match(cp, raw(has));
            expect(match, 'it comes in').toBeDefined();
            await keys.proved(cp, match!);
            told = undefined;
          } else if (one === 'change') {
            const fresh = await keys.change(cp);
            expect(fresh === undefined).toBe(told !== undefined);
            if (fresh !== undefined) isAnswered = false;
            told ??= fresh;
          } else if (told !== undefined && !isAnswered) {
            isAnswered = true;
            if (one === 'taken' || (one === 'unknown' && tookIt)) has = told;
            await keys.settle(cp, one);
            if (one !== 'unknown') told = undefined;
          }
          expect(keys.match(cp, raw(has)), `after ${one}`).toBeDefined();
        }
        rmSync(dir, { recursive: true });
      }),
      { numRuns: 25 },
    );
  });
});

it('what a key stands for and what a station sends fit together in each encoding', () => {
  const digits = fc.uint8Array({ minLength: 16, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex'));
  fc.assert(
    fc.property(digits, (text) => {
      expect(keyOf(text)).toEqual({ form: 'hex', bytes: raw(text) });
      expect(keyOf(text.toUpperCase(), 'raw')?.bytes).toBe(undigit(text));
      expect(keyOf(text, 'text')).toEqual({ form: 'text', bytes: text });
    }),
  );
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
      fc.pre(!/^([0-9a-f]{2})+$/i.test(text));
      expect(keyOf(text, 'raw')).toBeUndefined();
      expect(Buffer.from(keyOf(text)!.bytes, 'latin1').toString('utf8')).toBe(Buffer.from(text).toString('utf8'));
    }),
  );
  for (const form of ['hex', 'text'] as const) {
    const all = [...encodingsOf(form, 'bytes'), ...encodingsOf(form, 'digits')].sort();
    expect(all).toEqual(['hex', 'raw', 'text']);
  }
});
