// Switching an EVSE between one phase and three.

import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Question } from '../../src/core/ports.ts';
import { about } from './about.ts';
import { evseIn } from './charging-routes.ts';

const Body = Type.Object({ phases: Type.Union([Type.Literal(1), Type.Literal(3)]) }, { additionalProperties: false });

/** Answers when it is over: `{ status: "Accepted", phases }`, or a problem that says why not. */
export function phasesRoute(
  server: FastifyInstance,
  ask: (question: Question, reply: FastifyReply) => Promise<unknown>,
): void {
  server.post(
    '/api/v1/stations/:id/evses/:evse/phases',
    about('operator', 'charging', 'Charges by one phase or by three', { body: Body }),
    (request, reply) => {
      const { phases } = request.body as { phases: 1 | 3 };
      return ask({ kind: 'switchPhases', evse: evseIn(request), phases }, reply);
    },
  );
}
