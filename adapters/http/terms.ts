// Who asks, and for which state of a file a change is meant.

import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../src/local/actor.ts';
import { openActor } from '../../src/local/actor.ts';
import type { Terms } from '../../src/local/site-file.ts';

/** Where nothing guards the routes, everybody is admin. */
export const actorOf = (request: FastifyRequest): Actor =>
  (request as { actor?: Actor }).actor ?? openActor(request.ip);

/** `reason`: what somebody wrote beside the change. */
export function termsOf(request: FastifyRequest, reason?: string): Terms {
  const { name, via } = actorOf(request);
  const ifMatch = request.headers['if-match']?.replace(/^W\//, '').replaceAll('"', '');
  return {
    ...(ifMatch !== undefined && { ifMatch }),
    author: { by: name, via, ...(reason !== undefined && reason !== '' && { reason }) },
  };
}
