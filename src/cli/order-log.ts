// Limits, commands and orders from outside in the log, as the journal has them: who has to prove that he followed finds them there.

import type { Log } from '../../adapters/log/log.ts';
import { commandWords } from '../local/command-words.ts';
import { explain } from '../local/explain.ts';
import { orderWords } from '../local/order-words.ts';
import type { Fact } from '../model/fact/fact.ts';

/** A minute has room for some lines of each code (see the log); all of them are in the log of limits. */
export function logOrders(facts: readonly (Fact | undefined)[], log: Log): void {
  for (const fact of facts) {
    const order = fact === undefined ? undefined : orderWords(fact);
    const command = fact === undefined ? undefined : commandWords(fact);
    if (order !== undefined) log.warn(order.code, order.text);
    else if (command !== undefined) log.info(command.code, command.text);
    else if (fact?.kind === 'FirstSent' && fact.lost !== undefined) {
      const { from, to, fields } = fact.lost;
      const text = `${fact.uplink} is told in ${to} what was said in ${from}: message ${fact.messageId} cannot carry ${fields.join(', ')}. See docs/translation.md.`;
      log.info('BB_TRANSLATION_LOSS', text);
    } else if (fact?.kind === 'LimitCommanded' || fact?.kind === 'ReasonChanged') {
      const { text } = explain(fact.reason, { amps: fact.amps });
      const code = fact.kind === 'LimitCommanded' ? 'BB_LIMIT_TOLD' : 'BB_LIMIT_REASON';
      log.info(code, `${fact.evse}: ${text}`);
    }
  }
}
