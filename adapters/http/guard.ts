// Who asks, and whether he may: in front of every route.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../../src/local/actor.ts';
import type { Audited } from '../../src/local/access/audited.ts';
import type { AccessConsole } from '../../src/local/access/console.ts';
import { whyRefused } from '../../src/local/access/decide.ts';
import { problem } from './problem.ts';
// Its words for routes and requests.
import './about.ts';

/** `__Host-`: of this host alone, over TLS or loopback alone, for all of its paths. */
export const cookieName = '__Host-busbar';

export function guardRoutes(server: FastifyInstance, access: AccessConsole): void {
  server.decorateRequest('actor', undefined as unknown as Actor);
  server.addHook('onRequest', async (request, reply) => {
    if (request.is404) return undefined;
    const who = access.whoIs({
      address: request.ip,
      cookie: request.cookies[cookieName],
      bearer: request.headers.authorization,
    });
    if (who !== undefined) request.actor = who.actor;
    const { role, confirm } = request.routeOptions.config;
    const refused = whyRefused(access.state(), who, {
      role,
      ...(confirm !== undefined && { confirm }),
      isWrite: isWrite(request),
      hasHeader: request.headers['x-busbar'] === '1',
    });
    return refused === undefined ? undefined : problem(reply, refused.status, refused.code, refused.detail);
  });
}

const isWrite = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD';

/** Each write and what became of it, after its answer has left. */
export function tellWrites(server: FastifyInstance, tell: (entry: Audited) => void): void {
  const codes = new WeakMap<FastifyRequest, string>();
  server.addHook('preSerialization', async (request, _reply, body) => {
    const code = (body as { code?: unknown } | null)?.code;
    if (typeof code === 'string' && isWrite(request)) codes.set(request, code);
  });
  server.addHook('onResponse', async (request, reply) => {
    if (!isWrite(request) || request.is404) return;
    const code = reply.statusCode >= 400 ? codes.get(request) : undefined;
    tell({
      actor: request.actor,
      address: request.ip,
      what: `${request.method} ${request.routeOptions.url ?? ''}`,
      target: (request.params ?? {}) as Record<string, string>,
      status: reply.statusCode,
      ...(code !== undefined && { code }),
    });
  });
}
