// Whoever asks too much is made to wait, and then refused: what loads the API costs the loop of the limits next to nothing.

import type { Server, Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Budgets } from '../../src/local/access/rates.ts';
import { connections, freshRates, requests, takeOne } from '../../src/local/access/rates.ts';
import { mono } from '../../src/model/time.ts';
import { sendProblem } from './problem.ts';

const now = () => mono(performance.now());

/** Who is too slow is seen within this time; Node.js looks every half minute (F060). */
export const lookEachMs = 2000;

/** Dashboards of a depot, six connections each, and tools. */
const mostConnections = 256;
const mostOfAddress = 160;
/** Who is above his budget gets his refusal late: one that waits for it asks no faster. */
const mostHeldMs = 1000;
/** So many refusals are held; who comes behind them loses his connection. */
const mostHeld = 64;

export function refuseFloods(server: FastifyInstance, budgets: Budgets = requests): void {
  const rates = freshRates(budgets, now());
  let held = 0;
  server.addHook('onRequest', (request, reply, done) => {
    const waitMs = takeOne(rates, request.ip, now());
    if (waitMs === 0) return done();
    if (held >= mostHeld) return void request.raw.socket.destroy();
    held += 1;
    const timer = setTimeout(() => refuse(request, reply, waitMs), mostHeldMs);
    timer.unref();
    // Of the answer, and not of its connection, which may have many.
    reply.raw.once('close', () => {
      clearTimeout(timer);
      held -= 1;
    });
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply, waitMs: number): void {
  if (request.raw.socket.destroyed) return;
  sendProblem(reply, {
    status: 429,
    code: 'BB_API_RATE',
    detail: 'Too many requests. Ask less often, or follow GET /api/v1/events instead of asking.',
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}

/** Before any byte of theirs is read. This computer may connect as often as it likes, as far as there is room. */
export function refuseConnections(server: Server, budgets: Budgets = connections): void {
  const rates = freshRates(budgets, now());
  const open = new Map<string, number>();
  server.maxConnections = mostConnections;
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    if (count > mostOfAddress || takeOne(rates, address, now()) > 0) return void socket.destroy();
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}
