// Server-sent events: what happens, to whoever follows, a row of the journal as the id of each; and with `live=1` the site as it
// is. Nobody who follows can cost the gateway more than a buffer.

import type { ServerResponse } from 'node:http';
import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LiveSite, Reader } from './live-site.ts';
import { problem } from './problem.ts';
import { streamHeaders } from './stream-headers.ts';
import { createSeats } from './seats.ts';
// Its words for what a route says of itself.
import './about.ts';

export interface StreamEvent {
  readonly row: number;
  readonly name: string;
  readonly data: object;
}

export interface EventStream {
  /** Rows come in order. */
  publish(events: readonly StreamEvent[]): void;
  /** Without `live` nobody can follow the site. */
  serve(server: FastifyInstance, live?: LiveSite): void;
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

const schema = {
  summary: 'What happens, as server-sent events; with live=1 the site and what changes of it, at most once a second',
  tags: ['live'],
  querystring: Type.Object({ live: Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')])) }),
  produces: ['text/event-stream'],
};

/** `after` is the row with which the last process ended: what was before it is not told again. */
export function createEventStream(after: number, limits: StreamLimits = {}): EventStream {
  const { clients: most = mostClients, kept: mostEvents = mostKept, unreadBytes = mostUnreadBytes } = limits;
  /** What each may leave unread. */
  const clients = new Map<ServerResponse, number>();
  const seats = createSeats(most);
  let site: LiveSite | undefined;
  const kept: StreamEvent[] = [];
  let forgotten = after;
  let alive: NodeJS.Timeout | undefined;

  function write(client: ServerResponse, text: string): void {
    client.write(text);
    if (client.writableLength > (clients.get(client) ?? unreadBytes)) client.destroy();
  }

  /** How much of the site somebody leaves unread is the affair of whoever tells it. */
  const readerOf = (client: ServerResponse): Reader => ({
    write(text) {
      client.write(text);
      clients.set(client, unreadBytes + client.writableLength);
    },
    unread: () => client.writableLength,
    giveUp: () => void client.destroy(),
  });

  function leave(client: ServerResponse): void {
    clients.delete(client);
    if (clients.size === 0) clearInterval(alive);
  }

  function join(client: ServerResponse, lastRow: number | undefined, isLive: boolean): void {
    client.write('retry: 3000\n\n');
    if (lastRow !== undefined) tellMissed(client, lastRow);
    if (clients.size === 0) {
      alive = setInterval(() => clients.forEach((_, one) => write(one, ':\n\n')), aliveMs);
      alive.unref();
    }
    clients.set(client, unreadBytes);
    const reader = isLive ? readerOf(client) : undefined;
    const gone = (): void => {
      leave(client);
      if (reader !== undefined) site?.leave(reader);
    };
    client.on('close', gone);
    client.on('error', gone);
    if (reader !== undefined) site?.follow(reader);
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
        for (const client of clients.keys()) write(client, text);
      }
    },
    serve(server, live) {
      site = live;
      server.get('/api/v1/events', { config: { role: 'viewer' }, schema }, (request, reply): FastifyReply => {
        const seat = seats.take(request, () => reply.raw.destroy());
        if (seat === undefined)
          return problem(reply, 503, 'BB_API_EVENTS_FULL', `${most} follow the events already. Close one of them.`);
        const last = request.headers['last-event-id'];
        const isLive = (request.query as { live?: string }).live === '1';
        reply.raw.once('close', seat);
        reply.hijack();
        reply.raw.writeHead(200, streamHeaders(reply));
        join(reply.raw, typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : undefined, isLive);
        return reply;
      });
    },
    close() {
      clearInterval(alive);
      site?.close();
      for (const client of clients.keys()) client.destroy();
    },
    clients: () => clients.size,
  };
}

const textOfEvent = ({ row, name, data }: StreamEvent): string => `id: ${row}\n${textOf(name, data)}`;

const textOf = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
