// Orders from outside in the log, as the journal has them: who has to prove that he followed finds them there.

import type { Log } from '../../adapters/log/log.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { OutsideFact } from '../model/fact/outside.ts';
import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';

export function logOrders(facts: readonly Fact[], log: Log): void {
  for (const fact of facts) {
    if (fact.kind !== 'InputChanged') {
      const line = lineOf(fact);
      if (line !== undefined) log.warn(...line);
      continue;
    }
    const { input, action, active, lost, happenedAt } = fact;
    const because = lost === true ? ', because it cannot be read' : '';
    log.warn(
      'BB_INPUT_CHANGED',
      `Input ${input}: ${action} is ${active ? 'in force' : 'over'} since ${isoOf(happenedAt)}${because}.`,
    );
  }
}

function lineOf(fact: Fact): [code: string, text: string] | undefined {
  switch (fact.kind) {
    case 'CircuitLimitSet': {
      const until = fact.until === undefined ? 'until it is taken back' : `until ${timeOf(fact.until)}`;
      const reason = fact.reason === undefined ? '' : ` (${fact.reason})`;
      return ['BB_CIRCUIT_LIMIT_SET', `Circuit ${fact.circuit} has ${fact.amps} A ${until}${reason}.`];
    }
    case 'CircuitLimitCleared':
      return [
        'BB_CIRCUIT_LIMIT_CLEARED',
        `The limit of circuit ${fact.circuit} ${fact.expired === true ? 'is over' : 'was taken back'}.`,
      ];
    case 'GridLimitChanged': {
      const amps = fact.amps === undefined ? 'sets no limit' : `leaves ${fact.amps} A on each line`;
      return ['BB_GRID_LIMIT_CHANGED', `The control box (${fact.state}) ${amps} since ${isoOf(fact.happenedAt)}.`];
    }
    case 'OrderEffectNoted':
      return ['BB_ORDER_EFFECT', effectText(fact)];
    case 'OverloadEnded':
      return ['BB_OVERLOAD_ENDED', overloadText(fact)];
    case 'CircuitLockedOut':
    case 'LockoutAcknowledged':
    case 'ExcursionBegan':
    case 'ExcursionEnded':
      return [lockoutCodes[fact.kind], lockoutText(fact)];
    default:
      return undefined;
  }
}

/** Years that somebody meant for ever have no text. */
const timeOf = (at: Utc): string => (at < 8.64e15 ? isoOf(at) : 'for ever');

function effectText(fact: Extract<OutsideFact, { kind: 'OrderEffectNoted' }>): string {
  const { order, since, orderedAmps, commandedAmps, measuredWatts, charging, measured, ended } = fact;
  const orderedText = `${orderedAmps.join(', ')} A ordered since ${isoOf(since)}`;
  const measuredText = `${measuredWatts} W measured at ${measured} of ${charging} EVSEs that charge`;
  const end = ended === true ? ' The order is over.' : '';
  return `${order}: ${orderedText}; ${commandedAmps.join(', ')} A commanded, ${measuredText}.${end}`;
}

function overloadText(fact: Extract<OutsideFact, { kind: 'OverloadEnded' }>): string {
  const { circuit, line, peakAmps, limitAmps, seconds, atLeast, unrecorded = 0 } = fact;
  const cause = atLeast === true ? ', not caused by charging' : '';
  const more = unrecorded > 0 ? ` ${unrecorded} more in the minute before are not recorded.` : '';
  return `Circuit ${circuit}, L${line + 1}, was above its limit of ${limitAmps} A for ${Math.round(seconds)} s, up to ${peakAmps} A${cause}.${more}`;
}

const lockoutCodes = {
  ExcursionBegan: 'BB_EXCURSION_BEGAN',
  ExcursionEnded: 'BB_EXCURSION_ENDED',
  CircuitLockedOut: 'BB_CIRCUIT_LOCKED_OUT',
  LockoutAcknowledged: 'BB_LOCKOUT_ACKNOWLEDGED',
} as const;

function lockoutText(fact: Extract<OutsideFact, { kind: keyof typeof lockoutCodes }>): string {
  switch (fact.kind) {
    case 'ExcursionBegan':
      return `Circuit ${fact.circuit} draws ${fact.amps} A on L${fact.line + 1}; ${fact.agreedAmps} A are agreed.`;
    case 'ExcursionEnded':
      return `Circuit ${fact.circuit} draws what is agreed again.`;
    case 'CircuitLockedOut':
      return `Circuit ${fact.circuit} drew more than agreed (${fact.because}): charging is held at its fallbacks.`;
    case 'LockoutAcknowledged':
      return `The lockout of circuit ${fact.circuit} was acknowledged.`;
  }
}
