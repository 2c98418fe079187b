// Whoever folds what he is told has the site as it is.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiteChange } from '../../../src/local/site-pieces.ts';
import { changedPieces, changeText, foldChange, piecesOf } from '../../../src/local/site-pieces.ts';
import type { SiteView } from '../../../src/local/site-view.ts';
import { ready, siteOf } from '../../conversations/limit-depot.ts';

const plain = (view: unknown): SiteView => JSON.parse(JSON.stringify(view)) as SiteView;

/** As somebody has it who was told of these, one after the other; and how often all of it was told. */
function told(views: readonly SiteView[]): { readonly seen: SiteView[]; readonly wholes: number } {
  let wholes = 1;
  const seen = [plain(views[0])];
  for (const [at, view] of views.slice(1).entries()) {
    const changed = changedPieces(piecesOf(views[at]!), piecesOf(view));
    if (changed === undefined) wholes += 1;
    seen.push(
      changed === undefined ? plain(view) : foldChange(seen.at(-1)!, JSON.parse(changeText(changed)) as SiteChange),
    );
  }
  return { seen, wholes };
}

const ids = fc.subarray(['a', 'b/c', 'b', 'ö"'], { minLength: 0 }).chain((some) => fc.shuffledSubarray(some));
const entries = ids.chain((some) =>
  fc.tuple(...some.map((id) => fc.record({ id: fc.constant(id), amps: fc.integer({ min: 0, max: 2 }) }))),
);
const evses = fc
  .subarray([1, 2, 3])
  .chain((some) => fc.tuple(...some.map((id) => fc.record({ id: fc.constant(id), w: fc.nat(2) }))));
const stations = ids.chain((some) =>
  fc.tuple(...some.map((id) => fc.record({ id: fc.constant(id), connected: fc.boolean(), evses }))),
);
const view = fc.record(
  {
    id: fc.constant('site'),
    at: fc.nat(3).map(String),
    disk: fc.constantFrom('ok', 'full'),
    safeMode: fc.constant('why'),
    alarms: fc.array(fc.record({ code: fc.constantFrom('BB_A', 'BB_B') }), { maxLength: 2 }),
    warnings: fc.constant([]),
    grid: fc.record({ state: fc.nat(2) }),
    plan: fc.record({ state: fc.nat(2) }),
    tokens: fc.record({ site: fc.nat(2) }),
    circuits: entries,
    meters: entries,
    inputs: entries,
    brokers: fc.constant([]),
    uplinks: entries,
    stations,
  },
  {
    requiredKeys: [
      ...(['id', 'at', 'disk', 'alarms', 'warnings', 'plan', 'tokens', 'circuits'] as const),
      ...(['meters', 'inputs', 'brokers', 'uplinks', 'stations'] as const),
    ],
  },
) as fc.Arbitrary<unknown> as fc.Arbitrary<SiteView>;

describe('the site in pieces', () => {
  it('folds to the site at each time, whatever changes, comes and goes', () => {
    fc.assert(
      fc.property(fc.array(view, { minLength: 2, maxLength: 5 }), (views) => {
        expect(told(views).seen).toEqual(views.map(plain));
      }),
      { numRuns: 300 },
    );
  });

  it('tells what changed and nothing else; what is gone is null', () => {
    const before = plain({
      ...{ id: 's', at: '1', alarms: [], warnings: [], grid: { state: 1 }, plan: {}, tokens: {} },
      ...{ circuits: [{ id: 'main', a: 1 }], meters: [{ id: 'm' }], inputs: [], brokers: [], uplinks: [] },
      stations: [
        { id: 'CP-1', connected: true, evses: [{ id: 1, w: 1 }, { id: 2 }] },
        { id: 'CP-2', evses: [] },
      ],
    });
    const { grid: _, ...rest } = before;
    const after = plain({
      ...rest,
      meters: [],
      stations: [{ id: 'CP-1', connected: true, evses: [{ id: 1, w: 2 }, { id: 2 }] }],
    });
    const changed = changedPieces(piecesOf(before), piecesOf(after));
    expect(JSON.parse(changeText(changed!))).toEqual({
      grid: null,
      'meters/m': null,
      'stations/CP-2': null,
      'evses/CP-1/1': { id: 1, w: 2 },
    });
    expect(foldChange(before, JSON.parse(changeText(changed!)) as SiteChange)).toEqual(after);
    // What is new has a place among the others, which only the whole can show.
    expect(changedPieces(piecesOf(after), piecesOf(before))).toBeUndefined();
  });

  it('folds to what GET /site shows while vehicles come, charge and go, and limits move', () => {
    const depot = ready(siteOf(4, 60, (one) => ({ ...one, authorization: { ...one.authorization, mode: 'free' } })));
    const views = [depot.view()];
    const passes = (seconds: number): void => {
      depot.passes(seconds);
      views.push(depot.view());
    };
    for (const post of depot.posts) {
      post.starts(1, 'VAN-1');
      passes(3);
    }
    passes(30);
    depot.posts[1]!.stops();
    passes(3);
    depot.posts[2]!.drops();
    passes(20);
    const { seen, wholes } = told(views);
    expect(seen).toEqual(views.map(plain));
    expect(wholes).toBe(1);
  });
});
