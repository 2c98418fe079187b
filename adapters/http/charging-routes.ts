// Starting and stopping a session by hand, at one EVSE.

import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Question } from '../../src/core/ports.ts';
import type { StationId } from '../../src/model/ids.ts';
import { evseKey } from '../../src/model/ids.ts';
import { about } from './about.ts';
import { problem } from './problem.ts';

const closed = { additionalProperties: false };
const StartBody = Type.Object({ token: Type.String({ minLength: 1, maxLength: 36 }) }, closed);
const StopBody = Type.Object({}, closed);

/** `ask` says the status of the station, or sends the problem itself and says nothing. */
export type AskStatus = (question: Question, reply: FastifyReply) => Promise<string | undefined>;

export function chargingRoutes(server: FastifyInstance, ask: AskStatus): void {
  const at = '/api/v1/stations/:id/evses/:evse';
  server.post(
    `${at}/start`,
    about('operator', 'charging', 'Starts a session as a card at the station does', { body: StartBody }),
    async (request, reply) => {
      const { token } = request.body as { token: string };
      return answered(reply, await ask({ kind: 'startCharging', evse: evseIn(request), token }, reply));
    },
  );
  server.post(
    `${at}/stop`,
    about('operator', 'charging', 'Stops the session', { body: StopBody }),
    async (request, reply) => answered(reply, await ask({ kind: 'stopCharging', evse: evseIn(request) }, reply)),
  );
}

export function evseIn(request: FastifyRequest) {
  const { id, evse } = request.params as { id: string; evse: string };
  return evseKey(id as StationId, Number(evse));
}

function answered(reply: FastifyReply, status: string | undefined): FastifyReply {
  if (status === undefined) return reply;
  if (status === 'Accepted') return reply.send({ status });
  if (status === 'UnknownEvse')
    return problem(
      reply,
      404,
      'BB_EVSE_UNKNOWN',
      'There is no such EVSE in the site file. GET /api/v1/site lists them.',
    );
  return problem(reply, 409, 'BB_ORDER_REFUSED', whyNot(status));
}

function whyNot(status: string): string {
  switch (status) {
    case 'Offline':
      return 'The station is not connected. Look at it, and at GET /api/v1/site.';
    case 'Unanswered':
      return 'The station did not answer: it may have followed or not. Look at GET /api/v1/site before trying again.';
    default:
      return `The answer is ${status}: a session goes on there already or none does, the EVSE is out of service, or the token is blocked.`;
  }
}
