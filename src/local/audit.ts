// Who wrote what over the API: what of a request may stand in an entry, and refusals that come in floods.

import type { AuditDraft } from '../model/audit.ts';
import type { Actor } from './actor.ts';

/** One write and what became of it, as whoever answered it tells it. */
export interface Told {
  /** Undefined where nobody proved who he is. */
  readonly actor: Actor | undefined;
  readonly address: string;
  /** The method and the route: `PUT /api/v1/circuits/:id/limit`. */
  readonly what: string;
  /** What is meant: the places of the route, or a name. */
  readonly target?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Of HTTP. */
  readonly status: number;
  /** Of the refusal. */
  readonly code?: string;
}

export function draftOf(told: Told): AuditDraft {
  const { actor, address, what, target, before, after, status, code } = told;
  return {
    by: actor?.name ?? 'nobody',
    ...(actor !== undefined && { role: actor.role, via: actor.via }),
    address,
    what,
    ...(target !== undefined && target !== '' && { target: cut(target) }),
    ...(hasAny(before) && { before: short(redacted(before)) }),
    ...(hasAny(after) && { after: short(redacted(after)) }),
    outcome: status < 400 ? 'done' : status < 500 ? 'refused' : 'failed',
    ...(code !== undefined && { code }),
  };
}

const hasAny = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'object' && Object.keys(value).length === 0);

/** Whatever has such a name is nobody's business. `text` is a whole file. */
const secretName = /password|secret|passphrase|^key$|Key$|^code$|^text$|certificate|^authorization$|cookie|^current$/i;
/** Cards: enough to tell one from another. */
const tokenName = /^(token|tokens|idToken|aliases|parent)$/i;

const mostTextBytes = 200;
const mostEntries = 50;
const mostLevels = 6;

/** What of a value stands in an entry: many entries are kept, and one must not take the place of thousands. */
const mostValueLetters = 8000;
const shownLetters = 2000;

function short(value: unknown): unknown {
  const text = JSON.stringify(value) ?? '';
  return text.length <= mostValueLetters ? value : `${text.slice(0, shownLetters)}… (${text.length} letters)`;
}

/** A copy that may be kept for years and read by many: without secrets, and short. */
export function redacted(value: unknown, name = '', level = 0): unknown {
  // A key in dots names a place of a file: `uplinks.csms.security.password`.
  const own = name.split('.').at(-1) ?? '';
  if (secretName.test(own) && !isReference(value)) return '…';
  if (typeof value === 'string') return tokenName.test(own) ? `…${value.slice(-4)}` : cut(value);
  if (typeof value !== 'object' || value === null) return value;
  if (level >= mostLevels) return '…';
  if (Array.isArray(value)) {
    const first = (value as unknown[]).slice(0, mostEntries).map((one) => redacted(one, name, level + 1));
    return value.length > mostEntries ? [...first, `and ${value.length - mostEntries} more`] : first;
  }
  const entries = Object.entries(withPlace(value as Record<string, unknown>));
  const kept = entries.slice(0, mostEntries).map(([key, one]) => [key, redacted(one, key, level + 1)] as const);
  return Object.fromEntries(
    entries.length > mostEntries ? [...kept, ['…', `${entries.length - mostEntries} more`]] : kept,
  );
}

/** An edit of a file: what its value is, its path says. */
function withPlace(value: Record<string, unknown>): Record<string, unknown> {
  const { path, value: set, ...others } = value;
  if (!Array.isArray(path) || set === undefined) return value;
  return { ...others, [(path as unknown[]).join('.')]: set };
}

/** It names where a secret is, and `managed` is none. */
const isReference = (value: unknown): boolean =>
  typeof value === 'string' && (value === 'managed' || /^\$\{(env|file):[^}]+\}$/.test(value));

const cut = (text: string): string => (text.length > mostTextBytes ? `${text.slice(0, mostTextBytes)}…` : text);

/** Of one address or person, for the same reason, so many refusals and failures are written in a minute; the rest is counted. */
const mostAMinute = 5;
/** What is done is written one by one as far as anybody does it on purpose: a tool in a loop would drive out what others did. */
const mostDoneAMinute = 60;
const minuteMs = 60_000;
/** Whoever comes from more addresses than this is counted under one name. */
const mostAddresses = 1000;

/** Whoever does or is refused the same again and again could fill the disk, and drive what matters out of the log. */
export interface Floods {
  /** What is to be written now: the entry, with those before it that were only counted; or nothing. */
  admit(draft: AuditDraft, now: number): readonly AuditDraft[];
  /** What was only counted in minutes that are over. */
  due(now: number): readonly AuditDraft[];
}

interface Flood {
  readonly since: number;
  readonly first: AuditDraft;
  written: number;
  counted: number;
}

/** By whom and for what it is counted; `isCrowded` where there are too many addresses for one each. */
function keyOf({ by, via, address, what, outcome, code = '' }: AuditDraft, isCrowded: boolean): string {
  if (outcome === 'done') return `${by} ${via ?? ''} done ${what}`;
  if (by !== 'nobody') return `${by} ${via ?? ''} ${code}`;
  return `${isCrowded ? 'many' : address} ${what} ${code}`;
}

export function createFloods(): Floods {
  const floods = new Map<string, Flood>();

  function over(now: number): AuditDraft[] {
    const ended: AuditDraft[] = [];
    // They stand in the order in which they began; a clock that was set back ends them all.
    for (const [key, { since }] of floods) {
      if (now - since < minuteMs && now >= since) break;
      ended.push(...end(key));
    }
    return ended;
  }

  function end(key: string): AuditDraft[] {
    const { first, counted } = floods.get(key)!;
    floods.delete(key);
    return counted > 0 ? [{ ...first, count: counted }] : [];
  }

  return {
    admit(draft, now) {
      const due = over(now);
      const isCrowded = floods.size >= mostAddresses;
      const address = isCrowded && draft.by === 'nobody' ? 'many' : draft.address;
      const key = keyOf(draft, isCrowded);
      const flood = floods.get(key);
      if (flood === undefined) {
        // What would be one too many takes the place of the oldest.
        if (floods.size >= 2 * mostAddresses) due.push(...end(floods.keys().next().value!));
        floods.set(key, { since: now, first: { ...draft, address }, written: 1, counted: 0 });
        return [...due, draft];
      }
      if (flood.written < (draft.outcome === 'done' ? mostDoneAMinute : mostAMinute)) {
        flood.written += 1;
        return [...due, draft];
      }
      flood.counted += 1;
      return due;
    },
    due: over,
  };
}
