// What the vehicle at an EVSE needs: said before or during its session.

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Question } from '../../src/core/ports.ts';
import { about } from './about.ts';
import { evseIn } from './charging-routes.ts';

/** The body is read by the core, which says what is wrong with it. */
export function needsRoutes(
  server: FastifyInstance,
  ask: (question: Question, reply: FastifyReply) => Promise<unknown>,
): void {
  const at = '/api/v1/stations/:id/evses/:evse/needs';
  server.get(at, about('viewer', 'charging', 'What the vehicle here needs'), (request, reply) =>
    ask({ kind: 'needs', evse: evseIn(request) }, reply),
  );
  server.put(at, about('operator', 'charging', 'Says departure, energy, priority or boost'), (request, reply) =>
    ask({ kind: 'setNeeds', evse: evseIn(request), needs: request.body }, reply),
  );
  server.delete(at, about('operator', 'charging', 'Takes back what was said over the API'), (request, reply) =>
    ask({ kind: 'clearNeeds', evse: evseIn(request) }, reply),
  );
}
