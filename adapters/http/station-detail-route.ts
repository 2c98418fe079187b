// One station: what it is, what was learned of it, and from where it is connected.

import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Question } from '../../src/core/ports.ts';
import type { StationId } from '../../src/model/ids.ts';

/** The address of its connection; undefined while there is none. */
export type AddressOf = (station: string) => string | undefined;

const schema = {
  summary: 'A station with what was learned of it: capabilities, quirks, how it holds limits, refusals',
  tags: ['stations'],
  params: Type.Object({ id: Type.String({ maxLength: 300 }) }),
};

export function stationDetailRoute(
  server: FastifyInstance,
  ask: (question: Question, reply: FastifyReply) => Promise<unknown>,
  addressOf: AddressOf | undefined,
): void {
  server.get('/api/v1/stations/:id', { config: { role: 'viewer' }, schema }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const body = await ask({ kind: 'stationDetail', station: id as StationId }, reply);
    if (reply.sent) return reply;
    const address = addressOf?.(id);
    return { ...(body as object), ...(address !== undefined && { address }) };
  });
}
