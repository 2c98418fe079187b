// What people and other systems order from outside, and the answers.

import type { Fact } from '../../model/fact/fact.ts';
import { utc } from '../../model/time.ts';
import type { Now, Problem, Question } from '../ports.ts';
import type { OutsideQuestion } from '../ports/outside.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { clearEvseLimit, setEvseLimit } from './evse-limit.ts';
import { serveGrid } from './grid.ts';
import { servePrices } from './prices.ts';
import { problem } from './problem.ts';
import { temporaryView } from './view.ts';

const kinds: ReadonlySet<string> = new Set<OutsideQuestion['kind']>([
  'setCircuitLimit',
  'clearCircuitLimit',
  'acknowledgeLockout',
  'setEvseLimit',
  'clearEvseLimit',
  'grid',
  'gridHeartbeat',
  'gridLimit',
  'gridFailsafe',
  'prices',
  'setPrices',
]);

export const isOutsideQuestion = (question: Question): question is OutsideQuestion => kinds.has(question.kind);

export function serveOutside(state: State, question: OutsideQuestion, facts: Fact[], now: Now): unknown {
  switch (question.kind) {
    case 'setCircuitLimit':
      return setLimit(state, question, facts, now);
    case 'clearCircuitLimit':
      return clearLimit(state, question.circuit, facts, now);
    case 'acknowledgeLockout':
      return acknowledge(state, question.circuit, facts, now);
    case 'setEvseLimit':
      return setEvseLimit(state, question.evse, question, now);
    case 'clearEvseLimit':
      return clearEvseLimit(state, question.evse);
    case 'prices':
    case 'setPrices':
      return servePrices(state, question, facts, now);
    default:
      return serveGrid(state, question, facts, now);
  }
}

type SetLimit = Extract<OutsideQuestion, { kind: 'setCircuitLimit' }>;

function setLimit(state: State, question: SetLimit, facts: Fact[], now: Now): unknown {
  const { circuit, amps, durationMs, reason } = question;
  const known = siteOf(state).circuits.find(({ id }) => id === circuit);
  if (known === undefined) return unknownCircuit(state, circuit);
  if (!(amps >= 0 && amps <= known.limitAmps))
    return problem(
      400,
      'BB_LIMIT_ABOVE_CIRCUIT',
      `Circuit ${circuit} has ${known.limitAmps} A by the site file: a limit of ${amps} A is not taken, because such a limit only lowers. Send 0 to ${known.limitAmps}, or take the limit back with DELETE.`,
    );
  const until = question.until ?? (durationMs === undefined ? undefined : utc(now.utc + durationMs));
  if (until !== undefined && until <= now.utc && state.clock.trusted)
    return problem(400, 'BB_LIMIT_OVER', 'This limit would have ended already. Check "until" and its time zone.');
  const limit = {
    amps,
    ...(until !== undefined && { until }),
    ...(durationMs !== undefined && { lasts: true as const }),
    ...(reason !== undefined && { reason }),
  };
  facts.push({ kind: 'CircuitLimitSet', circuit, ...limit, happenedAt: now.utc });
  return { circuit, ...temporaryView({ ...limit, since: now.utc }) };
}

function clearLimit(state: State, circuit: SetLimit['circuit'], facts: Fact[], now: Now): unknown {
  if (!siteOf(state).circuits.some(({ id }) => id === circuit)) return unknownCircuit(state, circuit);
  if (state.ledger.outside.temporary.has(circuit))
    facts.push({ kind: 'CircuitLimitCleared', circuit, happenedAt: now.utc });
  return { circuit };
}

function acknowledge(state: State, circuit: SetLimit['circuit'], facts: Fact[], now: Now): unknown {
  const excursions = state.ledger.outside.excursions.get(circuit);
  if (excursions?.lockedOut === undefined)
    return problem(409, 'BB_LOCKOUT_ABSENT', `Circuit ${circuit} is not locked out. GET /api/v1/site shows what is.`);
  if (excursions.isOpen)
    return problem(
      409,
      'BB_LOCKOUT_ABOVE_AGREED',
      `Circuit ${circuit} still draws more than agreed, or its meter is lost. Take load off it, and acknowledge then.`,
    );
  facts.push({ kind: 'LockoutAcknowledged', circuit, happenedAt: now.utc });
  return { circuit };
}

const unknownCircuit = (state: State, circuit: string): Problem =>
  problem(
    404,
    'BB_CIRCUIT_UNKNOWN',
    `There is no circuit "${circuit.slice(0, 50)}". The site has: ${siteOf(state)
      .circuits.slice(0, 20)
      .map(({ id }) => id)
      .join(', ')}.`,
  );
