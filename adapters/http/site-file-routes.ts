// The site file and its list of tokens over the API: looked at, tried, changed, and taken back.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../src/local/actor.ts';
import type { Outcome } from '../../src/local/problem.ts';
import type { FileDesk, Terms, VersionView, Wanted, Written } from '../../src/local/site-file.ts';
import { EditBody, PreviewBody, UndoBody, WholeBody } from '../../src/local/site-file.ts';
import { about, aboutLook } from './about.ts';
import { noteAudit } from './audit-hook.ts';
import { problem, sendProblem } from './problem.ts';
import { termsOf } from './terms.ts';
import type { TakeTurn } from './turns.ts';
import { createTurns } from './turns.ts';

export interface FileRoutes {
  readonly desk: FileDesk;
  /** The JSON Schema of the file. */
  readonly schema: object;
}

/** A file of 4 MiB as JSON. */
const maxFileBody = 9 * 1024 * 1024;
const mostVersions = 100;

interface Rules {
  readonly reads: Role;
  readonly writes: Role;
  readonly inTurn: TakeTurn;
}

/** Cards are the fleet manager's, circuits and stations the installer's. */
export function fileRoutes(server: FastifyInstance, site: FileRoutes, tokens: FileRoutes): void {
  const inTurn = createTurns();
  routesOf(server, 'site-file', site, { reads: 'operator', writes: 'installer', inTurn });
  routesOf(server, 'tokens-file', tokens, { reads: 'operator', writes: 'operator', inTurn });
}

function routesOf(server: FastifyInstance, name: string, { desk, schema }: FileRoutes, rules: Rules): void {
  const at = `/api/v1/${name}`;
  const { reads, writes, inTurn } = rules;
  server.get(at, about(reads, name, 'The file as it is on disk, passwords hidden'), (_request, reply) => {
    const outcome = desk.look();
    return outcome.ok ? tagged(reply, outcome.value.etag).send(outcome.value) : refused(reply, outcome);
  });
  server.get(`${at}/schema`, about(reads, name, 'JSON Schema of the file'), (_request, reply) => reply.send(schema));
  server.post(
    `${at}/preview`,
    { ...aboutLook(writes, name, 'What a change would do', { body: PreviewBody }), bodyLimit: maxFileBody },
    async (request, reply) => {
      const outcome = await inTurn(goneOf(reply), () => desk.preview(request.body as Wanted, request.actor.role));
      return outcome.ok ? reply.send(outcome.value) : refused(reply, outcome);
    },
  );
  const write = async (request: FastifyRequest, reply: FastifyReply, work: Work): Promise<FastifyReply> => {
    const { reason } = request.body as { reason?: string };
    const terms = termsOf(request, reason);
    if (terms.ifMatch === undefined || terms.ifMatch === '') return noMatch(reply);
    return written(request, reply, await inTurn(goneOf(reply), () => work(terms)));
  };
  server.patch(
    at,
    { ...about(writes, name, 'Changes some keys; comments stay', { body: EditBody }), bodyLimit: maxFileBody },
    (request, reply) => {
      const { edits } = request.body as EditBody;
      return write(request, reply, (terms) => desk.change({ edits }, terms));
    },
  );
  server.put(
    at,
    { ...about(writes, name, 'Replaces the whole file', { body: WholeBody }), bodyLimit: maxFileBody },
    (request, reply) => {
      const { text } = request.body as WholeBody;
      return write(request, reply, (terms) => desk.change({ text }, terms));
    },
  );
  server.post(`${at}/undo`, about(writes, name, 'Takes a version back', { body: UndoBody }), (request, reply) => {
    const { version } = request.body as { version: number };
    return write(request, reply, (terms) => desk.undo(version, terms));
  });
  versionsRoute(server, at, name, desk, rules);
}

type Work = (terms: Terms) => Promise<Outcome<Written>>;
type EditBody = { readonly edits: NonNullable<Wanted['edits']> };
type WholeBody = { readonly text: string };

function versionsRoute(
  server: FastifyInstance,
  at: string,
  name: string,
  desk: FileDesk,
  { reads, inTurn }: Rules,
): void {
  server.get(
    `${at}/versions`,
    about(reads, name, 'Who changed the file, and what; the newest first'),
    async (request, reply) => {
      const { limit = '20', cursor } = request.query as { limit?: unknown; cursor?: unknown };
      const count = typeof limit === 'string' && /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
      if (count < 1 || count > mostVersions)
        return problem(reply, 400, 'BB_API_QUERY', `"limit" is a whole number from 1 to ${mostVersions}.`);
      if (cursor !== undefined && !(typeof cursor === 'string' && /^\d{1,9}$/.test(cursor)))
        return problem(reply, 400, 'BB_API_QUERY', '"cursor" is the "next" of the page before.');
      const before = cursor === undefined ? undefined : Number(cursor);
      const outcome = await inTurn(goneOf(reply), () => desk.versions(count, before));
      return outcome.ok
        ? reply.send(outcome.value satisfies { versions: readonly VersionView[] })
        : refused(reply, outcome);
    },
  );
}

function written(request: FastifyRequest, reply: FastifyReply, outcome: Outcome<Written>): FastifyReply {
  if (!outcome.ok) return refused(reply, outcome);
  const { etag, version, summary, changes = [] } = outcome.value;
  noteAudit(request, {
    ...(version !== undefined && { target: `version ${version}` }),
    before: Object.fromEntries(changes.map(({ at, before }) => [at, before])),
    after: Object.fromEntries(changes.map(({ at, after }) => [at, after])),
  });
  return tagged(reply, etag).send({ etag, ...(version !== undefined && { version }), summary });
}

const tagged = (reply: FastifyReply, etag: string): FastifyReply => reply.header('etag', `"${etag}"`);

const noMatch = (reply: FastifyReply): FastifyReply =>
  problem(
    reply,
    428,
    'BB_API_IF_MATCH',
    'Send the ETag of the file that this change is meant for as If-Match, so that nobody else’s change is lost. GET tells it.',
  );

const refused = (reply: FastifyReply, { problem: why }: Extract<Outcome<never>, { ok: false }>): FastifyReply =>
  sendProblem(reply, why);

const goneOf =
  ({ raw }: FastifyReply) =>
  (): boolean =>
    raw.destroyed;
