// The keys of stations: those that Busbar makes, in a file of their own beside the journal, and those that the site file
// gives, in memory. Nobody can read a key here: what is kept is a salted hash, which is all that it takes to know one again.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyMatch, Keyring } from '../../src/core/ports/door.ts';
import type { StationId } from '../../src/model/ids.ts';
import type { StationKey } from '../../src/model/station-key.ts';
import { keyOf, undigit } from '../../src/model/station-key.ts';
import type { KeptKey, KeptKeys, KeyTrouble } from './key-file.ts';
import { readKeys, writeKeys } from './key-file.ts';

/** What became of a new key that a station was told. */
export type Outcome =
  /** It has it, or came with it. */
  | 'taken'
  /** It has it after its next start; until then it comes with the old one. */
  | 'afterReboot'
  | 'refused'
  /** Nobody knows: both count until it comes with one of them. */
  | 'unknown';

export interface StationKeys extends Keyring {
  /** The keys that the site file gives count before those that are kept. */
  configure(keys: ReadonlyMap<StationId, StationKey>): void;
  readonly isManaged: (station: StationId) => boolean;
  /** A new key in hex digits, to be shown once. The old one counts no longer. Durable when it resolves. */
  make(station: StationId): Promise<string>;
  /** Takes over the key that a station came with. */
  adopt(station: StationId, bytes: string): Promise<void>;
  /**
   * A new key, or the one that is given, that the station is to be told; until that is settled both count. Durable before it is told (A01). Undefined
   * where the end of the last change is not known yet: the station may have either key, and a third would drive one out.
   */
  change(station: StationId, given?: string): Promise<string | undefined>;
  settle(station: StationId, outcome: Outcome): Promise<void>;
  /** The station came with this key: a change that nobody knew the end of is over. */
  proved(station: StationId, match: KeyMatch): Promise<void>;
  drop(station: StationId): Promise<void>;
  /** Why the keys that were kept do not count. */
  readonly trouble: KeyTrouble | undefined;
}

/** A00.FR.205 asks for 16 to 20 random bytes; 40 digits is what AuthorizationKey takes. */
const keyBytes = 20;

/** Reads what is kept in `dir`. A key that could not be kept rejects with an error that says why. */
export function openStationKeys(dir: string): StationKeys {
  const { keys, trouble } = readKeys(dir);
  let kept: KeptKeys = keys;
  let configured: KeptKeys = new Map();
  let turn: Promise<void> = Promise.resolve();

  /** One change at a time; what counts is what is on disk. */
  function change(station: StationId, to: (before: KeptKey | undefined) => KeptKey | undefined): Promise<void> {
    const done = turn.then(async () => {
      const after = new Map(kept);
      const key = to(kept.get(station));
      if (key === kept.get(station)) return;
      // What is there and cannot be read is not written over.
      if (trouble?.code === 'BB_KEYS_UNREADABLE') throw new Error(trouble.text);
      if (key === undefined) after.delete(station);
      else after.set(station, key);
      await writeKeys(dir, after);
      kept = after;
    });
    turn = done.catch(() => undefined);
    return done;
  }

  return {
    trouble,
    configure(given) {
      configured = new Map([...given].map(([station, key]) => [station, hidden(key)]));
    },
    has: (station) => configured.has(station) || kept.has(station),
    isManaged: (station) => !configured.has(station),
    match(station, sent) {
      const key = station === undefined ? undefined : (configured.get(station) ?? kept.get(station));
      return matchOf(key, sent);
    },
    async make(station) {
      const digits = newDigits();
      await change(station, () => hidden(ofDigits(digits)));
      return digits;
    },
    adopt: (station, bytes) => change(station, () => hidden({ form: 'text', bytes })),
    async change(station, given) {
      const text = given ?? newDigits();
      let isTaken = false;
      await change(station, (before) => {
        isTaken = before?.next === undefined;
        return isTaken ? { ...(before ?? nobody), next: { ...hidden(keyOf(text)!), state: 'unknown' } } : before;
      });
      return isTaken ? text : undefined;
    },
    settle: (station, outcome) => change(station, (before) => settled(before, outcome)),
    proved(station, match) {
      if (kept.get(station)?.next === undefined) return Promise.resolve();
      return change(station, (before) => {
        if (before?.next === undefined) return before;
        if (match.isNew) return settled(before, 'taken');
        return before.next.state === 'afterReboot' ? before : settled(before, 'refused');
      });
    },
    drop: (station) => change(station, () => undefined),
  };
}

function settled(before: KeptKey | undefined, outcome: Outcome): KeptKey | undefined {
  if (before?.next === undefined || outcome === 'unknown') return before;
  const { next, ...old } = before;
  const { state: _, ...fresh } = next;
  if (outcome === 'afterReboot') return { ...old, next: { ...fresh, state: 'afterReboot' } };
  return outcome === 'taken' ? fresh : old;
}

const newDigits = (): string => randomBytes(keyBytes).toString('hex').toUpperCase();

const ofDigits = (digits: string): StationKey => ({ form: 'hex', bytes: undigit(digits) ?? '' });

function hidden({ form, bytes }: StationKey): KeptKey {
  const salt = randomBytes(16).toString('hex');
  return { form, salt, hash: hashOf(salt, bytes).toString('hex') };
}

/** A key that nobody has: who has none takes as long as who has one. */
const nobody = hidden({ form: 'hex', bytes: randomBytes(keyBytes).toString('latin1') });

/** All four are compared, whichever is the one. */
function matchOf(key: KeptKey | undefined, sent: string): KeyMatch | undefined {
  const { form, next } = key ?? nobody;
  const digits = undigit(sent) ?? sent;
  const found = [
    { match: isKey(key, sent), form, sent: 'bytes', isNew: false },
    { match: isKey(key, digits) && digits !== sent, form, sent: 'digits', isNew: false },
    { match: isKey(next, sent), form: next?.form ?? form, sent: 'bytes', isNew: true },
    { match: isKey(next, digits) && digits !== sent, form: next?.form ?? form, sent: 'digits', isNew: true },
  ] as const;
  const one = found.find(({ match }) => match);
  return one === undefined ? undefined : { form: one.form, sent: one.sent, isNew: one.isNew };
}

function isKey(key: KeptKey | undefined, bytes: string): boolean {
  const { salt, hash } = key ?? nobody;
  const isSame = timingSafeEqual(hashOf(salt, bytes), Buffer.from(hash, 'hex'));
  return isSame && key !== undefined;
}

/** Keys are random, so that one round is enough: a thousand stations that come at once cost some milliseconds. */
function hashOf(salt: string, bytes: string): Buffer {
  return createHmac('sha256', salt).update(Buffer.from(bytes, 'latin1')).digest();
}
