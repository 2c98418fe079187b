// The site as it is now, what was charged, and whether the process is well.

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { HeldCertificateView } from '../../src/local/certificate-view.ts';
import type { HeldCertificate } from '../../src/model/certificate-expiry.ts';
import type { Utc } from '../../src/model/time.ts';
import { isoOf } from '../../src/model/time.ts';
import { about } from './about.ts';
import { sendFailure } from './ask-and-send.ts';
import type { Asks } from './asks.ts';
import { problem } from './problem.ts';
import { sharedBody } from './shared-body.ts';

export interface TransactionQuery {
  readonly limit: number;
  readonly before?: number;
  readonly station?: string;
}

export interface SiteSources {
  /** Reasons why the process is not sound; none when it is. */
  readonly unhealthy: () => readonly string[];
  /** Reasons why it cannot serve yet or now. */
  readonly unready: () => readonly string[];
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
  readonly transactions: (query: TransactionQuery) => Promise<readonly unknown[]>;
  /** Who reads the site's Modbus devices from the gateway; undefined where it does not show them. */
  readonly modbusServer?: () => object | undefined;
  /** What this computer shows and trusts, and until when it counts. */
  readonly heldCertificates?: () => readonly HeldCertificate[];
}

export function siteRoutes(server: FastifyInstance, sources: SiteSources, asks: Pick<Asks, 'ask'>): void {
  server.get('/healthz', about('public', 'process', 'Whether the process is sound'), (_request, reply) =>
    judged(reply, sources.unhealthy()),
  );
  server.get('/readyz', about('public', 'process', 'Whether the process can serve'), (_request, reply) =>
    judged(reply, sources.unready()),
  );
  server.get('/metrics', about('viewer', 'process', 'Figures for Prometheus'), async (_request, reply) => {
    const { text, contentType } = await sources.metrics();
    return reply.type(contentType).send(text);
  });
  const siteText = sharedBody(() => asks.ask({ kind: 'site' }));
  server.get(
    '/api/v1/site',
    about('viewer', 'site', 'The site now: circuits, stations, limits and why'),
    async (_request, reply) => {
      try {
        return reply.type('application/json; charset=utf-8').send(await siteText());
      } catch (error) {
        return sendFailure(reply, error);
      }
    },
  );
  server.get('/api/v1/modbus-server', about('viewer', 'site', 'Who reads the Modbus server'), (_request, reply) => {
    const view = sources.modbusServer?.();
    return view === undefined
      ? problem(reply, 404, 'BB_API_NOT_FOUND', 'The site file has no "modbusServer".')
      : reply.send(view);
  });
  server.get(
    '/api/v1/certificates',
    about('operator', 'site', 'Certificates of this computer, and until when they count'),
    () => ({ certificates: (sources.heldCertificates?.() ?? []).map(certificateView) }),
  );
  server.get(
    '/api/v1/transactions',
    about('viewer', 'sessions', 'Transactions, the newest first'),
    async (request, reply) => {
      const query = readQuery(request.query as Record<string, unknown>);
      if (typeof query === 'string') return problem(reply, 400, 'BB_API_QUERY', query);
      try {
        return { transactions: await sources.transactions(query) };
      } catch (error) {
        return problem(reply, 503, 'BB_HISTORY_UNAVAILABLE', (error as Error).message);
      }
    },
  );
}

const certificateView = ({ validFrom, validTo, ...about }: HeldCertificate): HeldCertificateView => ({
  ...about,
  ...(validFrom !== undefined && { validFrom: isoOf(validFrom as Utc) }),
  validTo: isoOf(validTo as Utc),
});

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
