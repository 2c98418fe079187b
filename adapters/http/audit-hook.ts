// Each write over the API leaves one entry, after its answer has left.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../../src/local/actor.ts';
import type { Told } from '../../src/local/audit.ts';
// Its words for requests.
import './about.ts';

/** What a route knows better than its request: what it was done to, and what was there before. */
export type AuditNote = Pick<Told, 'target' | 'before' | 'after'>;

const notes = new WeakMap<FastifyRequest, AuditNote>();

export const noteAudit = (request: FastifyRequest, note: AuditNote): void => void notes.set(request, note);

/** They say what would be, and change nothing. */
const looksOnly: ReadonlySet<string> = new Set(['/api/v1/site-file/preview', '/api/v1/tokens-file/preview']);

export function auditWrites(server: FastifyInstance, tell: (told: Told) => void): void {
  const codes = new WeakMap<FastifyRequest, string>();
  server.addHook('preSerialization', async (request, _reply, body) => {
    const code = (body as { code?: unknown } | null | undefined)?.code;
    if (typeof code === 'string' && code.startsWith('BB_')) codes.set(request, code);
  });
  server.addHook('onResponse', async (request, reply) => {
    const url = request.routeOptions.url ?? '';
    if (request.method === 'GET' || request.method === 'HEAD' || request.is404 || looksOnly.has(url)) return;
    const code = reply.statusCode >= 400 ? codes.get(request) : undefined;
    const target = Object.values((request.params ?? {}) as Record<string, string>).join('/');
    // Undefined where nobody proved who he is.
    const actor = request.actor as Actor | undefined;
    tell({
      actor,
      address: request.ip,
      what: `${request.method} ${url}`,
      target,
      ...(actor !== undefined && { after: request.body }),
      ...notes.get(request),
      status: reply.statusCode,
      ...(code !== undefined && { code }),
    });
  });
}
