// Whether somebody stays signed in: what a person does is told to the gateway, what this page asks by itself is not taken for
// it, and before the end comes there is a word. A viewer's page may hang on a wall: it says itself that it is there.

import { useEffect, useState } from 'preact/hooks';
import { call } from './api.ts';
import type { Ending } from './live/ending.ts';
import { endingAt, never, warnIdleMs } from './live/ending.ts';

interface Session {
  readonly secondsLeft?: number;
  readonly idleSecondsLeft?: number;
}

/** What a person does is told no more often. */
const tellEveryMs = 60_000;
const askEveryMs = 240_000;
const lookEveryMs = 1000;

const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** `isWall`: nobody needs to touch it. */
export function useStaying(isWall: boolean): { readonly ending: Ending | undefined; stay(): void } {
  const [ending, setEnding] = useState<Ending>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let ends = never;
    let askedAt = 0;
    let toldAt = 0;
    let isStopped = false;
    const look = (): void => {
      const next = endingAt(ends, Date.now());
      setEnding((before) => (before?.kind === next?.kind && before?.at === next?.at ? before : next));
    };
    const ask = async (isPerson: boolean): Promise<void> => {
      askedAt = Date.now();
      if (isPerson) toldAt = askedAt;
      // Who is not signed in any more is led to the door; a gateway that is away is told elsewhere.
      const session = await call<Session>('GET', '/session', { isBackground: !isPerson }).catch(() => undefined);
      if (session === undefined || isStopped) return;
      const at = (seconds: number | undefined): number =>
        seconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + seconds * 1000;
      ends = { idle: at(session.idleSecondsLeft), over: at(session.secondsLeft) };
      look();
    };
    const tell = (): void => {
      if (Date.now() - toldAt >= tellEveryMs || endingAt(ends, Date.now())?.kind === 'idle') void ask(true);
    };
    const timer = setInterval(() => {
      const now = Date.now();
      // Another page of the same browser may have been used meanwhile.
      const isNear = ends.idle - now < warnIdleMs + lookEveryMs && now - askedAt > warnIdleMs / 4;
      if (now - askedAt > askEveryMs || isNear) void ask(isWall);
      look();
    }, lookEveryMs);
    for (const sign of signs) addEventListener(sign, tell, { passive: true });
    void ask(true);
    return () => {
      isStopped = true;
      clearInterval(timer);
      for (const sign of signs) removeEventListener(sign, tell);
    };
  }, [isWall, round]);
  return { ending, stay: () => setRound((count) => count + 1) };
}
