// Strict in what is sent: what a station said and its schema does not take is cut or left out where it may be, so that one
// odd value keeps no transaction from being told. What must be there and is not in order is left as it is.

import type { Version } from '../model/protocol.ts';
import type { Draft } from './draft.ts';
import { isDraft } from './draft.ts';
import type { Wording } from './heard.ts';
import type { Loss } from './loss.ts';
import type { Violation } from './schema.ts';
import { checkOutbound } from './schema.ts';

/** Each round mends one value; a message with more of them is not worth mending. */
const mostRounds = 16;

/** The wording as its schema takes it, with what that cost; the very same where nothing is wrong or nothing helps. */
export function fitting(version: Version, wording: Wording): Wording {
  let violation = checkOutbound(version, wording.action, wording.payload);
  if (violation === undefined) return wording;
  const payload = JSON.parse(JSON.stringify(wording.payload)) as Draft;
  const losses: Loss[] = [...(wording.losses ?? [])];
  for (let round = 0; round < mostRounds && violation !== undefined; round += 1) {
    if (!mend(payload, violation)) return wording;
    note(losses, violation);
    violation = checkOutbound(version, wording.action, payload);
  }
  return violation === undefined ? { ...wording, payload, losses } : wording;
}

/** The name of a property that no schema has is text of a peer: in no label. */
function note(losses: Loss[], { path, keyword }: Violation): void {
  const names = path.split('.').filter((name) => !isIndex(name));
  const field = names.join('.') || 'payload';
  const reason = keyword === 'maxLength' ? 'tooLong' : 'invalid';
  if (!losses.some((loss) => loss.field === field && loss.reason === reason)) losses.push({ field, reason });
}

const isIndex = (name: string): boolean => /^\d+$/.test(name);

/** Cuts a text that is too long, and takes anything else away; false where that is of no use. */
function mend(payload: Draft, { path, keyword, limit, stranger }: Violation): boolean {
  const names = path === '' ? [] : path.split('.');
  if (stranger !== undefined) return takeAway(payload, [...names, stranger]);
  // What was signed is whole or not there.
  const signedAt = names.indexOf('signedMeterValue');
  if (signedAt >= 0) return takeAway(payload, names.slice(0, signedAt + 1));
  // What has not all that it must have is none.
  if (keyword === 'required') return takeAway(payload, names.slice(0, -1));
  const holder = at(payload, names.slice(0, -1));
  const last = names.at(-1) ?? '';
  const value = isDraft(holder) ? holder[last] : undefined;
  if (keyword !== 'maxLength' || typeof value !== 'string' || limit === undefined) return takeAway(payload, names);
  (holder as Draft)[last] = value.slice(0, limit);
  return true;
}

function takeAway(payload: Draft, names: readonly string[]): boolean {
  const holder = at(payload, names.slice(0, -1));
  const last = names.at(-1);
  if (last === undefined) return false;
  if (Array.isArray(holder)) return holder.splice(Number(last), 1).length > 0;
  return isDraft(holder) && Object.hasOwn(holder, last) && delete holder[last];
}

function at(payload: Draft, names: readonly string[]): unknown {
  let found: unknown = payload;
  for (const name of names) found = (found as Draft | undefined)?.[name];
  return found;
}
