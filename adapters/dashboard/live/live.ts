// The site on this screen, and how its pages look at it.

import { useEffect, useState } from 'preact/hooks';
import type { Parts } from './fold.ts';
import { idsIn } from './fold.ts';
import type { Freshness } from './site-store.ts';
import { createLive } from './site-store.ts';

export const live = createLive(
  () => performance.now(),
  (run, ms) => void setTimeout(run, ms),
);

function useLooked(key: string): void {
  const [, setCount] = useState(0);
  useEffect(() => live.on(key, () => setCount((count) => count + 1)), [key]);
}

/** One part, and again whenever it changes. */
export function usePart<Part>(key: string): Part | undefined {
  useLooked(key);
  return live.parts().get(key) as Part | undefined;
}

export function useIds(kind: string): string[] {
  useLooked('+');
  return idsIn(live.parts(), kind);
}

/** All of it, at each change: for sums over the whole site. */
export function useAll(): Parts {
  useLooked('*');
  return live.parts();
}

export function useFreshness(): Freshness {
  useLooked('~');
  return live.freshness();
}
