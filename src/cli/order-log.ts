// Orders of the grid operator in the log, as the journal has them: who has to prove that he followed finds them there.

import type { Log } from '../../adapters/log/log.ts';
import type { Fact } from '../model/fact/fact.ts';
import { isoOf } from '../model/time.ts';

export function logOrders(facts: readonly Fact[], log: Log): void {
  for (const fact of facts) {
    if (fact.kind !== 'InputChanged') continue;
    const { input, action, active, lost, happenedAt } = fact;
    const because = lost === true ? ', because it cannot be read' : '';
    log.warn(
      'BB_INPUT_CHANGED',
      `Input ${input}: ${action} is ${active ? 'in force' : 'over'} since ${isoOf(happenedAt)}${because}.`,
    );
  }
}
