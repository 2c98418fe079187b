// Users, their passwords and API tokens: what is done with them over the API.

import { randomBytes } from 'node:crypto';
import type { ApiToken, HiddenPassword, User } from '../../src/local/access/accounts.ts';
import {
  userIn,
  withChanged,
  withoutToken,
  withoutUser,
  withToken,
  withUser,
} from '../../src/local/access/accounts.ts';
import type {
  AccountsConsole,
  NewTokenBody,
  NewUserBody,
  SignedIn,
  TokenView,
  UserView,
} from '../../src/local/access/console.ts';
import type { Who } from '../../src/local/access/decide.ts';
import { whyPasswordRefused } from '../../src/local/access/passwords.ts';
import { busy, wrong } from '../../src/local/access/told.ts';
import type { Role } from '../../src/local/actor.ts';
import { mayAs } from '../../src/local/actor.ts';
import type { Outcome } from '../../src/local/problem.ts';
import { done, failed } from '../../src/local/problem.ts';
import { newSecret } from './access-files.ts';
import type { Books } from './books.ts';
import { change, endOf, endOverdue, hashOf, isBusy, isRight, signedIn, tellEnd, tokenCredential } from './books.ts';

const dayMs = 86_400_000;

type Accounts = Pick<
  AccountsConsole,
  'users' | 'addUser' | 'changeUser' | 'removeUser' | 'setPassword' | 'tokens' | 'addToken' | 'removeToken'
>;

export const accountsDesk = (books: Books): Accounts => ({
  users: () => books.accounts.users.map(viewOf),
  addUser: (body) => addUser(books, body),
  changeUser: (name, role) => changeUser(books, name, role),
  async removeUser(name) {
    const user = userIn(books.accounts, name);
    const changed = await change(books, (accounts) => withoutUser(accounts, name));
    if (changed.ok) endOf(books, (session) => session.user === user?.name);
    return changed;
  },
  setPassword: (who, name, password, current) => setPassword(books, who, { name, password, current }),
  tokens: () => books.accounts.tokens.filter(({ endsAt }) => endsAt > books.clock.utc()).map(tokenView),
  addToken: (body, by) => addToken(books, body, by),
  async removeToken(id) {
    const changed = await change(books, (accounts) => withoutToken(accounts, id));
    if (changed.ok) tellEnd(books, tokenCredential(id));
    return changed;
  },
});

export const viewOf = ({ name, role }: User): UserView => ({ name, role });

const tokenView = ({ id, name, role, by, since, endsAt }: ApiToken): TokenView => ({
  ...{ id, name, role, by },
  since: new Date(since).toISOString(),
  endsAt: new Date(endsAt).toISOString(),
});

/** The password is looked at before it costs anything. */
export async function hidden(books: Books, name: string, password: string): Promise<Outcome<HiddenPassword>> {
  const refused = whyPasswordRefused(password, [name, ...books.words]);
  if (refused !== undefined) return { ok: false, problem: refused };
  try {
    return done(await books.hasher.hide(password));
  } catch (error) {
    return isBusy(error) ? busy() : failed(500, 'BB_API_FAILED', (error as Error).message);
  }
}

async function addUser(books: Books, { name, role, password }: NewUserBody): Promise<Outcome<UserView>> {
  const made = await hidden(books, name, password);
  if (!made.ok) return made;
  const user: User = { name, role, password: made.value, since: books.clock.utc() };
  const changed = await change(books, (accounts) => withUser(accounts, user));
  return changed.ok ? done(viewOf(user)) : changed;
}

async function changeUser(books: Books, name: string, role: Role): Promise<Outcome<UserView>> {
  const changed = await change(books, (accounts) => withChanged(accounts, name, { role }));
  if (!changed.ok) return changed;
  const user = userIn(books.accounts, name)!;
  endOf(books, (session) => session.user === user.name);
  return done(viewOf(user));
}

interface NewPassword {
  readonly name: string;
  readonly password: string;
  readonly current: string | undefined;
}

async function setPassword(
  books: Books,
  who: Who,
  { name, password, current }: NewPassword,
): Promise<Outcome<SignedIn | undefined>> {
  const isOwn = who.session !== undefined && userIn(books.accounts, name)?.name === who.actor.name;
  const refused = await whyNotTheirs(books, who, name, isOwn, current);
  if (refused !== undefined) return refused;
  const made = await hidden(books, name, password);
  if (!made.ok) return made;
  const changed = await change(books, (accounts) => withChanged(accounts, name, { password: made.value }));
  if (!changed.ok) return changed;
  const user = userIn(books.accounts, name)!;
  endOf(books, (session) => session.user === user.name);
  return done(isOwn ? signedIn(books, user) : undefined);
}

/** One's own with the password in force; that of others as admin who gave his own a moment ago. */
async function whyNotTheirs(books: Books, who: Who, name: string, isOwn: boolean, current: string | undefined) {
  const { actor, session } = who;
  if (isOwn) {
    if (current === undefined)
      return failed(400, 'BB_ACCESS_CURRENT', 'Send the password that is in force as "current" too.');
    const right = await isRight(books, { address: actor.address, name }, current);
    if (!right.ok) return right;
    return right.value === undefined ? wrong() : undefined;
  }
  if (!mayAs(actor.role, 'admin'))
    return failed(403, 'BB_API_ROLE', 'Only an admin sets the password of somebody else.');
  return session === undefined || session.isConfirmed
    ? undefined
    : failed(401, 'BB_API_CONFIRM', 'Give your password again (POST /api/v1/session/confirm), then repeat this.');
}

async function addToken(
  books: Books,
  { name, role, days }: NewTokenBody,
  by: string,
): Promise<Outcome<TokenView & { readonly token: string }>> {
  const secret = `bb_${newSecret()}`;
  const now = books.clock.utc();
  const token: ApiToken = {
    ...{ id: randomBytes(6).toString('hex'), name, role, by },
    hash: hashOf(secret),
    since: now,
    endsAt: now + days * dayMs,
  };
  // Those that have ended are forgotten here: whoever follows something by one hears of it before.
  endOverdue(books);
  const changed = await change(books, (accounts) => withToken(accounts, token, now));
  return changed.ok ? done({ ...tokenView(token), token: secret }) : changed;
}
