// Putting stations up, replacing them and taking them out.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '../../src/local/problem.ts';
import type { StationConsole } from '../../src/local/station-console.ts';
import {
  ApproveBody,
  CertificatesBody,
  EmptyBody,
  EnrolBody,
  MoveBody,
  ReplaceBody,
  RetireBody,
} from '../../src/local/station-console.ts';
import { about } from './about.ts';
import { problem } from './problem.ts';
import { termsOf } from './terms.ts';

const root = '/api/v1/stations';

const installs = (summary: string, body: object) => about('installer', 'stations', summary, { body });

export function stationRoutes(server: FastifyInstance, console: StationConsole): void {
  server.get(`${root}/pending`, about('operator', 'stations', 'Who was turned away, and why'), (_request, reply) =>
    sent(reply, console, console.pending()),
  );
  server.post(root, installs('Adds a station to the site file', ApproveBody), (request, reply) =>
    sent(reply, console, console.approve(request.body as ApproveBody, termsOf(request)), 201),
  );
  server.post(
    `${root}/:id/replace`,
    installs('Another device takes the place of a station', ReplaceBody),
    (request, reply) => {
      const { by, evenIfCharging = false } = request.body as { by: string; evenIfCharging?: boolean };
      return sent(reply, console, console.replace(idOf(request), by, evenIfCharging, termsOf(request)));
    },
  );
  server.post(`${root}/:id/move`, installs('Puts a station on another circuit', MoveBody), (request, reply) => {
    const { circuit } = request.body as { circuit: string };
    return sent(reply, console, console.move(idOf(request), circuit, termsOf(request)));
  });
  server.post(`${root}/:id/retire`, installs('Takes a station out', RetireBody), (request, reply) => {
    const { evenIfCharging = false } = request.body as { evenIfCharging?: boolean };
    return sent(reply, console, console.retire(idOf(request), evenIfCharging, termsOf(request)));
  });
  server.post(`${root}/:id/key`, installs('A new key for somebody to type in', EmptyBody), (request, reply) =>
    sent(reply, console, console.newKey(idOf(request))),
  );
  server.post(
    `${root}/:id/change-key`,
    installs('A new key that the station is told over OCPP', EmptyBody),
    (request, reply) => sent(reply, console, console.changeKey(idOf(request))),
  );
  server.post(
    `${root}/:id/certificates`,
    installs('What is done with the certificates of a station', CertificatesBody),
    (request, reply) => sent(reply, console, console.certificates(idOf(request), request.body as CertificatesBody)),
  );
  server.post(
    `${root}/:id/readmit`,
    installs('Lets a station in again that was shut out', EmptyBody),
    (request, reply) => sent(reply, console, console.readmit(idOf(request))),
  );
  server.post(
    `${root}/:id/end-transactions`,
    installs('Ends the open transactions of a device that is gone', EmptyBody),
    (request, reply) => sent(reply, console, console.endTransactions(idOf(request))),
  );
  server.post('/api/v1/enrolment', installs('Lets unknown stations in for a while', EnrolBody), (request, reply) =>
    sent(reply, console, console.enrol(request.body as EnrolBody, termsOf(request))),
  );
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

async function sent(
  reply: FastifyReply,
  console: StationConsole,
  outcome: Promise<Outcome<unknown>>,
  status = 200,
): Promise<FastifyReply> {
  const result = await outcome;
  if (!result.ok) return problem(reply, result.problem.status, result.problem.code, result.problem.detail);
  return reply.code(status).header('etag', `"${console.etag()}"`).send(result.value);
}
