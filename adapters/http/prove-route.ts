// The test of how a station falls back, a step at a time; and the chargers' own limits.

import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Question } from '../../src/core/ports.ts';
import type { StationId } from '../../src/model/ids.ts';
import { about } from './about.ts';

const ProveBody = Type.Object(
  { action: Type.Union([Type.Literal('begin'), Type.Literal('next'), Type.Literal('end')]) },
  { additionalProperties: false },
);
const Empty = Type.Object({}, { additionalProperties: false });

type Ask = (question: Question, reply: FastifyReply) => Promise<unknown>;

/** Each answers with a `ProvingView`, or a problem. */
export function proveRoute(server: FastifyInstance, ask: Ask): void {
  const at = '/api/v1/stations/:id/prove';
  const idOf = (request: FastifyRequest): StationId => (request.params as { id: string }).id as StationId;
  server.get(at, about('viewer', 'stations', 'How far the test of a station’s fallback is'), (request, reply) =>
    ask({ kind: 'prove', station: idOf(request), action: 'look' }, reply),
  );
  server.post(
    at,
    about('installer', 'stations', 'Tests how a station falls back, a step at a time', { body: ProveBody }),
    (request, reply) => {
      const { action } = request.body as { action: 'begin' | 'next' | 'end' };
      return ask({ kind: 'prove', station: idOf(request), action }, reply);
    },
  );
}

/** `{ released, text }`. */
export function releaseRoutes(server: FastifyInstance, ask: Ask): void {
  server.post(
    '/api/v1/release',
    about('installer', 'limits', 'Gives the chargers their own limits back', { body: Empty }),
    (_request, reply) => ask({ kind: 'release' }, reply),
  );
  server.post(
    '/api/v1/release/end',
    about('installer', 'limits', 'Limits the chargers again', { body: Empty }),
    (_request, reply) => ask({ kind: 'endRelease' }, reply),
  );
}
