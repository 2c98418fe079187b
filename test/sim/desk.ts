// Questions of people to the gateway, and its answers.

import type { Driver } from '../../src/core/driver.ts';
import type { Question } from '../../src/core/ports.ts';
import type { AskId } from '../../src/model/ids.ts';

export interface Desk {
  /** Whatever is asked while the gateway is away is never answered. */
  ask(question: Question, answered: (body: unknown) => void): void;
  answered(answer: { readonly ask: AskId; readonly body: unknown }): void;
}

export function newDesk(driver: () => Driver | undefined): Desk {
  const waiting = new Map<AskId, (body: unknown) => void>();
  let asks = 0;
  return {
    ask(question, answered) {
      const ask = `ask-${(asks += 1)}` as AskId;
      waiting.set(ask, answered);
      driver()?.offer({ kind: 'ask', ask, question });
    },
    answered({ ask, body }) {
      const next = waiting.get(ask);
      waiting.delete(ask);
      next?.(body);
    },
  };
}
