// Who wrote what over the API, and whether the log of it is whole.

import type { FastifyInstance } from 'fastify';
import { done } from '../../src/local/problem.ts';
import type { AuditEntry } from '../../src/model/audit.ts';
import { about } from './about.ts';
import { problem, sendProblem } from './problem.ts';
import { createTurns } from './turns.ts';

/** The audit log, as the API reads it. */
export interface AuditLog {
  read(query: {
    readonly limit: number;
    readonly before?: number;
    readonly who?: string;
    readonly what?: string;
  }): Promise<{ readonly entries: readonly AuditEntry[]; readonly next?: number }>;
  verify(): Promise<object>;
}

const mostEntries = 200;

export function auditRoutes(server: FastifyInstance, log: AuditLog): void {
  const inTurn = createTurns();
  let verifying: Promise<object> | undefined;
  server.get(
    '/api/v1/audit',
    about('installer', 'audit', 'Writes over the API, the newest first'),
    async (request, reply) => {
      const { limit = '50', cursor, who, what } = request.query as Record<string, unknown>;
      const count = typeof limit === 'string' && /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
      if (count < 1 || count > mostEntries)
        return problem(reply, 400, 'BB_API_QUERY', `"limit" is a whole number from 1 to ${mostEntries}.`);
      if (cursor !== undefined && !(typeof cursor === 'string' && /^\d{1,15}$/.test(cursor)))
        return problem(reply, 400, 'BB_API_QUERY', '"cursor" is the "next" of the page before.');
      for (const one of [who, what])
        if (one !== undefined && (typeof one !== 'string' || one.length > 200))
          return problem(reply, 400, 'BB_API_QUERY', '"who" and "what" are given once, with at most 200 letters.');
      const query = {
        limit: count,
        ...(cursor !== undefined && { before: Number(cursor) }),
        ...(who !== undefined && { who: who as string }),
        ...(what !== undefined && { what: what as string }),
      };
      // It reads some megabytes for somebody who is looked for.
      const outcome = await inTurn(
        () => reply.raw.destroyed,
        async () => done(await log.read(query)),
      );
      if (!outcome.ok) return sendProblem(reply, outcome.problem);
      const { entries, next } = outcome.value;
      return { entries, ...(next !== undefined && { next: String(next) }) };
    },
  );
  server.get('/api/v1/audit/verify', about('installer', 'audit', 'Whether nothing was changed in it'), () => {
    // One look at a time: it reads all of it.
    verifying ??= log.verify().finally(() => (verifying = undefined));
    return verifying;
  });
}
