// What commands on this computer need of the running gateway: a copy of the journal, which nobody else can read while it runs,
// and the last lines of its log.

import type { FastifyInstance } from 'fastify';
import { about } from './about.ts';
import { problem } from './problem.ts';

export interface Upkeep {
  /** Resolves with where the copy lies, beside the journal. */
  readonly copy: () => Promise<{ readonly path: string; readonly bytes: number }>;
  /** The oldest first: time, level, code and text. */
  readonly recentLog: () => readonly string[];
}

/** The answer to a copy is `{ path, bytes }`: nothing that is in the journal. */
export function upkeepRoutes(server: FastifyInstance, upkeep: Upkeep | undefined): void {
  if (upkeep === undefined) return;
  const copies = about('admin', 'process', 'Copies the journal beside itself, for a backup');
  server.post('/api/v1/backup/journal', copies, async (_request, reply) => {
    try {
      return await upkeep.copy();
    } catch (error) {
      return problem(reply, 503, 'BB_BACKUP_FAILED', `The journal could not be copied: ${(error as Error).message}.`);
    }
  });
  server.get('/api/v1/recent-log', about('installer', 'process', 'The last lines of the log'), () => ({
    lines: upkeep.recentLog(),
  }));
}
