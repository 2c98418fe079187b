// What commands on this computer need of the running gateway: a copy of the journal, which nobody else can read while it runs,
// and the last lines of its log.

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { problem } from './problem.ts';

/** Resolves with where the copy lies, beside the journal. */
export type MakeCopy = () => Promise<{ readonly path: string; readonly bytes: number }>;

const Empty = Type.Object({}, { additionalProperties: false });

/** `{ path, bytes }`, or a problem. The answer holds nothing that is in the journal. */
export function backupRoute(server: FastifyInstance, copy: MakeCopy): void {
  const schema = { body: Empty, summary: 'Copy the journal beside itself, for a backup', tags: ['gateway'] };
  server.post('/api/v1/backup/journal', { schema, config: { role: 'admin' } }, async (_request, reply) => {
    try {
      return await copy();
    } catch (error) {
      return problem(reply, 503, 'BB_BACKUP_FAILED', `The journal could not be copied: ${(error as Error).message}.`);
    }
  });
}

/** The last lines of the log, the oldest first: time, level, code and text. */
export function recentLogRoute(server: FastifyInstance, lines: () => readonly string[]): void {
  const schema = { summary: 'The last lines of the log', tags: ['gateway'] };
  server.get('/api/v1/recent-log', { schema, config: { role: 'installer' } }, () => ({ lines: lines() }));
}
