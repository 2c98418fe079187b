// Limits from outside for a while, the control box of the grid operator, and prices.

import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Amount } from '../../src/core/ports/outside.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import { mostPrices } from '../../src/model/price.ts';
import type { Utc } from '../../src/model/time.ts';
import { about } from './about.ts';
import type { AskAndSend } from './ask-and-send.ts';
import { momentIn, noMomentText } from './moments.ts';
import { problem } from './problem.ts';

const closed = { additionalProperties: false };
/** Ten years: whoever means longer means for ever. */
const mostSeconds = 315_360_000;
const seconds = Type.Optional(Type.Number({ minimum: 0, maximum: mostSeconds }));
const moment = Type.String({ minLength: 1, maxLength: 40 });
// Below 0 is no limit: the core says so in its own words, and what was in force stays.
const amount = {
  amps: Type.Optional(Type.Number({ maximum: 10_000 })),
  watts: Type.Optional(Type.Number({ maximum: 10_000_000 })),
};

const LimitBody = Type.Object(
  {
    amps: Type.Number({ minimum: 0, maximum: 10_000 }),
    until: Type.Optional(moment),
    durationSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: mostSeconds })),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);
const GridLimitBody = Type.Object({ active: Type.Boolean(), ...amount, durationSeconds: seconds }, closed);
const FailsafeBody = Type.Object({ ...amount, minHours: Type.Number() }, closed);
const PricesBody = Type.Object(
  {
    prices: Type.Array(
      Type.Object({ startsAt: moment, pricePerKwh: Type.Number({ minimum: -100, maximum: 100 }) }, closed),
      { maxItems: mostPrices },
    ),
  },
  closed,
);

export function outsideRoutes(server: FastifyInstance, ask: AskAndSend): void {
  circuitRoutes(server, ask);
  gridRoutes(server, ask);
  priceRoutes(server, ask);
}

function circuitRoutes(server: FastifyInstance, ask: AskAndSend): void {
  const at = '/api/v1/circuits/:id';
  server.put(
    `${at}/limit`,
    about('installer', 'limits', 'Limits a circuit for a while', { body: LimitBody }),
    (request, reply) => {
      const { amps, until, durationSeconds, reason } = request.body as LimitBody;
      const ends = until === undefined ? undefined : momentIn(until);
      if (until !== undefined && ends === undefined) return noMoment(reply, 'until', until);
      if (ends !== undefined && durationSeconds !== undefined)
        return problem(
          reply,
          400,
          'BB_API_BODY',
          'A limit ends by "until" or after "durationSeconds": send one of them.',
        );
      return ask(
        {
          kind: 'setCircuitLimit',
          circuit: circuitIn(request),
          amps,
          ...(ends !== undefined && { until: ends }),
          ...(durationSeconds !== undefined && { durationMs: durationSeconds * 1000 }),
          ...(reason !== undefined && { reason }),
        },
        reply,
      );
    },
  );
  server.delete(`${at}/limit`, about('installer', 'limits', 'Ends a limit from outside'), (request, reply) =>
    ask({ kind: 'clearCircuitLimit', circuit: circuitIn(request) }, reply),
  );
  server.post(
    `${at}/lockout/acknowledge`,
    about('installer', 'limits', 'Ends a lockout after too many overloads'),
    (request, reply) => ask({ kind: 'acknowledgeLockout', circuit: circuitIn(request) }, reply),
  );
}

interface LimitBody {
  readonly amps: number;
  readonly until?: string;
  readonly durationSeconds?: number;
  readonly reason?: string;
}

function gridRoutes(server: FastifyInstance, ask: AskAndSend): void {
  server.get('/api/v1/grid', about('viewer', 'limits', 'The control box of the grid operator'), (_request, reply) =>
    ask({ kind: 'grid' }, reply),
  );
  server.put('/api/v1/grid/heartbeat', about('installer', 'limits', 'The control box is alive'), (_request, reply) =>
    ask({ kind: 'gridHeartbeat' }, reply),
  );
  server.put(
    '/api/v1/grid/limit',
    about('installer', 'limits', 'A limit of the grid operator', { body: GridLimitBody }),
    (request, reply) => {
      const { active, durationSeconds, ...said } = request.body as AmountBody & {
        active: boolean;
        durationSeconds?: number;
      };
      const amount = amountIn(said);
      if (amount === 'both') return twoAmounts(reply);
      // Absent is for ever and 0 is the end of it: the two are never taken for each other.
      const lasts = durationSeconds === undefined ? {} : { durationMs: durationSeconds * 1000 };
      return ask({ kind: 'gridLimit', active, ...(amount !== undefined && { amount }), ...lasts }, reply);
    },
  );
  server.put(
    '/api/v1/grid/failsafe',
    about('installer', 'limits', 'What holds while the control box is silent', { body: FailsafeBody }),
    (request, reply) => {
      const { minHours, ...said } = request.body as AmountBody & { minHours: number };
      const amount = amountIn(said);
      if (amount === 'both' || amount === undefined) return twoAmounts(reply);
      return ask({ kind: 'gridFailsafe', amount, minHours }, reply);
    },
  );
}

interface AmountBody {
  readonly amps?: number;
  readonly watts?: number;
}

function amountIn({ amps, watts }: AmountBody): Amount | 'both' | undefined {
  if (amps !== undefined) return watts === undefined ? { amps } : 'both';
  return watts === undefined ? undefined : { watts };
}

const twoAmounts = (reply: FastifyReply): FastifyReply =>
  problem(reply, 400, 'BB_API_BODY', 'Send one of "amps" (on each line) and "watts" (in all).');

function priceRoutes(server: FastifyInstance, ask: AskAndSend): void {
  server.get('/api/v1/prices', about('viewer', 'prices', 'Prices by the quarter of an hour'), (request, reply) => {
    const { from, slots = '96' } = request.query as { from?: string; slots?: string };
    const starts = from === undefined ? undefined : momentIn(from);
    if (from !== undefined && starts === undefined) return noMoment(reply, 'from', from);
    if (!/^\d{1,3}$/.test(slots) || Number(slots) < 1 || Number(slots) > mostPrices)
      return problem(
        reply,
        400,
        'BB_API_QUERY',
        `"slots" is a whole number of quarters of an hour, 1 to ${mostPrices}.`,
      );
    return ask({ kind: 'prices', slots: Number(slots), ...(starts !== undefined && { from: starts }) }, reply);
  });
  server.put('/api/v1/prices', about('operator', 'prices', 'Says prices', { body: PricesBody }), (request, reply) => {
    const { prices } = request.body as { prices: readonly { startsAt: string; pricePerKwh: number }[] };
    const entries = prices.map(({ startsAt, pricePerKwh }) => ({ startsAt: momentIn(startsAt), pricePerKwh }));
    const wrong = entries.findIndex(({ startsAt }) => startsAt === undefined);
    if (wrong >= 0) return noMoment(reply, `prices.${wrong}.startsAt`, prices[wrong]!.startsAt);
    return ask({ kind: 'setPrices', entries: entries as { startsAt: Utc; pricePerKwh: number }[] }, reply);
  });
}

const circuitIn = (request: FastifyRequest): CircuitId => (request.params as { id: string }).id as CircuitId;

const noMoment = (reply: FastifyReply, key: string, text: string): FastifyReply =>
  problem(reply, 400, 'BB_API_BODY', noMomentText(key, text));
