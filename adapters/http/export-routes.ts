// Sessions, energy and peaks of the past as files. They are written as they are read, in a process of their own.

import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { groupings } from '../../src/local/export-energy.ts';
import { problem } from './problem.ts';

export interface ExportQuery {
  readonly what: 'sessions' | 'energy' | 'peaks';
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
  readonly by: string;
}

export type StartedExport =
  | {
      /** What whoever reads it must know. */
      readonly notes: readonly string[];
      readonly output: Readable;
      /** Resolves with 0 when all was written. */
      readonly over: Promise<number>;
      readonly stop: () => void;
    }
  | { readonly problem: string };

/** `busy`: as many run as may. */
export type StartExport = (query: ExportQuery) => Promise<StartedExport | 'busy'>;

const time = Type.Optional(Type.String({ maxLength: 40 }));
const querystring = Type.Object({
  from: time,
  to: time,
  format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('json')])),
  by: Type.Optional(Type.Union(groupings.map((one) => Type.Literal(one)))),
});
const usualBy = { sessions: 'vehicle', energy: 'vehicle', peaks: 'month' } as const;
const types = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const;

export function exportRoutes(server: FastifyInstance, start: StartExport | undefined): void {
  if (start === undefined) return;
  for (const what of ['sessions', 'energy', 'peaks'] as const) {
    const summary = `The ${what} of a time as a file, as "busbar export" writes it`;
    const schema = { summary, tags: ['export'], querystring };
    server.get(`/api/v1/export/${what}`, { config: { role: 'operator' }, schema }, async (request, reply) => {
      const query = request.query as { from?: string; to?: string; format?: 'csv' | 'json'; by?: string };
      const { format = 'csv', by = usualBy[what], ...range } = query;
      const started = await start({ what, format, by, ...range });
      if (started === 'busy')
        return problem(
          reply,
          503,
          'BB_EXPORT_BUSY',
          'As many exports run as may at once. Try again when one has ended.',
        );
      if ('problem' in started) return refused(reply, started.problem);
      return send(reply, started, `${what}.${format}`, types[format]);
    });
  }
}

/** Its code is the first word. */
function refused(reply: FastifyReply, text: string): FastifyReply {
  const [, code = 'BB_EXPORT_FAILED', detail = text] = /^(BB_\w+): ([\s\S]*)$/.exec(text) ?? [];
  return problem(reply, code === 'BB_EXPORT_TIME' ? 400 : 503, code, detail);
}

/** What was lost is said in a header; an export that cannot be finished breaks off, so that nobody takes it for whole. */
function send(
  reply: FastifyReply,
  { notes, output, over, stop }: Exclude<StartedExport, { problem: string }>,
  name: string,
  type: string,
): FastifyReply {
  reply.raw.once('close', stop);
  void over.then((code) => code !== 0 && reply.raw.destroy());
  if (notes.length > 0)
    void reply.header(
      'x-busbar-note',
      notes
        .join(' ')
        .replaceAll(/[^\x20-\x7e]/g, '?')
        .slice(0, 2000),
    );
  return reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(output);
}
