// A question about the past, and its answer a page at a time.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Utc } from '../../src/model/time.ts';
import { momentIn, noMomentText } from './moments.ts';
import { problem } from './problem.ts';

export interface OrderLogQuery {
  readonly limit: number;
  readonly before?: number;
  readonly from?: Utc;
  readonly to?: Utc;
}

const mostEntries = 500;

/** A page, and `before` of the next one where there may be one. */
export async function pageOf(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  look: (query: OrderLogQuery) => Promise<readonly object[]>,
): Promise<unknown> {
  const query = readQuery(request.query as Record<string, unknown>);
  if (typeof query === 'string') return problem(reply, 400, 'BB_API_QUERY', query);
  try {
    const entries = (await look(query)) as readonly { readonly id: number }[];
    const last = entries.at(-1);
    const next = entries.length < query.limit || last === undefined ? {} : { before: last.id };
    return { [name]: entries, ...next };
  } catch (error) {
    return problem(reply, 503, 'BB_HISTORY_UNAVAILABLE', (error as Error).message);
  }
}

function readQuery(query: Record<string, unknown>): OrderLogQuery | string {
  const numbers: { limit?: number; before?: number } = {};
  for (const name of ['limit', 'before'] as const) {
    const text = query[name];
    if (text === undefined) continue;
    if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return `"${name}" is a whole number, given once.`;
    numbers[name] = Number(text);
  }
  const { limit = 100, before } = numbers;
  if (limit < 1 || limit > mostEntries) return `"limit" is a whole number from 1 to ${mostEntries}.`;
  const moments: { from?: Utc; to?: Utc } = {};
  for (const name of ['from', 'to'] as const) {
    const text = query[name];
    if (text === undefined) continue;
    if (typeof text !== 'string') return `"${name}" is given once.`;
    const moment = momentIn(text);
    if (moment === undefined) return noMomentText(name, text);
    moments[name] = moment;
  }
  return { limit, ...(before !== undefined && { before }), ...moments };
}
