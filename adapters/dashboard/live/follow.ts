// Follows the gateway: its stream of changes, and whether it is still there. A quiet site and a cut cable look alike to a
// stream, so silence is asked about.

import type { SiteView } from '../../../src/local/site-view.ts';
import type { Change } from './fold.ts';
import { background } from '../api.ts';
import { setZone } from '../text/format.ts';
import { live } from './live.ts';

const path = '/api/v1/events?live=1';
/** The gateway says something each second or so. */
const silentMs = 4000;
const askWithinMs = 3000;
const againMs = 3000;
const lookEveryMs = 1000;

export interface Following {
  stop(): void;
}

function take(view: SiteView): void {
  setZone(view.timezone);
  live.take(view);
}

/** `refused`: the gateway is there and does not let us follow. */
export function follow(refused: (status: number) => void): Following {
  let source: EventSource | undefined;
  let retryAt = 0;
  let heardAt = performance.now();
  let isAsking = false;

  const heard = (): void => {
    heardAt = performance.now();
    live.setFreshness({ state: 'live', heardAt: Date.now() });
  };

  function open(): void {
    retryAt = Number.POSITIVE_INFINITY;
    source = new EventSource(path);
    source.addEventListener('site', ({ data }: MessageEvent<string>) => {
      take(JSON.parse(data) as SiteView);
      heard();
    });
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      live.change(JSON.parse(data) as Change);
      heard();
    });
    source.addEventListener('error', () => {
      lost();
      // The browser comes again by itself, but not after an answer that says no.
      if (source?.readyState === EventSource.CLOSED) void ask().then(() => (retryAt = performance.now() + againMs));
    });
  }

  const lost = (): void =>
    live.setFreshness({ ...live.freshness(), state: live.freshness().heardAt === 0 ? 'connecting' : 'lost' });

  /** Whether the gateway answers at all. */
  async function ask(): Promise<boolean> {
    isAsking = true;
    try {
      const response = await fetch('/api/v1/site', { headers: background, signal: AbortSignal.timeout(askWithinMs) });
      if (response.status === 401 || response.status === 403) refused(response.status);
      if (!response.ok) return false;
      take((await response.json()) as SiteView);
      heard();
      return true;
    } catch {
      return false;
    } finally {
      isAsking = false;
    }
  }

  const timer = setInterval(() => {
    const now = performance.now();
    if (now >= retryAt) open();
    if (isAsking || now - heardAt < silentMs) return;
    void ask().then((isThere) => {
      if (!isThere) lost();
    });
  }, lookEveryMs);
  open();
  return {
    stop() {
      clearInterval(timer);
      source?.close();
    },
  };
}
