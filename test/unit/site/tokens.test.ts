// The cache and the lists against a model that is written down plainly, over any order of facts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../src/model/fact/authorization.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { UplinkId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import type { AuthorizationStatus } from '../../../src/model/status.ts';
import type { TokenKey } from '../../../src/model/token.ts';
import type { Utc } from '../../../src/model/time.ts';
import { isoOf } from '../../../src/model/time.ts';
import { knownToken } from '../../../src/site/known-token.ts';
import type { Ledger } from '../../../src/site/ledger.ts';
import { foldFact, newLedger, partNames, restorePart, savePart } from '../../../src/site/ledger.ts';
import { indexOf, listSizeOf, listVersionOf, maxTokens, placesIn, tokenParts } from '../../../src/site/tokens-part.ts';
import { smallDepot, uplink } from '../../sim/site.ts';

const uplinks = ['north', 'south'] as UplinkId[];
const keys = Array.from({ length: 12 }, (_, at) => `0${at.toString(16)}` as TokenKey);
const places = 4;
const moment = (minute: number): Utc => (Date.UTC(2026, 0, 15) + minute * 60_000) as Utc;

const siteChanged = (urls: readonly string[] = ['ws://a', 'ws://b']): Fact => {
  const depot = smallDepot(
    1,
    60,
    uplinks.slice(0, urls.length).map((id, at) => uplink(id, 'control', { url: urls[at]! })),
  );
  const authorization = { ...depot.authorization, cacheSize: places };
  return { kind: 'SiteChanged', site: { ...depot, authorization }, happenedAt: moment(0) };
};

const key = fc.constantFrom(...keys);
const from = fc.constantFrom(...uplinks);
const status = fc.constantFrom<AuthorizationStatus>('Accepted', 'Accepted', 'Blocked', 'Invalid', 'ConcurrentTx');
const judgement = fc
  .record({ status, expiresIn: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }) })
  .map(({ status: is, expiresIn }): Judgement => ({
    status: is,
    ...(expiresIn !== undefined && { expiresAt: isoOf(moment(expiresIn)) }),
  }));
const sealed = (one: TokenKey): string => `sealed ${one}`;

type Told = (minute: number) => Fact;
const judged = fc.record({ key, from, verdict: judgement }).map((about): Told => (minute) => ({
  kind: 'TokenJudged',
  key: about.key,
  from: about.from,
  sealed: sealed(about.key),
  verdict: { ...about.verdict, by: 'csms' },
  happenedAt: moment(minute),
}));
const listed = fc
  .record({
    from,
    update: fc.constantFrom('Full' as const, 'Differential' as const),
    entries: fc.array(fc.record({ key, verdict: fc.option(judgement, { nil: undefined }) }), { maxLength: 4 }),
  })
  .map((about): Told => (minute) => ({
    kind: 'LocalListChanged',
    from: about.from,
    update: about.update,
    version: minute + 1,
    entries: about.entries.map((one) => ({
      key: one.key,
      sealed: sealed(one.key),
      ...(one.verdict !== undefined && { verdict: one.verdict }),
    })),
    happenedAt: moment(minute),
  }));
const cleared = fc.option(from, { nil: undefined }).map((whose): Told => (minute) => ({
  kind: 'CacheCleared',
  ...(whose !== undefined && { from: whose }),
  happenedAt: moment(minute),
}));
const history = fc
  .array(
    fc.oneof({ weight: 8, arbitrary: judged }, { weight: 2, arbitrary: listed }, { weight: 1, arbitrary: cleared }),
    {
      maxLength: 60,
    },
  )
  .map((all) => [siteChanged(), ...all.map((told, at) => told(at))]);

interface Entry {
  readonly key: TokenKey;
  readonly from: UplinkId;
  readonly verdict: Judgement;
}

/** What 1.6 §3.5 says, without a thought for speed: the cache in the order of the judgements, the lists as they are. */
function modelOf(facts: readonly Fact[]): { cache: Entry[]; lists: Map<UplinkId, Map<TokenKey, Judgement>> } {
  let cache: Entry[] = [];
  const lists = new Map(uplinks.map((id) => [id, new Map<TokenKey, Judgement>()]));
  const without = (one: TokenKey, whose: UplinkId): Entry[] =>
    cache.filter((entry) => entry.key !== one || entry.from !== whose);
  for (const fact of facts) {
    if (fact.kind === 'CacheCleared') cache = cache.filter((one) => fact.from !== undefined && one.from !== fact.from);
    if (fact.kind === 'LocalListChanged') {
      const list = lists.get(fact.from)!;
      if (fact.update === 'Full') list.clear();
      for (const entry of fact.entries) {
        cache = without(entry.key, fact.from);
        if (entry.verdict === undefined) list.delete(entry.key);
        else list.set(entry.key, entry.verdict);
      }
    }
    if (fact.kind !== 'TokenJudged' || fact.verdict.status === 'ConcurrentTx') continue;
    cache = [...without(fact.key, fact.from), { key: fact.key, from: fact.from, verdict: fact.verdict }];
    if (cache.length <= places) continue;
    const isPast = ({ expiresAt }: Judgement): boolean =>
      expiresAt !== undefined && Date.parse(expiresAt) <= fact.happenedAt;
    const victim =
      cache.find((one) => one.verdict.status !== 'Accepted') ?? cache.find((one) => isPast(one.verdict)) ?? cache[0]!;
    cache = cache.filter((one) => one !== victim);
  }
  return { cache, lists };
}

function folded(facts: readonly Fact[], ledger: Ledger = newLedger(), first = 1): Ledger {
  facts.forEach((fact, at) => foldFact(ledger, row(first + at), fact));
  return ledger;
}

describe('what is known of tokens', () => {
  it('is what the model says, after any history', () => {
    const seen = { dropped: 0, listed: 0 };
    fc.assert(
      fc.property(history, (facts) => {
        const { tokens } = folded(facts);
        const model = modelOf(facts);
        if (model.cache.length === places) seen.dropped += 1;
        for (const whose of uplinks) {
          expect(listSizeOf(tokens, whose)).toBe(model.lists.get(whose)!.size);
          for (const one of keys) {
            const known = knownToken(tokens, one, whose);
            const expected = model.cache.find((entry) => entry.key === one && entry.from === whose)?.verdict;
            expect(known.cached?.verdict.status).toEqual(expected?.status);
            expect(known.cached?.verdict.expiresAt).toEqual(expected?.expiresAt);
            expect(known.listed).toEqual(model.lists.get(whose)!.get(one));
            if (known.listed !== undefined) seen.listed += 1;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(seen.dropped).toBeGreaterThan(20);
    expect(seen.listed).toBeGreaterThan(20);
  });

  it('is the same through snapshots taken at any time, each part at another', () =>
    fc.assert(
      fc.property(history, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (facts, cuts) => {
        const whole = folded(facts);
        const ledger = newLedger();
        const saved = new Map<string, string>();
        const names = partNames(ledger);
        facts.forEach((fact, at) => {
          foldFact(ledger, row(at + 1), fact);
          for (const cut of cuts)
            if (cut % facts.length === at) {
              const name = names[cut % names.length]!;
              saved.set(name, savePart(ledger, name)!);
            }
        });
        const restored = newLedger();
        for (const [name, json] of saved) restorePart(restored, name, json);
        folded(facts, restored);
        for (const name of partNames(whole)) expect(savePart(restored, name)).toBe(savePart(whole, name));
      }),
      { numRuns: 100 },
    ));

  it('is spread over all parts, and a snapshot of one stays small', () => {
    const hex = Array.from({ length: 16 }, (_, at) => indexOf(`f${at.toString(16)}` as TokenKey));
    expect(new Set(hex)).toEqual(new Set(Array.from({ length: tokenParts }, (_, at) => at)));
    const facts = Array.from({ length: 12_000 }, (_, at): Fact => {
      const one = `${'0'.repeat(24)}${(at * 7919).toString(16).padStart(8, '0')}` as TokenKey;
      const verdict = { status: 'Accepted', parent: 'FLEET', expiresAt: isoOf(moment(1)), by: 'csms' } as const;
      return {
        kind: 'TokenJudged',
        key: one,
        from: uplinks[0]!,
        sealed: 'x'.repeat(56),
        verdict,
        happenedAt: moment(at),
      };
    });
    const ledger = folded(facts);
    const sizes = ledger.tokens.map(({ cache }) => cache.accepted.size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(placesIn({ index: 0, cacheSize: maxTokens }));
    expect(placesIn({ index: 0, cacheSize: maxTokens }) * tokenParts).toBeLessThan(1.13 * maxTokens);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(9000);
    expect(Math.max(...ledger.tokens.map(({ index }) => savePart(ledger, `tokens:${index}`)!.length))).toBeLessThan(
      200_000,
    );
  });
});

describe('the size of the cache', () => {
  const judgedAt = (at: number): Fact => ({
    kind: 'TokenJudged',
    key: `${at.toString(16).padStart(6, '0')}${(at % 16).toString(16)}` as TokenKey,
    from: uplinks[0]!,
    sealed: '',
    verdict: { status: 'Accepted', by: 'csms' },
    happenedAt: moment(at),
  });
  const sized = (cacheSize: number): Fact => {
    const changed = siteChanged();
    if (changed.kind !== 'SiteChanged') throw new Error();
    const { authorization } = changed.site;
    return { ...changed, site: { ...changed.site, authorization: { ...authorization, cacheSize } } };
  };
  const many = Array.from({ length: 2000 }, (_, at) => judgedAt(at));
  const knownIn = ({ tokens }: Ledger): number =>
    many.filter((fact) => fact.kind === 'TokenJudged' && knownToken(tokens, fact.key, uplinks[0]).cached !== undefined)
      .length;

  it('is exact where it is small, and nearly so where it is large; 0 remembers nobody', () => {
    expect(knownIn(folded([sized(100), ...many]))).toBe(100);
    expect(knownIn(folded([sized(1000), ...many]))).toBe(1000);
    expect(knownIn(folded([sized(2000), ...many]))).toBe(2000);
    expect(knownIn(folded([sized(0), ...many]))).toBe(0);
  });

  it('may change: what was remembered is found under the new size, and no token is there twice', () => {
    expect(knownIn(folded([sized(500), ...many.slice(0, 300), sized(5000)]))).toBe(300);
    const twice = folded([sized(500), ...many.slice(0, 300), sized(5000), ...many.slice(0, 300)]);
    expect(twice.tokens.reduce((sum, { cache }) => sum + cache.accepted.size, 0)).toBe(300);
    expect(knownIn(folded([sized(5000), ...many, sized(0)]))).toBe(0);
  });
});

describe('a central system', () => {
  const full: Fact = {
    kind: 'LocalListChanged',
    from: uplinks[0]!,
    version: 7,
    update: 'Full',
    entries: keys.map((one) => ({ key: one, sealed: sealed(one), verdict: { status: 'Accepted' } })),
    happenedAt: moment(1),
  };
  const listOf = ({ tokens }: Ledger) => [listVersionOf(tokens, uplinks[0]!), listSizeOf(tokens, uplinks[0]!)];

  it('that has another address is another one: its list and its verdicts are forgotten', () => {
    expect(listOf(folded([siteChanged(), full]))).toEqual([7, keys.length]);
    expect(listOf(folded([siteChanged(), full, siteChanged()]))).toEqual([7, keys.length]);
    expect(listOf(folded([siteChanged(), full, siteChanged(['ws://c', 'ws://b'])]))).toEqual([0, 0]);
  });

  it('that is dropped from the site is forgotten', () =>
    expect(listOf(folded([siteChanged(), full, siteChanged([]), siteChanged()]))).toEqual([0, 0]));

  it('with an empty list has the version 0, whatever it sent', () =>
    expect(listOf(folded([siteChanged(), full, { ...full, version: 8, entries: [] }]))).toEqual([0, 0]));

  it('under another secret has to send its list again', () =>
    expect(
      listOf(folded([siteChanged(), full, { kind: 'TokensRekeyed', check: 'x' as TokenKey, happenedAt: moment(2) }])),
    ).toEqual([0, 0]));

  it('judged tokens in the open in the journals of before: read, and not remembered', () => {
    const old = {
      kind: 'TokenJudged',
      token: 'VAN-1',
      verdict: { status: 'Accepted', by: 'csms' },
      happenedAt: moment(1),
    };
    const ledger = folded([siteChanged(), old as never]);
    expect(JSON.stringify(partNames(ledger).map((name) => savePart(ledger, name)))).not.toContain('VAN-1');
  });
});
