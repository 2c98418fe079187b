// Who asks, and whether he may: in front of every route.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessConsole } from '../../src/local/access/console.ts';
import type { Who } from '../../src/local/access/decide.ts';
import { whyRefused } from '../../src/local/access/decide.ts';
import type { Actor } from '../../src/local/actor.ts';
import { sendProblem } from './problem.ts';
// Its words for routes and requests.
import './about.ts';

/** `__Host-`: of this host alone, over TLS or loopback alone, for all of its paths. */
export const cookieName = '__Host-busbar';

export function guardRoutes(server: FastifyInstance, access: AccessConsole): void {
  server.decorateRequest('actor', undefined as unknown as Actor);
  server.decorateRequest('who', undefined);
  const cutOff = cutOffAtEnd(access);
  server.addHook('onRequest', async (request, reply) => {
    if (request.is404) return undefined;
    const who = access.whoIs({
      address: request.ip,
      cookie: request.cookies[cookieName],
      bearer: request.headers.authorization,
      isBackground: request.headers['x-busbar-background'] === '1',
    });
    if (who !== undefined) {
      request.who = who;
      request.actor = who.actor;
      cutOff(who, reply);
    }
    const { role, confirm } = request.routeOptions.config;
    const refused = whyRefused(access.state(), who, {
      role,
      ...(confirm !== undefined && { confirm }),
      isWrite: isWrite(request),
      hasHeader: request.headers['x-busbar'] === '1',
    });
    return refused === undefined ? undefined : sendProblem(reply, refused);
  });
}

const isWrite = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD';

/** Whatever is still being sent when its session or token ends, ends with it: a stream outlives no sign-out. */
function cutOffAtEnd(access: AccessConsole): (who: Who, reply: FastifyReply) => void {
  const open = new Map<string, Set<FastifyReply['raw']>>();
  access.onEnd((credential) => {
    for (const response of open.get(credential) ?? []) if (response.headersSent) response.destroy();
  });
  return ({ credential }, { raw }) => {
    if (credential === undefined) return;
    const responses = open.get(credential) ?? new Set();
    open.set(credential, responses.add(raw));
    raw.once('close', () => {
      responses.delete(raw);
      if (responses.size === 0) open.delete(credential);
    });
  };
}
