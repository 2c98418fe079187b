// Sessions: looked for, page by page, and each with its curve, its costs and what happened.

import { Type } from 'typebox';
import type { FastifyInstance } from 'fastify';
import type { SessionView } from '../../src/local/session-views.ts';
import type { Utc } from '../../src/model/time.ts';
import { momentIn, noMomentText } from './moments.ts';
import { problem } from './problem.ts';

export interface SessionPageQuery {
  readonly limit: number;
  readonly before?: SessionPlace;
  readonly from?: Utc;
  readonly to?: Utc;
  readonly station?: string;
  readonly token?: string;
  readonly vehicle?: string;
  readonly text?: string;
  readonly state?: 'open' | 'ended';
}

/** Where a page ended. */
export interface SessionPlace {
  readonly at: number;
  readonly id: string;
}

export interface SessionPage {
  readonly sessions: readonly SessionView[];
  readonly next?: SessionPlace;
}

export interface SessionLooks {
  /** Newest first, by when they began. Rejects while the history cannot be read. */
  search(query: SessionPageQuery): Promise<SessionPage>;
  /** Undefined where there is none. Rejects as `search` does. */
  detail(id: string): Promise<object | undefined>;
}

const usualLimit = 50;
const mostOnPage = 200;
const name = Type.Optional(Type.String({ minLength: 1, maxLength: 100 }));
const querystring = Type.Object({
  from: name,
  to: name,
  station: name,
  token: name,
  vehicle: name,
  q: name,
  state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('ended')])),
  limit: Type.Optional(Type.String({ pattern: '^\\d{1,3}$' })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
});

type Query = Partial<Record<'from' | 'to' | 'station' | 'token' | 'vehicle' | 'q' | 'limit' | 'cursor', string>> & {
  readonly state?: 'open' | 'ended';
};

const tags = ['sessions'];
const config = { role: 'viewer' } as const;

export function sessionRoutes(server: FastifyInstance, looks: SessionLooks | undefined): void {
  if (looks === undefined) return;
  const schema = { summary: 'Sessions, newest first, page by page', tags, querystring };
  server.get('/api/v1/sessions', { config, schema }, async (request, reply) => {
    const query = readQuery(request.query as Query);
    if (typeof query === 'string') return problem(reply, 400, 'BB_API_QUERY', query);
    try {
      const { sessions, next } = await looks.search(query);
      return { sessions, ...(next !== undefined && { next: cursorOf(next) }) };
    } catch (error) {
      return problem(reply, 503, 'BB_HISTORY_UNAVAILABLE', (error as Error).message);
    }
  });
  const params = Type.Object({ id: Type.String({ maxLength: 300 }) });
  const one = { summary: 'A session with its curve, limits, costs and events', tags, params };
  server.get('/api/v1/sessions/:id', { config, schema: one }, async (request, reply) => {
    try {
      const found = await looks.detail((request.params as { id: string }).id);
      return (
        found ?? problem(reply, 404, 'BB_SESSION_UNKNOWN', 'There is no such session. GET /api/v1/sessions lists them.')
      );
    } catch (error) {
      return problem(reply, 503, 'BB_HISTORY_UNAVAILABLE', (error as Error).message);
    }
  });
}

function readQuery({ from, to, q, limit, cursor, ...same }: Query): SessionPageQuery | string {
  const most = Number(limit ?? usualLimit);
  if (most < 1 || most > mostOnPage) return `"limit" is a whole number from 1 to ${mostOnPage}.`;
  const moments: { from?: Utc; to?: Utc } = {};
  for (const [key, text] of Object.entries({ from, to })) {
    if (text === undefined) continue;
    const moment = momentIn(text);
    if (moment === undefined) return noMomentText(key, text);
    moments[key as 'from' | 'to'] = moment;
  }
  const before = cursor === undefined ? undefined : placeIn(cursor);
  if (cursor !== undefined && before === undefined) return '"cursor" is the "next" of the page before, as it was sent.';
  return {
    ...same,
    limit: most,
    ...moments,
    ...(q !== undefined && { text: q }),
    ...(before !== undefined && { before }),
  };
}

const cursorOf = ({ at, id }: SessionPlace): string => Buffer.from(`${at} ${id}`).toString('base64url');

function placeIn(cursor: string): SessionPlace | undefined {
  const [, at, id] = /^(\d{1,15}) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return id === undefined ? undefined : { at: Number(at), id };
}
