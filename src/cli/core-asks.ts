import type { Question } from '../core/ports.ts';

/** Asks the running gateway. Rejects with `BB_API_BUSY` or `BB_API_TIMEOUT` as the message. */
export type Core = (question: Question, withinMs?: number) => Promise<unknown>;
