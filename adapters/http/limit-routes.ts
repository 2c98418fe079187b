// Why an EVSE may draw what it may draw: now, and in the past; and orders from outside with their effect.

import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Question } from '../../src/core/ports.ts';
import { mostEvseLimitMs } from '../../src/core/ports/outside.ts';
import type { StationId } from '../../src/model/ids.ts';
import { about } from './about.ts';
import { evseIn } from './charging-routes.ts';
import type { OrderLogQuery } from './pages.ts';
import { pageOf } from './pages.ts';

export interface LimitLogQuery extends OrderLogQuery {
  readonly station: StationId;
  readonly evse: number;
}

export interface LimitLogs {
  /** Newest first. Rejects while the history cannot be read. */
  limits(query: LimitLogQuery): Promise<readonly object[]>;
  orders(query: OrderLogQuery): Promise<readonly object[]>;
}

const LimitBody = Type.Object(
  {
    amps: Type.Optional(
      Type.Number({ minimum: 0, maximum: 10_000, description: 'The least that a vehicle charges with when absent' }),
    ),
    durationSeconds: Type.Number({ exclusiveMinimum: 0, maximum: mostEvseLimitMs / 1000 }),
  },
  { additionalProperties: false },
);

export function limitRoutes(
  server: FastifyInstance,
  logs: LimitLogs | undefined,
  ask: (question: Question, reply: FastifyReply) => Promise<unknown>,
): void {
  const at = '/api/v1/stations/:id/evses/:evse';
  server.get(`${at}/why`, about('viewer', 'limits', 'Why an EVSE may draw what it may draw now'), (request, reply) =>
    ask({ kind: 'why', evse: evseIn(request) }, reply),
  );
  server.put(
    `${at}/limit`,
    about('installer', 'limits', 'Lowers an EVSE for a moment, at most three minutes', { body: LimitBody }),
    (request, reply) => {
      const { amps, durationSeconds } = request.body as { amps?: number; durationSeconds: number };
      const durationMs = durationSeconds * 1000;
      return ask(
        { kind: 'setEvseLimit', evse: evseIn(request), durationMs, ...(amps !== undefined && { amps }) },
        reply,
      );
    },
  );
  server.delete(`${at}/limit`, about('installer', 'limits', 'Gives an EVSE its share back'), (request, reply) =>
    ask({ kind: 'clearEvseLimit', evse: evseIn(request) }, reply),
  );
  if (logs === undefined) return;
  server.get(`${at}/limits`, about('viewer', 'limits', 'Limits of an EVSE in the past, and why'), (request, reply) => {
    const { id, evse } = request.params as { id: string; evse: string };
    return pageOf(request, reply, 'limits', (query) =>
      logs.limits({ ...query, station: id as StationId, evse: Number(evse) }),
    );
  });
  server.get('/api/v1/grid/log', about('viewer', 'limits', 'Orders from outside and their effect'), (request, reply) =>
    pageOf(request, reply, 'entries', logs.orders),
  );
}
