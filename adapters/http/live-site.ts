// The site as it is, for whoever follows it: looked at once a second for all of them together, and not at all for nobody. Each
// is told the whole of it once and then what changed, in the same words.

import type { Pieces } from '../../src/local/site-pieces.ts';
import { changedPieces, changeText, piecesOf } from '../../src/local/site-pieces.ts';
import type { SiteView } from '../../src/local/site-view.ts';

/** Where a follower reads. */
export interface Reader {
  write(text: string): void;
  /** Bytes that it has not read. */
  readonly unread: () => number;
  /** It has read nothing for too long. */
  giveUp(): void;
}

export interface LiveSite {
  follow(reader: Reader): void;
  leave(reader: Reader): void;
  close(): void;
}

/** Whoever has so much before him is told all that changed meanwhile together, when he has read it. */
const mostUnreadBytes = 64 * 1024;
/** A phone that lost its network comes back within this time, or begins anew. */
const patienceMs = 60_000;

interface Follower {
  /** What it was not told yet, each piece as it was last; undefined where it has all. */
  missed: Map<string, string> | undefined;
  missedSince: number;
  /** It waits for the whole. */
  isNew: boolean;
}

interface Looked {
  readonly view: SiteView;
  readonly pieces: Pieces;
  /** The event that tells all of it; made when somebody needs it. */
  whole?: string;
}

/** `look` asks for the site; while that fails, nobody is told anything. */
export function createLiveSite(look: () => Promise<unknown>, everyMs = 1000): LiveSite {
  const followers = new Map<Reader, Follower>();
  let last: Looked | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  async function lookNow(): Promise<void> {
    isLooking = true;
    clearTimeout(timer);
    const next = performance.now() + everyMs;
    try {
      take((await look()) as SiteView);
    } catch {
      // Too much waits for the disk: the next look comes.
    }
    isLooking = false;
    if (followers.size > 0) wait(next - performance.now());
    else last = undefined;
  }

  function wait(ms: number): void {
    timer = setTimeout(() => void lookNow(), Math.max(0, ms));
    timer.unref();
  }

  function take(view: SiteView): void {
    if (followers.size === 0) return;
    const looked: Looked = { view, pieces: piecesOf(view) };
    const changed = last === undefined ? undefined : changedPieces(last.pieces, looked.pieces);
    last = looked;
    const event = changed === undefined || changed.size === 0 ? '' : eventOf('change', changeText(changed));
    for (const [reader, follower] of followers) {
      if (follower.isNew || changed === undefined) tellWhole(reader, follower, looked);
      else tell(reader, follower, changed, event);
    }
  }

  function tellWhole(reader: Reader, follower: Follower, looked: Looked): void {
    follower.missed = undefined;
    follower.isNew = reader.unread() > mostUnreadBytes;
    if (follower.isNew) return loseInTime(reader, follower);
    follower.missedSince = performance.now();
    reader.write((looked.whole ??= eventOf('site', JSON.stringify(looked.view))));
  }

  function tell(reader: Reader, follower: Follower, changed: Pieces, event: string): void {
    if (reader.unread() > mostUnreadBytes) {
      follower.missed ??= new Map();
      for (const [name, text] of changed) follower.missed.set(name, text);
      return loseInTime(reader, follower);
    }
    follower.missedSince = performance.now();
    if (follower.missed === undefined) return event === '' ? undefined : reader.write(event);
    for (const [name, text] of changed) follower.missed.set(name, text);
    reader.write(eventOf('change', changeText(follower.missed)));
    follower.missed = undefined;
  }

  function loseInTime(reader: Reader, { missedSince }: Follower): void {
    if (performance.now() - missedSince > patienceMs) reader.giveUp();
  }

  return {
    follow(reader) {
      const follower: Follower = { missed: undefined, missedSince: performance.now(), isNew: true };
      followers.set(reader, follower);
      if (last !== undefined) tellWhole(reader, follower, last);
      else if (!isLooking) void lookNow();
    },
    leave: (reader) => {
      if (!followers.delete(reader) || followers.size > 0 || isLooking) return;
      clearTimeout(timer);
      last = undefined;
    },
    close() {
      clearTimeout(timer);
      followers.clear();
    },
  };
}

const eventOf = (name: string, text: string): string => `event: ${name}\ndata: ${text}\n\n`;
