// Claiming the gateway, signing in and out, users and API tokens.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type {
  AccessConsole,
  AccountsConsole,
  ClaimBody as Claim,
  NewTokenBody as NewToken,
  NewUserBody as NewUser,
  SignedIn,
  SignInBody as SignIn,
} from '../../src/local/access/console.ts';
import {
  ChangeUserBody,
  ClaimBody,
  ConfirmBody,
  NewTokenBody,
  NewUserBody,
  PasswordBody,
  SignInBody,
} from '../../src/local/access/console.ts';
import { longestMs } from '../../src/local/access/sessions.ts';
import type { Who } from '../../src/local/access/decide.ts';
import type { Role } from '../../src/local/actor.ts';
import type { Outcome } from '../../src/local/problem.ts';
import { about } from './about.ts';
import { noteAudit } from './audit-hook.ts';
import { cookieName } from './guard.ts';
import { sendProblem } from './problem.ts';

/** What whoever comes first needs to know. */
export interface Front {
  readonly site: () => { readonly id: string; readonly name: string } | undefined;
  /** The certificates by which a browser knows this gateway: SHA-256, as browsers show them. */
  readonly tls?: () => { readonly ca?: string; readonly certificate: string; readonly port: number } | undefined;
}

const cookieOptions = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

export function accessRoutes(server: FastifyInstance, access: AccessConsole, front: Front): void {
  server.get(
    '/api/v1/access',
    about('public', 'access', 'Whether the gateway is claimed, and who asks'),
    (request, reply) => reply.send(standing(access, front, request)),
  );
  const { accounts } = access;
  if (accounts === undefined) return;
  sessionRoutes(server, accounts);
  userRoutes(server, accounts);
  tokenRoutes(server, accounts);
}

function standing(access: AccessConsole, front: Front, { who }: FastifyRequest): object {
  const state = access.state();
  const isIn = who !== undefined && state !== 'unclaimed';
  const tls = front.tls?.();
  return {
    state,
    ...(isIn && { site: front.site(), user: { name: who.actor.name, role: who.actor.role } }),
    ...(isIn && who.session !== undefined && { confirmedUntil: who.session.confirmedUntil }),
    needsPassword: isIn && who.session !== undefined && !who.session.isConfirmed,
    ...(tls !== undefined && { tls }),
  };
}

function sessionRoutes(server: FastifyInstance, accounts: AccountsConsole): void {
  server.post(
    '/api/v1/claim',
    about('public', 'access', 'Claims the gateway with the one-time code', { body: ClaimBody }),
    async (request, reply) =>
      signedIn(request, reply.code(201), await accounts.claim(request.body as Claim, request.ip), ({ user }) => ({
        user,
      })),
  );
  const at = '/api/v1/session';
  server.post(
    at,
    about('public', 'access', 'Signs in; the answer sets the cookie', { body: SignInBody }),
    async (request, reply) => {
      const outcome = await accounts.signIn(request.body as SignIn, request.ip);
      if (!outcome.ok) noteWhoIsMeant(request, accounts);
      return signedIn(request, reply, outcome, ({ user, confirmedUntil }) => ({ user, confirmedUntil }));
    },
  );
  server.get(at, about('viewer', 'access', 'Who is signed in, and for how long'), ({ actor, who }, reply) =>
    reply.send({
      user: { name: actor.name, role: actor.role },
      via: actor.via,
      ...(who?.session !== undefined && lasting(who.session)),
    }),
  );
  server.delete(at, about('viewer', 'access', 'Signs out'), ({ who }, reply) => {
    if (who?.session !== undefined) accounts.signOut(who.session.id);
    return reply.clearCookie(cookieName, cookieOptions).code(204).send();
  });
  server.post(
    `${at}/confirm`,
    about('viewer', 'access', 'Gives the password again, for writes of installers and admins', { body: ConfirmBody }),
    async (request, reply) =>
      sent(reply, await accounts.confirm(request.who!, (request.body as { password: string }).password)),
  );
}

/** In seconds: the clocks of browsers are what they are. */
const lasting = ({ confirmedUntil, secondsLeft, idleSecondsLeft }: NonNullable<Who['session']>): object => ({
  confirmedUntil,
  secondsLeft,
  idleSecondsLeft,
});

function userRoutes(server: FastifyInstance, accounts: AccountsConsole): void {
  const at = '/api/v1/users';
  server.get(at, about('admin', 'access', 'Who has an account'), (_request, reply) =>
    reply.send({ users: accounts.users() }),
  );
  server.post(at, about('admin', 'access', 'Adds a user', { body: NewUserBody }), async (request, reply) =>
    sent(reply.code(201), await accounts.addUser(request.body as NewUser)),
  );
  server.patch(
    `${at}/:name`,
    about('admin', 'access', 'Gives a user another role; ends his sessions', { body: ChangeUserBody }),
    async (request, reply) =>
      sent(reply, await accounts.changeUser(nameIn(request), (request.body as { role: Role }).role)),
  );
  server.delete(`${at}/:name`, about('admin', 'access', 'Removes a user'), async (request, reply) =>
    sent(reply.code(204), await accounts.removeUser(nameIn(request))),
  );
  server.post(
    `${at}/:name/password`,
    about('viewer', 'access', 'Sets one’s own password, or as admin that of somebody else', { body: PasswordBody }),
    async (request, reply) => {
      const { password, current } = request.body as { password: string; current?: string };
      const outcome = await accounts.setPassword(request.who!, nameIn(request), password, current);
      if (!outcome.ok) return sendProblem(reply, outcome.problem);
      if (outcome.value !== undefined) setCookie(reply, outcome.value);
      return reply.code(204).send();
    },
  );
}

function tokenRoutes(server: FastifyInstance, accounts: AccountsConsole): void {
  const at = '/api/v1/api-tokens';
  server.get(at, about('admin', 'access', 'API tokens, without themselves'), (_request, reply) =>
    reply.send({ tokens: accounts.tokens() }),
  );
  server.post(
    at,
    about('admin', 'access', 'Makes an API token, which is shown this once', { body: NewTokenBody }),
    async (request, reply) =>
      sent(reply.code(201), await accounts.addToken(request.body as NewToken, request.actor.name)),
  );
  server.delete(`${at}/:id`, about('admin', 'access', 'Ends an API token'), async (request, reply) =>
    sent(reply.code(204), await accounts.removeToken((request.params as { id: string }).id)),
  );
}

const nameIn = (request: FastifyRequest): string => (request.params as { name: string }).name;

const sent = (reply: FastifyReply, outcome: Outcome<unknown>): FastifyReply =>
  outcome.ok ? reply.send(outcome.value) : sendProblem(reply, outcome.problem);

/** In the audit: whose password somebody tries. What is no name of anybody may be a password at the wrong place. */
function noteWhoIsMeant(request: FastifyRequest, accounts: AccountsConsole): void {
  const { name } = request.body as SignIn;
  const meant = accounts.users().find((user) => user.name.toLowerCase() === name.toLowerCase());
  if (meant !== undefined) noteAudit(request, { target: meant.name });
}

function signedIn(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Outcome<SignedIn>,
  shown: (value: SignedIn) => object,
): FastifyReply {
  if (!outcome.ok) return sendProblem(reply, outcome.problem);
  setCookie(reply, outcome.value);
  request.actor = { ...outcome.value.user, via: 'session', address: request.ip };
  return reply.send(shown(outcome.value));
}

const setCookie = (reply: FastifyReply, { secret }: SignedIn): void =>
  void reply.setCookie(cookieName, secret, { ...cookieOptions, maxAge: longestMs / 1000 });
