import type { FastifyReply } from 'fastify';
import type { Problem } from '../../src/local/problem.ts';

/** Errors in the form of RFC 9457, with a stable code. */
export const problem = (reply: FastifyReply, status: number, code: string, detail: string): FastifyReply =>
  reply.code(status).type('application/problem+json').send({ type: 'about:blank', status, code, detail });

export function sendProblem(reply: FastifyReply, said: Problem): FastifyReply {
  if (said.retryAfterSeconds !== undefined) void reply.header('retry-after', said.retryAfterSeconds);
  return problem(reply, said.status, said.code, said.detail);
}
