// Users and API tokens as they are kept: plain data, and what may be done with them.

import type { Role } from '../actor.ts';
import { roles } from '../actor.ts';
import type { Outcome } from '../problem.ts';
import { done, failed } from '../problem.ts';

/** What scrypt made of a password, with what it needs to do it again. */
export interface HiddenPassword {
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** Hex. */
  readonly salt: string;
  readonly key: string;
}

export interface User {
  readonly name: string;
  readonly role: Role;
  readonly password: HiddenPassword;
  /** Epoch milliseconds. */
  readonly since: number;
}

export interface ApiToken {
  readonly id: string;
  /** For people: what uses it. */
  readonly name: string;
  readonly role: Role;
  /** SHA-256 in hex: the token itself is long and by chance, so that nothing slower is needed. */
  readonly hash: string;
  readonly since: number;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  readonly by: string;
}

export interface Accounts {
  readonly users: readonly User[];
  readonly tokens: readonly ApiToken[];
}

export const nobody: Accounts = { users: [], tokens: [] };

/** People of a depot, its owner and its installers. */
export const mostUsers = 100;
export const mostTokens = 100;

/** Upper and lower case are the same name. */
const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const userIn = ({ users }: Accounts, name: string): User | undefined =>
  users.find((user) => sameName(user.name, name));

export function withUser(accounts: Accounts, user: User): Outcome<Accounts> {
  if (userIn(accounts, user.name) !== undefined)
    return failed(409, 'BB_ACCESS_USER_EXISTS', `There is a user ${user.name} already.`);
  if (accounts.users.length >= mostUsers)
    return failed(409, 'BB_ACCESS_FULL', `There are ${mostUsers} users already. Remove one first.`);
  return done({ ...accounts, users: [...accounts.users, user] });
}

export function withoutUser(accounts: Accounts, name: string): Outcome<Accounts> {
  const user = userIn(accounts, name);
  if (user === undefined) return noUser(name);
  if (isLastAdmin(accounts, user)) return lastAdmin(user.name);
  return done({ ...accounts, users: accounts.users.filter((one) => one !== user) });
}

/** The user with another role or another password. */
export function withChanged(
  accounts: Accounts,
  name: string,
  change: Partial<Pick<User, 'role' | 'password'>>,
): Outcome<Accounts> {
  const user = userIn(accounts, name);
  if (user === undefined) return noUser(name);
  if (change.role !== undefined && change.role !== 'admin' && isLastAdmin(accounts, user)) return lastAdmin(user.name);
  return done({ ...accounts, users: accounts.users.map((one) => (one === user ? { ...user, ...change } : one)) });
}

/** What has ended makes room. */
export function withToken(accounts: Accounts, token: ApiToken, now: number): Outcome<Accounts> {
  const tokens = accounts.tokens.filter(({ endsAt }) => endsAt > now);
  if (tokens.length >= mostTokens)
    return failed(409, 'BB_ACCESS_FULL', `There are ${mostTokens} API tokens already. Remove one first.`);
  return done({ ...accounts, tokens: [...tokens, token] });
}

export function withoutToken(accounts: Accounts, id: string): Outcome<Accounts> {
  const tokens = accounts.tokens.filter((token) => token.id !== id);
  return tokens.length === accounts.tokens.length
    ? failed(404, 'BB_ACCESS_TOKEN_UNKNOWN', `There is no API token ${id.slice(0, 40)}.`)
    : done({ ...accounts, tokens });
}

export const tokenBy = ({ tokens }: Accounts, hash: string, now: number): ApiToken | undefined =>
  tokens.find((token) => token.hash === hash && token.endsAt > now);

const noUser = (name: string) =>
  failed(404, 'BB_ACCESS_USER_UNKNOWN', `There is no user ${name.slice(0, 40)}. GET /api/v1/users lists them.`);

const isLastAdmin = ({ users }: Accounts, user: User): boolean =>
  user.role === 'admin' && users.filter(({ role }) => role === 'admin').length === 1;

const lastAdmin = (name: string) =>
  failed(409, 'BB_ACCESS_LAST_ADMIN', `${name} is the last admin. Make somebody else admin first.`);

/** As text for the file. */
export const writeAccounts = ({ users, tokens }: Accounts): string =>
  `${JSON.stringify({ version: 1, users, tokens }, undefined, 1)}\n`;

/** Undefined where the text is none of ours. */
export function readAccounts(text: string): Accounts | undefined {
  try {
    const { version, users, tokens } = JSON.parse(text) as { version?: unknown } & Partial<Accounts>;
    if (version !== 1 || !Array.isArray(users) || !Array.isArray(tokens)) return undefined;
    if (!users.every(isUser) || !tokens.every(isToken)) return undefined;
    return { users, tokens };
  } catch {
    return undefined;
  }
}

const isRole = (role: unknown): role is Role => roles.some((one) => one === role);

function isUser(value: unknown): value is User {
  const { name, role, password, since } = (value ?? {}) as Partial<User>;
  const { n, r, p, salt, key } = (password ?? {}) as Partial<HiddenPassword>;
  const isHex = [salt, key].every((text) => typeof text === 'string' && /^([0-9a-f]{2})+$/.test(text));
  return (
    typeof name === 'string' && isRole(role) && isHex && [n, r, p, since].every((one) => Number.isSafeInteger(one))
  );
}

function isToken(value: unknown): value is ApiToken {
  const { id, name, role, hash, endsAt } = (value ?? {}) as Partial<ApiToken>;
  const isText = [id, name].every((text) => typeof text === 'string');
  return isText && isRole(role) && /^[0-9a-f]{64}$/.test(String(hash)) && Number.isSafeInteger(endsAt);
}
