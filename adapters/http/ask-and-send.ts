import type { FastifyReply } from 'fastify';
import type { Problem, Question } from '../../src/core/ports.ts';
import type { Asks } from './asks.ts';
import { askTimeoutMs } from './asks.ts';
import { problem } from './problem.ts';

/** Sends the answer of the core, or the problem. */
export type AskAndSend = (question: Question, reply: FastifyReply, withinMs?: number) => Promise<unknown>;

export const askAndSendBy =
  (asks: Pick<Asks, 'ask'>): AskAndSend =>
  async (question, reply, withinMs = askTimeoutMs) => {
    try {
      const body = await asks.ask(question, withinMs);
      const refusal = (body as Partial<Problem> | undefined)?.problem;
      return refusal === undefined ? body : problem(reply, refusal.status, refusal.code, refusal.detail);
    } catch (error) {
      return sendFailure(reply, error, withinMs);
    }
  };

/** What became of a question without an answer. */
export const sendFailure = (reply: FastifyReply, error: unknown, withinMs = askTimeoutMs): FastifyReply =>
  (error as Error).message === 'BB_API_BUSY'
    ? problem(
        reply.header('retry-after', '1'),
        503,
        'BB_API_BUSY',
        'Too much is asked, or waits for the disk. Try again in a moment.',
      )
    : problem(
        reply,
        504,
        'BB_API_TIMEOUT',
        `The gateway did not answer within ${withinMs / 1000} s. Look at /healthz.`,
      );
