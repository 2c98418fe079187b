// Who asks, and for which state of a file a change is meant.

import type { FastifyRequest } from 'fastify';
import type { Terms } from '../../src/local/site-file.ts';
// Its words for requests.
import './about.ts';

/** `reason`: what somebody wrote beside the change. */
export function termsOf(request: FastifyRequest, reason?: string): Terms {
  const { name, via, role } = request.actor;
  const ifMatch = request.headers['if-match']?.replace(/^W\//, '').replaceAll('"', '');
  return {
    ...(ifMatch !== undefined && { ifMatch }),
    role,
    author: { by: name, via, ...(reason !== undefined && reason !== '' && { reason }) },
  };
}
