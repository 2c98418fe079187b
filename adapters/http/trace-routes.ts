// What was said on the wire with a station: page by page, as it is said, and as a file.

import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TraceReader, TraceRecord } from '../../src/core/ports/trace.ts';
import type { ActionOf, TraceFilter, TraceView } from '../../src/local/trace-view.ts';
import { actionsIn, callIn, isShown, mayShow, traceView } from '../../src/local/trace-view.ts';
import { done } from '../../src/local/problem.ts';
import { problem, sendProblem } from './problem.ts';
import { createSeats } from './seats.ts';
import { streamHeaders } from './stream-headers.ts';
import { createTurns } from './turns.ts';

const usualLimit = 100;
const mostOnPage = 500;
/** A look takes no longer at a time, so that nothing else waits for it; after so many, what it has found is a page. */
const longestMs = 15;
const mostTurns = 50;
/** Who follows live: some engineers. */
const mostFollowers = 8;
/** Who leaves so much unread is told of no more until he has read it. */
const mostUnreadBytes = 1024 * 1024;
const aliveMs = 20_000;
/** Answers name a CALL of the last minutes. */
const mostCalls = 500;

const text = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));
const filters = {
  action: text,
  direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out')])),
  search: text,
  onlyInvalid: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
};
const params = Type.Object({ id: Type.String({ maxLength: 300 }) });
const page = Type.Object({
  ...filters,
  cursor: Type.Optional(Type.String({ pattern: '^\\d{1,16}$' })),
  limit: Type.Optional(Type.String({ pattern: '^\\d{1,3}$' })),
});
const tags = ['trace'];
const config = { role: 'operator' } as const;

export function traceRoutes(server: FastifyInstance, trace: TraceReader | undefined): void {
  if (trace === undefined) return;
  const seats = createSeats(mostFollowers);
  // A look through all that is kept takes a second: many at a time would make everything else late.
  const inTurn = createTurns();
  for (const [at, prefix] of [
    ['/api/v1/stations/:id/trace', ''] as const,
    ['/api/v1/uplinks/:id/trace', 'uplink/'] as const,
  ]) {
    const of = (request: FastifyRequest): string => `${prefix}${(request.params as { id: string }).id}`;
    const summary = 'What was said on the wire, newest first, without secrets';
    server.get(at, { config, schema: { summary, tags, params, querystring: page } }, async (request, reply) => {
      const { limit, cursor, ...query } = request.query as Record<string, string | undefined>;
      const most = Number(limit ?? usualLimit);
      if (most < 1 || most > mostOnPage)
        return problem(reply, 400, 'BB_API_QUERY', `"limit" is a whole number from 1 to ${mostOnPage}.`);
      const before = cursor === undefined ? undefined : Number(cursor);
      const outcome = await inTurn(
        () => reply.raw.destroyed,
        async () => done(await pageOf(trace, of(request), filterIn(query), most, before)),
      );
      return outcome.ok ? reply.send(outcome.value) : sendProblem(reply, outcome.problem);
    });
    const live = {
      summary: 'The same as it is said, as server-sent events',
      tags,
      params,
      querystring: Type.Object(filters),
    };
    server.get(`${at}/live`, { config, schema: live }, (request, reply): FastifyReply => {
      const seat = seats.take(request, () => reply.raw.destroy());
      if (seat === undefined)
        return problem(
          reply,
          503,
          'BB_API_EVENTS_FULL',
          `${mostFollowers} follow messages already. Close one of them.`,
        );
      reply.hijack();
      follow(trace, of(request), filterIn(request.query as Record<string, string | undefined>), reply, seat);
      return reply;
    });
    const file = { summary: 'All that is kept of it as a file, a message a line, newest first', tags, params };
    server.get(`${at}/download`, { config, schema: file }, (request, reply) => {
      const name = of(request).replaceAll(/[^\w.-]/g, '_');
      return reply
        .type('application/x-ndjson')
        .header('content-disposition', `attachment; filename="trace-${name}.ndjson"`)
        .send(Readable.from(linesOf(trace, of(request))));
    });
  }
}

function filterIn({ action, direction, search, onlyInvalid }: Record<string, string | undefined>): TraceFilter {
  return {
    ...(action !== undefined && { action }),
    ...(direction !== undefined && { direction: direction as 'in' | 'out' }),
    ...(search !== undefined && { search }),
    ...(onlyInvalid === 'true' && { onlyInvalid: true }),
  };
}

interface Page {
  readonly messages: readonly TraceView[];
  readonly next?: string;
}

async function pageOf(
  trace: TraceReader,
  of: string,
  filter: TraceFilter,
  limit: number,
  before: number | undefined,
): Promise<Page> {
  const messages: TraceView[] = [];
  let until = performance.now() + longestMs;
  let turns = 0;
  // The page before may end between a CALL and its answer: the batch is looked at whole, and so are its CALLs.
  for await (const batch of trace.look(of, before)) {
    const actionOf = actionsIn(batch);
    for (const record of batch) {
      if (mayShow(record, filter)) {
        const view = traceView(record, actionOf);
        if (isShown(view, filter)) messages.push(view);
      }
      if (messages.length >= limit || turns >= mostTurns) return { messages, next: String(record.n) };
      if (performance.now() <= until) continue;
      await new Promise((resolve) => setImmediate(resolve));
      until = performance.now() + longestMs;
      turns += 1;
    }
  }
  return { messages };
}

/** Batches of lines, with room for others in between. */
async function* linesOf(trace: TraceReader, of: string): AsyncGenerator<string> {
  for await (const batch of trace.look(of)) {
    const actionOf = actionsIn(batch);
    for (let at = 0; at < batch.length; at += mostOnPage) {
      const some = batch.slice(at, at + mostOnPage);
      yield some.map((record) => `${JSON.stringify(withoutFindings(record, actionOf))}\n`).join('');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** To compile schemas for all of it would take a while; whoever has the file has his own. */
function withoutFindings(record: TraceRecord, actionOf: ActionOf): object {
  const { n, at, direction, version, text: said, isNote } = record;
  const call = isNote ? undefined : callIn(said);
  const action = call?.action ?? actionOf(direction === 'in' ? 'out' : 'in', answeredIn(said) ?? '');
  return {
    ...{ n, at: new Date(at).toISOString(), direction },
    ...(version !== undefined && { version }),
    ...(action !== undefined && { action }),
    ...(isNote && { isNote }),
    text: said,
  };
}

const answeredIn = (said: string): string | undefined => /^\s*\[\s*[345]\s*,\s*"((?:[^"\\]|\\.)*)"/.exec(said)?.[1];

function follow(trace: TraceReader, of: string, filter: TraceFilter, reply: FastifyReply, gone: () => void): void {
  const { raw } = reply;
  const calls = new Map<string, string>();
  const actionOf: ActionOf = (direction, id) => calls.get(`${direction} ${id}`);
  let skipped = 0;
  raw.writeHead(200, streamHeaders(reply));
  raw.write('retry: 3000\n\n');
  const end = trace.follow(of, (record) => {
    const call = record.isNote ? undefined : callIn(record.text);
    if (call !== undefined) {
      calls.set(`${record.direction} ${call.id}`, call.action);
      if (calls.size > mostCalls) calls.delete(calls.keys().next().value!);
    }
    if (!mayShow(record, filter)) return;
    if (raw.writableLength > mostUnreadBytes) return void (skipped += 1);
    const view = traceView(record, actionOf);
    if (!isShown(view, filter)) return;
    if (skipped > 0) raw.write(`event: skipped\ndata: ${JSON.stringify({ messages: skipped })}\n\n`);
    skipped = 0;
    raw.write(`id: ${view.n}\nevent: message\ndata: ${JSON.stringify(view)}\n\n`);
  });
  const alive = setInterval(() => raw.write(':\n\n'), aliveMs);
  alive.unref();
  let isOver = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(alive);
    end();
    gone();
  };
  raw.on('close', over);
  raw.on('error', over);
}
