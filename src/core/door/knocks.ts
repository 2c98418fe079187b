// Who was refused and why, so that nobody has to guess why a station does not come up. One entry for each identity, and a
// fixed number of them.

import type { Mono, Utc } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { Knock } from '../ports/door.ts';
import type { Buckets, Rule } from './buckets.ts';
import { take } from './buckets.ts';

/** Why somebody may not come in: what happened, and what to do about it. For people, never for whoever knocked. */
export interface Why {
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
}

export interface Refused extends Why {
  /** As the station says it, or the path of the request where it says none. */
  readonly identity: string;
  readonly firstAt: Utc;
  lastAt: Utc;
  times: number;
  remoteAddress: string;
  subprotocols: readonly string[];
  toldAt: Mono;
}

/** By identity, the one that knocked longest ago first. */
export type Knocks = Map<string, Refused>;

/** More than anybody reads. */
const mostKnocks = 200;
/** One device that makes names up does not drive the others out of the list. */
const mostOfOneAddress = 40;
/** An entry that only goes on is told again after this time. */
const tellAgainMs = 600_000;
/** Log lines of one address. */
const tellRule: Rule = { burst: 20, everyMs: 60_000 };

/** Keeps a refusal. True when it is worth a line in the log. */
export function noteRefusal(
  knocks: Knocks,
  told: Buckets,
  name: string,
  why: Why,
  knock: Pick<Knock, 'remoteAddress' | 'subprotocols'>,
  now: Now,
): boolean {
  const known = knocks.get(name);
  const isNews = known === undefined || known.code !== why.code || now.mono - known.toldAt >= tellAgainMs;
  const tell = isNews && take(told, `tell ${knock.remoteAddress}`, tellRule, now.mono);
  knocks.delete(name);
  if (known === undefined) makeRoom(knocks, knock.remoteAddress);
  knocks.set(name, {
    ...why,
    identity: name,
    firstAt: known?.firstAt ?? now.utc,
    lastAt: now.utc,
    times: (known?.times ?? 0) + 1,
    remoteAddress: knock.remoteAddress,
    subprotocols: knock.subprotocols.slice(0, 5).map((one) => one.slice(0, 40)),
    toldAt: tell ? now.mono : (known?.toldAt ?? now.mono),
  });
  return tell;
}

/** Somebody who was turned away without a look knocks on: what was wrong with it stays. */
export function noteMore(knocks: Knocks, name: string, now: Now): void {
  const known = knocks.get(name);
  if (known === undefined) return;
  known.times += 1;
  known.lastAt = now.utc;
}

function makeRoom(knocks: Knocks, address: string): void {
  const ofSame = [...knocks.values()].filter(({ remoteAddress }) => remoteAddress === address);
  if (ofSame.length >= mostOfOneAddress) knocks.delete(ofSame[0]!.identity);
  else if (knocks.size >= mostKnocks) knocks.delete(knocks.keys().next().value!);
}

/** What a stranger sent, safe to show: printable ASCII, not long. */
export const printable = (text: string, most = 60): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, most);
