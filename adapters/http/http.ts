// What people and tools ask over HTTP. The present is asked of the core, the past of the history; nothing is decided here.

import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { AccessConsole } from '../../src/local/access/console.ts';
import type { StationConsole } from '../../src/local/station-console.ts';
import type { Budgets } from '../../src/local/access/rates.ts';
import type { Front } from './access-routes.ts';
import { accessRoutes } from './access-routes.ts';
import { askAndSendBy } from './ask-and-send.ts';
import type { Asks } from './asks.ts';
import { chargingRoutes } from './charging-routes.ts';
import { dashboardRoutes } from './dashboard-routes.ts';
import { guardDoorway } from './doorway.ts';
import type { EventStream } from './event-stream.ts';
import { findPhasesRoutes } from './find-phases-routes.ts';
import { lookEachMs, refuseConnections, refuseFloods } from './flood.ts';
import { guardRoutes } from './guard.ts';
import type { EventLogs } from './history-routes.ts';
import { historyRoutes } from './history-routes.ts';
import type { LimitLogs } from './limit-routes.ts';
import { limitRoutes } from './limit-routes.ts';
import type { Lan } from './lan.ts';
import { createLan } from './lan.ts';
import { createLiveSite } from './live-site.ts';
import { needsRoutes } from './needs-routes.ts';
import { describeWith, openApiRoute } from './open-api.ts';
import { outsideRoutes } from './outside-routes.ts';
import { phasesRoute } from './phases-route.ts';
import type { LookAtPlan } from './plan-routes.ts';
import { planRoutes } from './plan-routes.ts';
import { problem } from './problem.ts';
import { proveRoute, releaseRoutes } from './prove-route.ts';
import type { SessionLooks } from './session-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import type { AddressOf } from './station-detail-route.ts';
import { stationDetailRoute } from './station-detail-route.ts';
import type { StartExport } from './export-routes.ts';
import { exportRoutes } from './export-routes.ts';
import type { Told } from '../../src/local/audit.ts';
import { auditWrites } from './audit-hook.ts';
import type { AuditLog } from './audit-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import type { FileRoutes } from './site-file-routes.ts';
import { fileRoutes } from './site-file-routes.ts';
import type { SiteSources } from './site-routes.ts';
import { siteRoutes } from './site-routes.ts';
import type { TraceReader } from '../../src/core/ports/trace.ts';
import { traceRoutes } from './trace-routes.ts';
import { stationRoutes } from './station-routes.ts';
import type { Upkeep } from './upkeep-routes.ts';
import { upkeepRoutes } from './upkeep-routes.ts';
import { uplinkRoutes } from './uplink-routes.ts';

export interface HttpOptions extends SiteSources {
  readonly asks: Asks;
  readonly access: AccessConsole;
  /** Absent where there is no site file to change. */
  readonly stations?: StationConsole;
  /** Absent where no history is kept. */
  readonly limitLogs?: LimitLogs;
  readonly eventLogs?: EventLogs;
  readonly plan?: LookAtPlan;
  readonly sessions?: SessionLooks;
  readonly trace?: TraceReader;
  readonly addressOf?: AddressOf;
  readonly exports?: StartExport;
  /** Absent where there is no site file to change. */
  readonly files?: { readonly site: FileRoutes; readonly tokens: FileRoutes };
  /** Absent where nobody keeps who wrote what. */
  readonly audit?: { readonly log: AuditLog; readonly tell: (told: Told) => void };
  readonly upkeep?: Upkeep;
  /** Absent where nobody may follow. */
  readonly events?: EventStream;
  /** The folder of the built dashboard. */
  readonly dashboard?: string;
  /** Host names under which it may be asked, besides loopback: anything else is somebody's DNS trick. */
  readonly hosts?: () => readonly string[];
  /** What whoever comes first needs to know. */
  readonly front: Front;
  /** How much may be asked; the usual when absent. */
  readonly budgets?: Budgets;
}

/** A route as the router has it. */
export interface Route {
  readonly method: string;
  readonly url: string;
  /** Undefined where it says nothing of it: then nobody may use it. */
  readonly role: string | undefined;
}

export interface Http {
  listen(host: string, port: number): Promise<number>;
  /** The same over HTTPS, for others. */
  readonly lan: Lan;
  /** Every route that there is. */
  routes(): Promise<readonly Route[]>;
  /** The description of them for programs. */
  openApi(): Promise<object>;
  stop(): Promise<void>;
}

/** A station has half a minute to answer. */
const orderTimeoutMs = 40_000;
/** A vehicle has half a minute to stop, what is under way comes first, and devices take their time to switch. */
const switchTimeoutMs = 240_000;
const maxBodyBytes = 64 * 1024;
/** Who sends slowly holds a connection, and no more than this. */
const requestMs = 60_000;
const headersMs = 10_000;

export function createHttp(options: HttpOptions): Http {
  const server = Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: lookEachMs },
    // Forwarding headers are what anybody may write.
    trustProxy: false,
    // What does not fit is said; nothing is bent until it does.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  refuseConnections(server.server);
  refuseFloods(server, options.budgets);
  const routes: Route[] = [];
  server.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, role: config?.role });
  });
  guardDoorway(server, options.hosts ?? (() => []));
  server.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    return statusCode < 500
      ? problem(reply, statusCode, 'BB_API_BODY', `The request cannot be used: ${message.slice(0, 300)}.`)
      : problem(reply, 500, 'BB_API_FAILED', `The gateway could not do it: ${message.slice(0, 300)}.`);
  });
  server.setNotFoundHandler((request, reply) =>
    problem(reply, 404, 'BB_API_NOT_FOUND', `There is nothing at ${request.url.slice(0, 100)}.`),
  );
  void server.register(cookie);
  void server.register(swagger, describeWith());
  // A context of its own, for what is above to be there before the routes.
  void server.register((inner, _options, done) => {
    addRoutes(inner, options);
    done();
  });
  const lan = createLan((request, response) => server.routing(request, response));
  return {
    lan,
    async listen(host, port) {
      await server.listen({ host, port });
      const address = server.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    async routes() {
      await server.ready();
      return routes;
    },
    async openApi() {
      await server.ready();
      return server.swagger();
    },
    async stop() {
      options.events?.close();
      await lan.close();
      await server.close();
    },
  };
}

function addRoutes(server: FastifyInstance, options: HttpOptions): void {
  guardRoutes(server, options.access);
  accessRoutes(server, options.access, options.front);
  if (options.audit !== undefined) auditWrites(server, options.audit.tell);
  const ask = askAndSendBy(options.asks);
  dashboardRoutes(server, options.dashboard);
  siteRoutes(server, options, options.asks);
  uplinkRoutes(server, ask);
  chargingRoutes(server, async (question, reply) => {
    const body = await ask(question, reply, orderTimeoutMs);
    return reply.sent ? undefined : (body as { status: string }).status;
  });
  phasesRoute(server, (question, reply) => ask(question, reply, switchTimeoutMs));
  proveRoute(server, ask);
  findPhasesRoutes(server, ask, options.files?.site.desk);
  releaseRoutes(server, ask);
  outsideRoutes(server, ask);
  limitRoutes(server, options.limitLogs, ask);
  historyRoutes(server, options.eventLogs);
  options.events?.serve(
    server,
    createLiveSite(() => options.asks.ask({ kind: 'site' })),
  );
  needsRoutes(server, ask);
  planRoutes(server, options.plan);
  sessionRoutes(server, options.sessions);
  traceRoutes(server, options.trace);
  stationDetailRoute(server, ask, options.addressOf);
  exportRoutes(server, options.exports);
  if (options.stations !== undefined) stationRoutes(server, options.stations);
  if (options.files !== undefined) fileRoutes(server, options.files.site, options.files.tokens);
  if (options.audit !== undefined) auditRoutes(server, options.audit.log);
  upkeepRoutes(server, options.upkeep);
  openApiRoute(server);
}
