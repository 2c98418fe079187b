// What the screen knows after what it was told is the site as it is, and only what changed is drawn again.

import { describe, expect, it } from 'vitest';
import type { Change } from '../../../adapters/dashboard/live/fold.ts';
import { fold, idsIn, partsOf, replaced } from '../../../adapters/dashboard/live/fold.ts';
import { createLive } from '../../../adapters/dashboard/live/site-store.ts';
import { changedPieces, changeText, piecesOf } from '../../../src/local/site-pieces.ts';
import type { SiteView } from '../../../src/local/site-view.ts';
import { ready, siteOf } from '../../conversations/limit-depot.ts';

const plain = (view: SiteView): SiteView => JSON.parse(JSON.stringify(view)) as SiteView;

/** A depot that does something: the site each second of it. */
function viewsOf(): SiteView[] {
  const depot = ready(siteOf(4, 40));
  const views = [plain(depot.view())];
  for (const post of depot.posts) {
    post.starts();
    depot.passes(3);
    views.push(plain(depot.view()));
  }
  return views;
}

describe('changes', () => {
  it('make of the site before the site after', () => {
    const views = viewsOf();
    let parts = partsOf(views[0]!);
    for (const [at, view] of views.slice(1).entries()) {
      const told = changedPieces(piecesOf(views[at]!), piecesOf(view));
      expect(told).toBeDefined();
      const change = JSON.parse(changeText(told!)) as Change;
      const folded = fold(parts, change);
      expect([...folded.changed].sort()).toEqual(Object.keys(change).sort());
      expect(folded.parts.get('evses/CP-01/1')).toEqual(partsOf(view).get('evses/CP-01/1'));
      parts = folded.parts;
    }
    expect(Object.fromEntries(parts)).toEqual(Object.fromEntries(partsOf(views.at(-1)!)));
  });

  it('leave what did not change the very same object', () => {
    const [before] = viewsOf();
    const parts = partsOf(before!);
    const { parts: next, changed, isOther } = replaced(parts, { ...plain(before!), at: 'later' });
    expect(changed).toEqual(['site']);
    expect(isOther).toBe(false);
    expect(next.get('stations/CP-01')).toBe(parts.get('stations/CP-01'));
    expect(idsIn(next, 'stations')).toEqual(['CP-01', 'CP-02', 'CP-03', 'CP-04']);
  });

  it('say when something comes, goes or hangs elsewhere', () => {
    const parts = partsOf(viewsOf()[0]!);
    const station = parts.get('stations/CP-01') as object;
    expect(fold(parts, { 'stations/CP-01': { ...station, connected: false } }).isOther).toBe(false);
    expect(fold(parts, { 'stations/CP-01': { ...station, circuit: 'row-b' } }).isOther).toBe(true);
    expect(fold(parts, { 'stations/CP-01': null }).isOther).toBe(true);
    expect(fold(parts, { 'stations/CP-09': null })).toMatchObject({ changed: [], isOther: false });
    expect(fold(parts, { grid: { state: 'limited' } }).isOther).toBe(true);
  });
});

describe('the live site', () => {
  it('draws at most once a second, and only whoever looks at what changed', () => {
    let now = 0;
    const waiting: { run: () => void; at: number }[] = [];
    const live = createLive(
      () => now,
      (run, ms) => void waiting.push({ run, at: now + ms }),
    );
    const drawn: string[] = [];
    for (const key of ['evses/CP-01/1', 'evses/CP-02/1', '+', '*']) live.on(key, () => drawn.push(`${now} ${key}`));
    live.take(viewsOf()[0]!);
    expect(drawn).toEqual(['0 evses/CP-01/1', '0 evses/CP-02/1', '0 +', '0 *']);
    drawn.length = 0;
    for (now = 100; now < 1000; now += 100) live.change({ 'evses/CP-01/1': { id: 1, envelopeAmps: now } });
    expect(drawn).toEqual([]);
    expect(waiting).toHaveLength(1);
    now = waiting[0]!.at;
    waiting[0]!.run();
    expect(drawn).toEqual(['1000 evses/CP-01/1', '1000 *']);
    expect(live.parts().get('evses/CP-01/1')).toEqual({ id: 1, envelopeAmps: 900 });
  });

  it('tells of freshness at once', () => {
    const live = createLive(
      () => 0,
      () => undefined,
    );
    const seen: string[] = [];
    const end = live.on('~', () => seen.push(live.freshness().state));
    live.setFreshness({ state: 'live', heardAt: 1 });
    live.setFreshness({ state: 'lost', heardAt: 1 });
    end();
    live.setFreshness({ state: 'live', heardAt: 2 });
    expect(seen).toEqual(['live', 'lost']);
  });
});
