// Server-sent events: what happens, to whoever follows, a row of the journal as the id of each. Nobody who follows can cost the
// gateway more than a buffer.

import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { about } from './about.ts';
import { problem } from './problem.ts';

export interface StreamEvent {
  readonly row: number;
  readonly name: string;
  readonly data: object;
}

export interface EventStream {
  /** Rows come in order. */
  publish(events: readonly StreamEvent[]): void;
  serve(server: FastifyInstance): void;
  /** Ends all; they come again by themselves. */
  close(): void;
  readonly clients: () => number;
}

/** Dashboards of a depot, and some that were forgotten. */
const mostClients = 32;
/** What is kept for who comes again: a restart of a router in a busy depot. More is in the logs. */
const mostKept = 1000;
/** Who leaves so much unread is closed, and may come again; what is kept fits in. */
const mostUnreadBytes = 1024 * 1024;
/** Proxies close what says nothing for a minute. */
const aliveMs = 20_000;

export interface StreamLimits {
  readonly clients?: number;
  readonly kept?: number;
  readonly unreadBytes?: number;
}

/** `after` is the row with which the last process ended: what was before it is not told again. */
export function createEventStream(after: number, limits: StreamLimits = {}): EventStream {
  const { clients: most = mostClients, kept: mostEvents = mostKept, unreadBytes = mostUnreadBytes } = limits;
  const clients = new Set<ServerResponse>();
  const kept: StreamEvent[] = [];
  let forgotten = after;
  let alive: NodeJS.Timeout | undefined;

  function write(client: ServerResponse, text: string): void {
    client.write(text);
    if (client.writableLength > unreadBytes) client.destroy();
  }

  function leave(client: ServerResponse): void {
    clients.delete(client);
    if (clients.size === 0) clearInterval(alive);
  }

  function join(client: ServerResponse, lastRow: number | undefined): void {
    client.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    client.write('retry: 3000\n\n');
    if (lastRow !== undefined) tellMissed(client, lastRow);
    if (clients.size === 0) {
      alive = setInterval(() => clients.forEach((one) => write(one, ':\n\n')), aliveMs);
      alive.unref();
    }
    clients.add(client);
    client.on('close', () => leave(client));
    client.on('error', () => leave(client));
  }

  /** What happened since then; and where nobody can tell, that there is a gap: whoever follows reads the logs. */
  function tellMissed(client: ServerResponse, lastRow: number): void {
    const newest = kept.at(-1)?.row ?? after;
    if (lastRow < forgotten || lastRow > newest) client.write(textOf('gap', { after: lastRow, through: forgotten }));
    for (const event of kept) if (event.row > lastRow) client.write(textOfEvent(event));
  }

  return {
    publish(events) {
      for (const event of events) {
        kept.push(event);
        if (kept.length > mostEvents) forgotten = kept.shift()!.row;
        if (clients.size === 0) continue;
        const text = textOfEvent(event);
        for (const client of clients) write(client, text);
      }
    },
    serve: (server) =>
      void server.get(
        '/api/v1/events',
        about('viewer', 'site', 'What happens, as it happens (server-sent events)'),
        (request, reply): FastifyReply => {
          if (clients.size >= most)
            return problem(reply, 503, 'BB_API_EVENTS_FULL', `${most} follow the events already. Close one of them.`);
          const last = request.headers['last-event-id'];
          reply.hijack();
          join(reply.raw, typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : undefined);
          return reply;
        },
      ),
    close() {
      clearInterval(alive);
      for (const client of clients) client.destroy();
    },
    clients: () => clients.size,
  };
}

const textOfEvent = ({ row, name, data }: StreamEvent): string => `id: ${row}\n${textOf(name, data)}`;

const textOf = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
