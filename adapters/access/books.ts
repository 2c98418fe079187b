// All that is known of who may use the API, as the process holds it: the accounts of the file, and sessions that end with it.

import { createHash } from 'node:crypto';
import type { Accounts, User } from '../../src/local/access/accounts.ts';
import { tokenBy, userIn } from '../../src/local/access/accounts.ts';
import type { Attempts } from '../../src/local/access/attempts.ts';
import { triedWell, tryNow } from '../../src/local/access/attempts.ts';
import type { Proof, SignedIn } from '../../src/local/access/console.ts';
import type { Who } from '../../src/local/access/decide.ts';
import type { Session, Sessions } from '../../src/local/access/sessions.ts';
import {
  confirmedUntil,
  endSessions,
  isOver,
  msLeft,
  openSession,
  seenSession,
  sessionOf,
} from '../../src/local/access/sessions.ts';
import { busy, tooMany } from '../../src/local/access/told.ts';
import type { Outcome } from '../../src/local/problem.ts';
import { done, failed } from '../../src/local/problem.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { Mono } from '../../src/model/time.ts';
import { keepAccounts, newSecret } from './access-files.ts';
import type { Hasher } from './scrypt.ts';

export interface Books {
  readonly dir: string;
  readonly clock: Pick<Clock, 'mono' | 'utc'>;
  readonly hasher: Hasher;
  /** Of the site: no password may be made of them. */
  readonly words: readonly string[];
  accounts: Accounts;
  isClaimed: boolean;
  /** Undefined while nobody can claim the gateway. */
  code: string | undefined;
  /** SHA-256 of what commands on this computer send. */
  localToken: string;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly onEnd: ((credential: string) => void)[];
  /** Changes of the file come one after the other. */
  writing: Promise<unknown>;
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const sessionCredential = (id: string): string => `session ${id}`;
export const tokenCredential = (id: string): string => `token ${id}`;

export const tellEnd = (books: Books, credential: string): void => books.onEnd.forEach((tell) => tell(credential));

export function whoIs(books: Books, { address, cookie, bearer, isBackground = false }: Proof): Who | undefined {
  if (bearer !== undefined) return byToken(books, bearer, address);
  return cookie === undefined ? undefined : bySession(books, cookie, address, isBackground);
}

/** Who names a token is known by it or not at all: a cookie beside it changes nothing. */
function byToken(books: Books, bearer: string, address: string): Who | undefined {
  const secret = /^Bearer (bb_[\w-]{20,200})$/i.exec(bearer)?.[1];
  if (secret === undefined) return undefined;
  const hash = hashOf(secret);
  if (hash === books.localToken) return { actor: { name: 'local', role: 'admin', via: 'local', address } };
  const token = tokenBy(books.accounts, hash, books.clock.utc());
  if (token === undefined) return undefined;
  return {
    actor: { name: token.name, role: token.role, via: 'token', address },
    credential: tokenCredential(token.id),
  };
}

function bySession(books: Books, cookie: string, address: string, isBackground: boolean): Who | undefined {
  const now = books.clock.mono();
  // What is kept is not what is sent: who reads the memory of a dump has no session.
  const session = (isBackground ? sessionOf : seenSession)(books.sessions, hashOf(cookie), now);
  const user = session && userIn(books.accounts, session.user);
  if (session === undefined || user === undefined) return undefined;
  const until = confirmedUntil(session);
  const { atMost, idle } = msLeft(session, now);
  return {
    actor: { name: user.name, role: user.role, via: 'session', address },
    credential: sessionCredential(session.id),
    session: {
      ...{ id: session.id, isConfirmed: now < until, confirmedUntil: momentOf(books, until) },
      ...{ secondsLeft: Math.floor(atMost / 1000), idleSecondsLeft: Math.floor(idle / 1000) },
    },
  };
}

export const momentOf = ({ clock }: Books, at: Mono): string =>
  new Date(clock.utc() + (at - clock.mono())).toISOString();

/** A new session, with a new secret whatever was sent along. */
export function signedIn(books: Books, { name, role }: User): SignedIn {
  const secret = newSecret();
  const now = books.clock.mono();
  const gone = openSession(books.sessions, hashOf(secret), name, now);
  for (const { id } of gone) tellEnd(books, sessionCredential(id));
  const session = books.sessions.get(hashOf(secret))!;
  return { user: { name, role }, confirmedUntil: momentOf(books, confirmedUntil(session)), secret };
}

export function endOf(books: Books, isMeant: (session: Session) => boolean): void {
  for (const { id } of endSessions(books.sessions, isMeant)) tellEnd(books, sessionCredential(id));
}

/** What time has ended; whoever follows something live is cut off then too. */
export function endOverdue(books: Books): void {
  const [mono, utc] = [books.clock.mono(), books.clock.utc()];
  endOf(books, (session) => isOver(session, mono));
  for (const { id, endsAt } of books.accounts.tokens) if (endsAt <= utc) tellEnd(books, tokenCredential(id));
}

/** Looks at a password as often as it may be looked at; then at nothing for a while. */
export async function isRight(
  books: Books,
  attempt: { readonly address: string; readonly name: string },
  password: string,
): Promise<Outcome<User | undefined>> {
  const waitMs = tryNow(books.attempts, attempt, books.clock.mono());
  if (waitMs > 0) return tooMany(waitMs);
  const user = userIn(books.accounts, attempt.name);
  try {
    const isHis = await books.hasher.isRight(password, user?.password);
    if (isHis) triedWell(books.attempts, attempt);
    // Who was removed meanwhile is nobody.
    return done(isHis ? userIn(books.accounts, attempt.name) : undefined);
  } catch (error) {
    return isBusy(error) ? busy() : failed(500, 'BB_API_FAILED', (error as Error).message);
  }
}

export const isBusy = (error: unknown): boolean => (error as Error).message === 'BB_API_BUSY';

/** One change after the other, each on what the one before left; it counts when it is on the disk. */
export function change(books: Books, to: (accounts: Accounts) => Outcome<Accounts>): Promise<Outcome<undefined>> {
  const mine = books.writing.then(async (): Promise<Outcome<undefined>> => {
    const next = to(books.accounts);
    if (!next.ok) return next;
    try {
      await keepAccounts(books.dir, next.value);
    } catch (error) {
      return failed(503, 'BB_ACCESS_DISK', `It could not be written: ${(error as Error).message}. Nothing changed.`);
    }
    books.accounts = next.value;
    return done(undefined);
  });
  books.writing = mine.catch(() => undefined);
  return mine;
}
