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
import { problem } from './problem.ts';
import { termsOf } from './terms.ts';

const root = '/api/v1/stations';

export function stationRoutes(server: FastifyInstance, console: StationConsole): void {
  server.get(`${root}/pending`, (_request, reply) => sent(reply, console, console.pending()));
  server.post(root, { schema: { body: ApproveBody } }, (request, reply) =>
    sent(reply, console, console.approve(request.body as ApproveBody, termsOf(request)), 201),
  );
  server.post(`${root}/:id/replace`, { schema: { body: ReplaceBody } }, (request, reply) => {
    const { by, evenIfCharging = false } = request.body as { by: string; evenIfCharging?: boolean };
    return sent(reply, console, console.replace(idOf(request), by, evenIfCharging, termsOf(request)));
  });
  server.post(`${root}/:id/move`, { schema: { body: MoveBody } }, (request, reply) => {
    const { circuit } = request.body as { circuit: string };
    return sent(reply, console, console.move(idOf(request), circuit, termsOf(request)));
  });
  server.post(`${root}/:id/retire`, { schema: { body: RetireBody } }, (request, reply) => {
    const { evenIfCharging = false } = request.body as { evenIfCharging?: boolean };
    return sent(reply, console, console.retire(idOf(request), evenIfCharging, termsOf(request)));
  });
  server.post(`${root}/:id/key`, { schema: { body: EmptyBody } }, (request, reply) =>
    sent(reply, console, console.newKey(idOf(request))),
  );
  server.post(`${root}/:id/change-key`, { schema: { body: EmptyBody } }, (request, reply) =>
    sent(reply, console, console.changeKey(idOf(request))),
  );
  server.post(`${root}/:id/certificates`, { schema: { body: CertificatesBody } }, (request, reply) =>
    sent(reply, console, console.certificates(idOf(request), request.body as CertificatesBody)),
  );
  server.post(`${root}/:id/readmit`, { schema: { body: EmptyBody } }, (request, reply) =>
    sent(reply, console, console.readmit(idOf(request))),
  );
  server.post(`${root}/:id/end-transactions`, { schema: { body: EmptyBody } }, (request, reply) =>
    sent(reply, console, console.endTransactions(idOf(request))),
  );
  server.post('/api/v1/enrolment', { schema: { body: EnrolBody } }, (request, reply) =>
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
