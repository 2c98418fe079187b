// What people and tools ask over HTTP. The present is asked of the core, the past of the history; nothing is decided here.

import Fastify from 'fastify';
import type { FastifyReply } from 'fastify';
import type { Problem, Question } from '../../src/core/ports.ts';
import type { StationConsole } from '../../src/local/station-console.ts';
import type { UplinkId } from '../../src/model/ids.ts';
import type { Asks } from './asks.ts';
import { askTimeoutMs } from './asks.ts';
import type { EventStream } from './event-stream.ts';
import { createLiveSite } from './live-site.ts';
import type { LimitLogs } from './limit-routes.ts';
import type { EventLogs } from './history-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { limitRoutes } from './limit-routes.ts';
import { chargingRoutes } from './charging-routes.ts';
import { proveRoute, releaseRoutes } from './prove-route.ts';
import { phasesRoute } from './phases-route.ts';
import { needsRoutes } from './needs-routes.ts';
import { outsideRoutes } from './outside-routes.ts';
import type { LookAtPlan } from './plan-routes.ts';
import { planRoutes } from './plan-routes.ts';
import { page } from './page.ts';
import { problem } from './problem.ts';
import type { TraceReader } from '../../src/core/ports/trace.ts';
import { traceRoutes } from './trace-routes.ts';
import type { SessionLooks } from './session-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import type { AddressOf } from './station-detail-route.ts';
import { stationDetailRoute } from './station-detail-route.ts';
import type { StartExport } from './export-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { stationRoutes } from './station-routes.ts';

export interface HttpOptions {
  readonly asks: Asks;
  /** Absent where there is no site file to change. */
  readonly stations?: StationConsole;
  /** Reasons why the process is not sound; none when it is. */
  readonly unhealthy: () => readonly string[];
  /** Reasons why it cannot serve yet or now. */
  readonly unready: () => readonly string[];
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
  readonly transactions: (query: TransactionQuery) => Promise<readonly unknown[]>;
  /** Absent where no history is kept. */
  readonly limitLogs?: LimitLogs;
  readonly eventLogs?: EventLogs;
  readonly plan?: LookAtPlan;
  readonly sessions?: SessionLooks;
  readonly trace?: TraceReader;
  readonly addressOf?: AddressOf;
  readonly exports?: StartExport;
  /** Absent where nobody may follow. */
  readonly events?: EventStream;
  /** Who reads the site's Modbus devices from the gateway; undefined where it does not show them. */
  readonly modbusServer?: () => object | undefined;
  /** Host names under which it may be asked, besides loopback: anything else is somebody's DNS trick. */
  readonly hosts?: readonly string[];
}

export interface TransactionQuery {
  readonly limit: number;
  readonly before?: number;
  readonly station?: string;
}

export interface Http {
  listen(host: string, port: number): Promise<number>;
  stop(): Promise<void>;
}

/** A station has half a minute to answer. */
const orderTimeoutMs = 40_000;
/** A vehicle has half a minute to stop, what is under way comes first, and devices take their time to switch. */
const switchTimeoutMs = 240_000;
const maxBodyBytes = 64 * 1024;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export function createHttp(options: HttpOptions): Http {
  const server = Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    // What does not fit is said; nothing is bent until it does.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'content-security-policy': "default-src 'self'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const host = request.host.replace(/:\d+$/, '');
    if (request.method !== 'GET' && isForeign(request.headers.origin, request.host))
      return problem(
        reply,
        403,
        'BB_API_ORIGIN',
        'A page of another site asked for this in a browser. Ask from the gateway’s own page, or from the command line.',
      );
    if (loopback.has(host) || options.hosts?.includes(host) === true) return;
    return problem(
      reply,
      421,
      'BB_API_HOST',
      `This gateway does not answer to the name ${host.slice(0, 100)}. Use its address, or add the name to the site file.`,
    );
  });

  server.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  server.get('/healthz', (_request, reply) => judged(reply, options.unhealthy()));
  server.get('/readyz', (_request, reply) => judged(reply, options.unready()));
  server.get('/metrics', async (_request, reply) => {
    const { text, contentType } = await options.metrics();
    return reply.type(contentType).send(text);
  });
  const askAndSend = async (question: Question, reply: FastifyReply, withinMs = askTimeoutMs): Promise<unknown> => {
    try {
      const body = await options.asks.ask(question, withinMs);
      const refusal = (body as Partial<Problem> | undefined)?.problem;
      return refusal === undefined ? body : problem(reply, refusal.status, refusal.code, refusal.detail);
    } catch (error) {
      const busy = (error as Error).message === 'BB_API_BUSY';
      return busy
        ? problem(reply, 503, 'BB_API_BUSY', 'Too much waits for the disk. Try again in a moment.')
        : problem(
            reply,
            504,
            'BB_API_TIMEOUT',
            `The gateway did not answer within ${withinMs / 1000} s. Look at /healthz.`,
          );
    }
  };
  server.get('/api/v1/site', (_request, reply) => askAndSend({ kind: 'site' }, reply));
  server.get('/api/v1/modbus-server', (_request, reply) => {
    const view = options.modbusServer?.();
    return view === undefined
      ? problem(reply, 404, 'BB_API_NOT_FOUND', 'The site file has no "modbusServer".')
      : reply.send(view);
  });
  server.post('/api/v1/uplinks/:id/abandon', (request, reply) => {
    const { id } = request.params as { id: string };
    return askAndSend({ kind: 'abandon', uplink: id as UplinkId }, reply);
  });
  server.get('/api/v1/uplinks/:id/dead-letters', (request, reply) => {
    const { id } = request.params as { id: string };
    return askAndSend({ kind: 'deadLetters', uplink: id as UplinkId }, reply);
  });
  for (const [verb, kind] of [['replay', 'replayLetter'] as const, ['discard', 'discardLetter'] as const])
    server.post(`/api/v1/uplinks/:id/dead-letters/:messageId/${verb}`, (request, reply) => {
      const { id, messageId } = request.params as { id: string; messageId: string };
      return askAndSend({ kind, uplink: id as UplinkId, messageId }, reply);
    });
  server.get('/api/v1/transactions', async (request, reply) => {
    const query = readQuery(request.query as Record<string, unknown>);
    if (typeof query === 'string') return problem(reply, 400, 'BB_API_QUERY', query);
    try {
      return { transactions: await options.transactions(query) };
    } catch (error) {
      return problem(reply, 503, 'BB_HISTORY_UNAVAILABLE', (error as Error).message);
    }
  });
  chargingRoutes(server, async (question, reply) => {
    const body = await askAndSend(question, reply, orderTimeoutMs);
    return reply.sent ? undefined : (body as { status: string }).status;
  });
  phasesRoute(server, (question, reply) => askAndSend(question, reply, switchTimeoutMs));
  proveRoute(server, (question, reply) => askAndSend(question, reply));
  releaseRoutes(server, (question, reply) => askAndSend(question, reply));
  outsideRoutes(server, askAndSend);
  limitRoutes(server, options.limitLogs, askAndSend);
  historyRoutes(server, options.eventLogs);
  options.events?.serve(
    server,
    createLiveSite(() => options.asks.ask({ kind: 'site' })),
  );
  needsRoutes(server, askAndSend);
  planRoutes(server, options.plan);
  sessionRoutes(server, options.sessions);
  traceRoutes(server, options.trace);
  stationDetailRoute(server, askAndSend, options.addressOf);
  exportRoutes(server, options.exports);
  if (options.stations !== undefined) stationRoutes(server, options.stations);
  server.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    return statusCode < 500
      ? problem(reply, statusCode, 'BB_API_BODY', `The request cannot be used: ${message.slice(0, 300)}.`)
      : problem(reply, 500, 'BB_API_FAILED', `The gateway could not do it: ${message.slice(0, 300)}.`);
  });
  server.setNotFoundHandler((request, reply) =>
    problem(reply, 404, 'BB_API_NOT_FOUND', `There is nothing at ${request.url.slice(0, 100)}.`),
  );

  return {
    async listen(host, port) {
      await server.listen({ host, port });
      const address = server.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    stop() {
      options.events?.close();
      return server.close();
    },
  };
}

/** A browser says from which page a request comes; a tool says nothing. */
const isForeign = (origin: string | undefined, host: string): boolean =>
  origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;

const judged = (reply: FastifyReply, reasons: readonly string[]): FastifyReply =>
  reply.code(reasons.length === 0 ? 200 : 503).send({ ok: reasons.length === 0, reasons });

const mostTransactions = 500;

function readQuery(query: Record<string, unknown>): TransactionQuery | string {
  const limit = query['limit'] === undefined ? 100 : Number(query['limit']);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostTransactions)
    return `"limit" is a whole number from 1 to ${mostTransactions}.`;
  const before = query['before'] === undefined ? undefined : Number(query['before']);
  if (before !== undefined && !Number.isFinite(before))
    return '"before" is the "startedAt" of the last transaction of the page before.';
  const { station } = query;
  if (station !== undefined && typeof station !== 'string') return '"station" is given once.';
  return { limit, ...(before !== undefined && { before }), ...(station !== undefined && { station }) };
}
