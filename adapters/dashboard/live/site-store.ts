// What is known of the site now: parts that are followed one by one, and how fresh they are.

import type { SiteView } from '../../../src/local/site-view.ts';
import type { Change, Folded, Parts } from './fold.ts';
import { fold, replaced } from './fold.ts';

export interface Freshness {
  /** `lost`: nothing is heard, and nobody knows what is true now. */
  readonly state: 'connecting' | 'live' | 'lost';
  /** When the gateway was heard last, by our own clock; 0 before the first time. */
  readonly heardAt: number;
}

export interface Live {
  readonly parts: () => Parts;
  readonly freshness: () => Freshness;
  take(view: SiteView): void;
  change(change: Change): void;
  setFreshness(next: Freshness): void;
  /** Calls after what is named has changed; `+` is anything that comes or goes, `~` freshness. Returns what ends it. */
  on(key: string, look: () => void): () => void;
}

/** Drawn at most so often: what comes sooner waits for the next time. */
const drawEveryMs = 1000;

export function createLive(now: () => number, later: (run: () => void, ms: number) => void): Live {
  const lookers = new Map<string, Set<() => void>>();
  const due = new Set<string>();
  let parts: Parts = new Map();
  let freshness: Freshness = { state: 'connecting', heardAt: 0 };
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isWaiting = false;

  function draw(): void {
    isWaiting = false;
    drawnAt = now();
    const keys = [...due];
    due.clear();
    for (const key of keys) lookers.get(key)?.forEach((look) => look());
  }

  function took({ parts: next, changed, isOther }: Folded): void {
    parts = next;
    for (const key of changed) due.add(key);
    if (isOther) due.add('+');
    if (changed.length > 0) due.add('*');
    if (isWaiting || due.size === 0) return;
    const wait = drawnAt + drawEveryMs - now();
    if (wait <= 0) return draw();
    isWaiting = true;
    later(draw, wait);
  }

  return {
    parts: () => parts,
    freshness: () => freshness,
    take: (view) => took(replaced(parts, view)),
    change: (change) => took(fold(parts, change)),
    setFreshness(next) {
      freshness = next;
      lookers.get('~')?.forEach((look) => look());
    },
    on(key, look) {
      const set = lookers.get(key) ?? new Set();
      lookers.set(key, set.add(look));
      return () => void set.delete(look);
    },
  };
}
