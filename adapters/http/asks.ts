// Questions to the core, and whoever waits for the answers.

import type { Door, Question } from '../../src/core/ports.ts';
import type { AskId } from '../../src/model/ids.ts';

export interface Asks {
  /** Rejects with `BB_API_BUSY` or `BB_API_TIMEOUT` as the message. */
  ask(question: Question, withinMs?: number): Promise<unknown>;
  answer(id: AskId, body: unknown): void;
}

export const askTimeoutMs = 5000;
/** What the core looks up for people at once: whoever asks more waits, and nothing else does. */
const mostQuestions = 64;
/** Orders that take their time, each at a station of its own. */
const mostOrders = 256;

export function createAsks(door: Door): Asks {
  const asked = new Map<AskId, (body: unknown) => void>();
  const waiting = { questions: 0, orders: 0 };
  let asks = 0;
  return {
    ask(question, withinMs = askTimeoutMs) {
      const kind = withinMs > askTimeoutMs ? 'orders' : 'questions';
      if (waiting[kind] >= (kind === 'orders' ? mostOrders : mostQuestions))
        return Promise.reject(new Error('BB_API_BUSY'));
      waiting[kind] += 1;
      const id = `a${(asks += 1)}` as AskId;
      const answered = new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          asked.delete(id);
          reject(new Error('BB_API_TIMEOUT'));
        }, withinMs);
        asked.set(id, (body) => {
          clearTimeout(timer);
          resolve(body);
        });
        if (door.offer({ kind: 'ask', ask: id, question })) return;
        clearTimeout(timer);
        asked.delete(id);
        reject(new Error('BB_API_BUSY'));
      });
      return answered.finally(() => (waiting[kind] -= 1));
    },
    answer(id, body) {
      asked.get(id)?.(body);
      asked.delete(id);
    },
  };
}
