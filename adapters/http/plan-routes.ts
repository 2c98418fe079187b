// A day behind and a day ahead, and who will be ready.

import { Type } from 'typebox';
import type { FastifyInstance } from 'fastify';
import type { Problem } from '../../src/core/ports.ts';
import type { PlanDayView } from '../../src/local/plan-ahead.ts';
import { problem } from './problem.ts';

/** Rejects with `BB_API_BUSY` or `BB_API_TIMEOUT` as the message. */
export type LookAtPlan = (hoursBack: number, hoursAhead: number) => Promise<PlanDayView | Problem>;

const usualHours = 24;
const mostHours = 48;

const schema = {
  summary:
    'Limit, other load, sun, charging and price in quarters of an hour; vehicles, and whether they will be ready',
  tags: ['plan'],
  querystring: Type.Object({
    hoursBack: Type.Optional(Type.String({ pattern: '^\\d{1,2}$' })),
    hoursAhead: Type.Optional(Type.String({ pattern: '^\\d{1,2}$' })),
  }),
};

export function planRoutes(server: FastifyInstance, look: LookAtPlan | undefined): void {
  if (look === undefined) return;
  server.get('/api/v1/plan', { config: { role: 'viewer' }, schema }, async (request, reply) => {
    const { hoursBack, hoursAhead } = request.query as { hoursBack?: string; hoursAhead?: string };
    const back = Number(hoursBack ?? usualHours);
    const ahead = Number(hoursAhead ?? usualHours);
    if (Math.max(back, ahead) > mostHours)
      return problem(reply, 400, 'BB_API_QUERY', `"hoursBack" and "hoursAhead" are at most ${mostHours}.`);
    try {
      const body = await look(back, ahead);
      return 'problem' in body ? problem(reply, body.problem.status, body.problem.code, body.problem.detail) : body;
    } catch (error) {
      return (error as Error).message === 'BB_API_BUSY'
        ? problem(reply, 503, 'BB_API_BUSY', 'Too much waits for the disk. Try again in a moment.')
        : problem(reply, 504, 'BB_API_TIMEOUT', 'The gateway did not answer in time. Look at /healthz.');
    }
  });
}
