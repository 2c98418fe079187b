// Who may use the API: what the routes ask of whoever keeps users, sessions and tokens.

import Type from 'typebox';
import type { Static } from 'typebox';
import type { Role } from '../actor.ts';
import { openActor, roles } from '../actor.ts';
import type { Outcome } from '../problem.ts';
import type { AccessState, Who } from './decide.ts';

const closed = { additionalProperties: false };
const name = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9._@-]+$' });
/** How long a good one is, the desk says in words. */
const password = Type.String({ minLength: 1, maxLength: 1000 });
const role = Type.Union(roles.map((one) => Type.Literal(one)));

export const ClaimBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 40 }), name, password },
  { ...closed, description: 'The one-time code of "busbar claim", and the first admin' },
);
export const SignInBody = Type.Object({ name: Type.String({ minLength: 1, maxLength: 40 }), password }, closed);
export const ConfirmBody = Type.Object({ password }, closed);
export const NewUserBody = Type.Object({ name, role, password }, closed);
export const ChangeUserBody = Type.Object({ role }, closed);
export const PasswordBody = Type.Object({ password, current: Type.Optional(password) }, closed);
export const NewTokenBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, description: 'What uses it' }),
    role,
    days: Type.Integer({ minimum: 1, maximum: 1100, description: 'So long it counts' }),
  },
  closed,
);

export type ClaimBody = Static<typeof ClaimBody>;
export type SignInBody = Static<typeof SignInBody>;
export interface NewUserBody {
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}
export interface NewTokenBody {
  readonly name: string;
  readonly role: Role;
  readonly days: number;
}

/** What a request brings along to prove who asks. */
export interface Proof {
  readonly address: string;
  /** The value of the session's cookie. */
  readonly cookie?: string | undefined;
  /** Of the header `authorization`. */
  readonly bearer?: string | undefined;
  /** A page asks by itself: nobody did anything. */
  readonly isBackground?: boolean;
}

export interface UserView {
  readonly name: string;
  readonly role: Role;
}

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly by: string;
  readonly since: string;
  readonly endsAt: string;
}

export interface SignedIn {
  readonly user: UserView;
  readonly confirmedUntil: string;
  /** The value of the cookie. */
  readonly secret: string;
}

export interface AccessConsole {
  state(): AccessState;
  /** Undefined where nothing, or nothing good, is proved. */
  whoIs(proof: Proof): Who | undefined;
  /** Tells of each session and token that is over, by its `Who.credential`. */
  onEnd(tell: (credential: string) => void): void;
  /** Undefined where nobody is asked who he is. */
  readonly accounts: AccountsConsole | undefined;
}

/** Each password that is looked at counts as a try of the address and of the name; too many are refused for a while. */
export interface AccountsConsole {
  claim(body: ClaimBody, address: string): Promise<Outcome<SignedIn>>;
  signIn(body: SignInBody, address: string): Promise<Outcome<SignedIn>>;
  signOut(session: string): void;
  confirm(who: Who, password: string): Promise<Outcome<{ readonly confirmedUntil: string }>>;
  users(): readonly UserView[];
  addUser(body: NewUserBody): Promise<Outcome<UserView>>;
  /** Ends the sessions of the user. */
  changeUser(name: string, role: Role): Promise<Outcome<UserView>>;
  removeUser(name: string): Promise<Outcome<undefined>>;
  /** One's own with the one in force, or that of somebody else as admin. Ends all sessions of the user; a new one for oneself. */
  setPassword(who: Who, name: string, password: string, current?: string): Promise<Outcome<SignedIn | undefined>>;
  tokens(): readonly TokenView[];
  /** The token is shown this once. */
  addToken(body: NewTokenBody, by: string): Promise<Outcome<TokenView & { readonly token: string }>>;
  removeToken(id: string): Promise<Outcome<undefined>>;
}

/** `api.access: open`: everybody is admin, and there is nothing to claim. */
export const openAccess: AccessConsole = {
  state: () => 'open',
  whoIs: ({ address }) => ({ actor: openActor(address) }),
  onEnd: () => undefined,
  accounts: undefined,
};
