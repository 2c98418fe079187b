// What happened beside charging, who ordered what, and what was drawn minute by minute.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StationId } from '../../src/model/ids.ts';
import type { Utc } from '../../src/model/time.ts';
import { about } from './about.ts';
import { momentIn, noMomentText } from './moments.ts';
import type { OrderLogQuery } from './pages.ts';
import { pageOf } from './pages.ts';
import { problem } from './problem.ts';

export interface EventLogQuery extends OrderLogQuery {
  readonly station?: StationId;
  readonly audit?: boolean;
}

export interface MinutesQuery {
  readonly of: 'evse' | 'circuit' | 'site';
  readonly name?: string;
  readonly from: Utc;
  readonly to: Utc;
}

export interface EventLogs {
  /** Newest first. Rejects while the history cannot be read. */
  events(query: EventLogQuery): Promise<readonly object[]>;
  /** Oldest first; a minute that nobody measured is not there. Rejects as `events` does. */
  minutes(query: MinutesQuery): Promise<readonly object[]>;
}

/** So many minutes are one answer. */
const longestMs = 86_400_000;

export function historyRoutes(server: FastifyInstance, logs: EventLogs | undefined): void {
  if (logs === undefined) return;
  server.get(
    '/api/v1/log',
    about('viewer', 'history', 'What happened beside charging, the newest first'),
    (request, reply) => {
      const { station, audit } = request.query as Record<string, unknown>;
      if (audit !== undefined && audit !== 'true' && audit !== 'false')
        return problem(reply, 400, 'BB_API_QUERY', '"audit" is true or false.');
      if (station !== undefined && typeof station !== 'string')
        return problem(reply, 400, 'BB_API_QUERY', '"station" is given once.');
      return pageOf(request, reply, 'events', (query) =>
        logs.events({
          ...query,
          ...(station !== undefined && { station: station as StationId }),
          ...(audit !== undefined && { audit: audit === 'true' }),
        }),
      );
    },
  );
  const at = '/api/v1/minutes';
  server.get(at, about('viewer', 'history', 'What the site drew, by the minute'), (request, reply) =>
    minutes(logs, request, reply, { of: 'site' }),
  );
  server.get(
    `${at}/circuits/:name`,
    about('viewer', 'history', 'What a circuit drew, by the minute'),
    (request, reply) =>
      minutes(logs, request, reply, { of: 'circuit', name: (request.params as { name: string }).name }),
  );
  server.get(
    `${at}/stations/:id/evses/:evse`,
    about('viewer', 'history', 'What an EVSE drew, by the minute'),
    (request, reply) => {
      const { id, evse } = request.params as { id: string; evse: string };
      return minutes(logs, request, reply, { of: 'evse', name: `${id}/${evse}` });
    },
  );
}

async function minutes(
  logs: EventLogs,
  request: FastifyRequest,
  reply: FastifyReply,
  place: Pick<MinutesQuery, 'of' | 'name'>,
): Promise<unknown> {
  const moments: { from?: Utc; to?: Utc } = {};
  for (const name of ['from', 'to'] as const) {
    const text = (request.query as Record<string, unknown>)[name];
    const moment = typeof text === 'string' ? momentIn(text) : undefined;
    if (moment === undefined) return problem(reply, 400, 'BB_API_QUERY', noMomentText(name, String(text)));
    moments[name] = moment;
  }
  const { from, to } = moments as Required<typeof moments>;
  if (to <= from || to - from > longestMs)
    return problem(reply, 400, 'BB_API_QUERY', '"to" is after "from", and at most a day after it.');
  try {
    return { minutes: await logs.minutes({ ...place, from, to }) };
  } catch (error) {
    return problem(reply, 503, 'BB_HISTORY_UNAVAILABLE', (error as Error).message);
  }
}
