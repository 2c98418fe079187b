// The desk in front of the API: claims the gateway, signs people in, and knows who asks.

import { timingSafeEqual } from 'node:crypto';
import type { User } from '../../src/local/access/accounts.ts';
import { nobody, withUser } from '../../src/local/access/accounts.ts';
import { noAttempts, tryNow } from '../../src/local/access/attempts.ts';
import type { AccessConsole, AccountsConsole, ClaimBody, SignedIn } from '../../src/local/access/console.ts';
import type { Who } from '../../src/local/access/decide.ts';
import { confirmedUntil, confirmSession } from '../../src/local/access/sessions.ts';
import { claimedAlready, tooMany, wrong, wrongCode } from '../../src/local/access/told.ts';
import type { Outcome } from '../../src/local/problem.ts';
import { done } from '../../src/local/problem.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { KeptAccounts } from './access-files.ts';
import { codeFrom, dropCode, keepCode, keepLocalToken, keptAccounts, newCode, newSecret } from './access-files.ts';
import { accountsDesk, hidden } from './accounts-desk.ts';
import type { Books } from './books.ts';
import { change, endOf, endOverdue, hashOf, isRight, momentOf, signedIn, whoIs } from './books.ts';
import type { Hasher } from './scrypt.ts';
import { createHasher } from './scrypt.ts';

export interface AccessParts {
  /** Of the gateway's data. */
  readonly dir: string;
  readonly clock: Pick<Clock, 'mono' | 'utc'>;
  /** Of the site: no password may be made of them. */
  readonly words: readonly string[];
  readonly log: {
    readonly warn: (code: string, text: string) => void;
    readonly error: (code: string, text: string) => void;
    readonly info: (code: string, text: string) => void;
  };
  readonly hasher?: Hasher;
  /** The gateway has an owner now; called once, and only where it had none at the start. */
  readonly onClaimed: () => void;
}

export interface Access extends AccessConsole {
  readonly accounts: AccountsConsole;
  /** Writes the files of this run. */
  start(): Promise<void>;
  /** Waits for what is being written. */
  stop(): Promise<void>;
}

/** The code counts for so long; then another one does. */
const codeMs = 24 * 3_600_000;
/** Who follows something live is cut off within this time after his session ended. */
const sweepMs = 30_000;

/** Throws where the accounts are there and may not be read. */
export function createAccess(parts: AccessParts): Access {
  const { dir, log } = parts;
  const kept = keptAccounts(dir);
  if (kept.is === 'damaged')
    log.error(
      'BB_ACCESS_DAMAGED',
      `The accounts in ${dir}/access.json are damaged (a copy is in access.damaged.json): nobody can sign in, and commands on this computer still work. Put a backup in its place and start again, or remove it to claim the gateway anew.`,
    );
  const books = booksOf(parts, kept);
  let timers: NodeJS.Timeout[] = [];
  return {
    state: () => (books.isClaimed ? 'claimed' : 'unclaimed'),
    whoIs: (proof) => whoIs(books, proof),
    onEnd: (tell) => void books.onEnd.push(tell),
    accounts: { ...signingIn(books, parts), ...accountsDesk(books) },
    async start() {
      const token = `bb_${newSecret()}`;
      books.localToken = hashOf(token);
      await keepLocalToken(dir, token);
      timers = [setInterval(() => endOverdue(books), sweepMs)];
      if (books.isClaimed) await dropCode(dir);
      else {
        await offerCode(books, log);
        timers.push(setInterval(() => void offerCode(books, log), codeMs));
      }
      for (const timer of timers) timer.unref();
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await books.writing;
    },
  };
}

const booksOf = ({ dir, clock, words, hasher }: AccessParts, kept: KeptAccounts): Books => ({
  ...{ dir, clock, words },
  hasher: hasher ?? createHasher(),
  accounts: kept.is === 'kept' ? kept.accounts : nobody,
  // Accounts that are damaged were somebody's.
  isClaimed: kept.is !== 'none',
  code: undefined,
  localToken: hashOf(newSecret()),
  sessions: new Map(),
  attempts: noAttempts(),
  onEnd: [],
  writing: Promise.resolve(),
});

/** On the console and in a file; whoever reads neither has no business here. */
async function offerCode(books: Books, log: AccessParts['log']): Promise<void> {
  if (books.isClaimed) return;
  const code = newCode();
  try {
    await keepCode(books.dir, code);
    books.code = code;
    log.warn(
      'BB_UNCLAIMED',
      `This gateway belongs to nobody yet, and shows nothing before it is claimed. The code for the first visit is ${code}; it counts for a day, once. "busbar claim" prints it again.`,
    );
  } catch (error) {
    log.error('BB_CLAIM_CODE', `The code for the first visit could not be written: ${(error as Error).message}.`);
  }
}

type SigningIn = Pick<AccountsConsole, 'claim' | 'signIn' | 'signOut' | 'confirm'>;

const signingIn = (books: Books, parts: AccessParts): SigningIn => ({
  claim: (body, address) => claim(books, parts, body, address),
  async signIn({ name, password }, address) {
    const right = await isRight(books, { address, name }, password);
    if (!right.ok) return right;
    return right.value === undefined ? wrong() : done(signedIn(books, right.value));
  },
  signOut: (session) => endOf(books, ({ id }) => id === session),
  confirm: (who, password) => confirm(books, who, password),
});

async function claim(
  books: Books,
  { log, onClaimed }: AccessParts,
  { code, name, password }: ClaimBody,
  address: string,
): Promise<Outcome<SignedIn>> {
  if (books.isClaimed) return claimedAlready();
  const waitMs = tryNow(books.attempts, { address, name: 'the code' }, books.clock.mono());
  if (waitMs > 0) return tooMany(waitMs);
  if (!isCode(books.code, code)) return wrongCode();
  const made = await hidden(books, name, password);
  if (!made.ok) return made;
  const user: User = { name, role: 'admin', password: made.value, since: books.clock.utc() };
  const changed = await change(books, (accounts) =>
    // Two may come with the one code.
    accounts.users.length > 0 ? claimedAlready() : withUser(accounts, user),
  );
  if (!changed.ok) return changed;
  books.isClaimed = true;
  books.code = undefined;
  await dropCode(books.dir).catch(() => undefined);
  log.info('BB_CLAIMED', `${name} at ${address} claimed this gateway and is its first admin.`);
  onClaimed();
  return done(signedIn(books, user));
}

function isCode(wanted: string | undefined, typed: string): boolean {
  if (wanted === undefined) return false;
  const [one, other] = [Buffer.from(hashOf(codeFrom(wanted))), Buffer.from(hashOf(codeFrom(typed)))];
  return timingSafeEqual(one, other);
}

async function confirm(
  books: Books,
  { actor, session }: Who,
  password: string,
): Promise<Outcome<{ readonly confirmedUntil: string }>> {
  // A token is confirmed by being one.
  if (session === undefined) return done({ confirmedUntil: new Date(books.clock.utc()).toISOString() });
  const right = await isRight(books, { address: actor.address, name: actor.name }, password);
  if (!right.ok) return right;
  if (right.value === undefined) return wrong();
  confirmSession(books.sessions, session.id, books.clock.mono());
  const now = books.sessions.get(session.id);
  return now === undefined ? wrong() : done({ confirmedUntil: momentOf(books, confirmedUntil(now)) });
}
