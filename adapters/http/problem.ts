import type { FastifyReply } from 'fastify';

/** Errors in the form of RFC 9457, with a stable code. */
export const problem = (reply: FastifyReply, status: number, code: string, detail: string): FastifyReply =>
  reply.code(status).type('application/problem+json').send({ type: 'about:blank', status, code, detail });
