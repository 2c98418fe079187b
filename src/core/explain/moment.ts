// What all explanations of one answer share, each worked out once and only when it is needed.

import type { Ceiling } from '../../control/allocate.ts';
import { isSettled, lookBackMs, recentMost } from '../../control/base-load.ts';
import type { Bases } from '../../control/books.ts';
import { limitAt } from '../../control/windows.ts';
import type { Circumstances, CircuitFigures } from '../../local/explanation.ts';
import type { CircuitId } from '../../model/ids.ts';
import { lineCount } from '../../model/electric.ts';
import type { Reason } from '../../model/reason.ts';
import { never, utc } from '../../model/time.ts';
import { basesOf } from '../limits/base-loads.ts';
import { ceilingsOf } from '../limits/csms-limits.ts';
import type { Outside } from '../limits/outside.ts';
import { outsideLimits } from '../limits/outside.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

export interface Moment {
  readonly state: State;
  readonly now: Now;
  readonly outside: Outside;
  readonly bases: () => Bases;
  readonly ofCsms: () => readonly Ceiling[];
}

export function momentOf(state: State, now: Now): Moment {
  return {
    state,
    now,
    outside: outsideLimits(state, now),
    bases: once(() => basesOf(state, now)),
    ofCsms: once(() => ceilingsOf(state, now.utc).ceilings),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What a reason leaves out: figures of its circuit, what an order leaves for all, until when. */
export function circumstancesOf(moment: Moment, reason: Reason, holdsAlone: boolean): Circumstances {
  switch (reason.kind) {
    case 'circuit':
    case 'waiting':
    case 'priority':
      return inCircuit(moment, reason.circuit, reason.line ?? 0, holdsAlone);
    case 'window':
    case 'temporary':
      return { ...inCircuit(moment, reason.circuit, 0, false), ...untilOf(moment, reason) };
    case 'csms':
      return reason.scope === 'site' ? ceiling(moment, moment.ofCsms(), reason) : {};
    case 'gridOperator':
    case 'lockout':
    case 'lpc':
      return { ...ceiling(moment, moment.outside.ceilings, reason), ...untilOf(moment, reason) };
    default:
      return {};
  }
}

/** `holdsAlone`: a limit that outlives the gateway needs room beside the worst case too, and the tighter of the two counts. */
function inCircuit(moment: Moment, id: CircuitId, line: number, holdsAlone: boolean): Circumstances {
  const { state, now, outside } = moment;
  const circuit = siteOf(state).circuits.find((one) => one.id === id);
  if (circuit === undefined) return {};
  const limitAmps = outside.limits.get(id)?.amps[line] ?? circuit.limitAmps;
  const worst: CircuitFigures = {
    limitAmps,
    baseAmps: circuit.worstCaseBaseAmps,
    reserveAmps: 0,
    base: 'worstCase',
  };
  const counted = moment.bases().get(id)?.[line];
  const base = state.bases.known.get(id);
  if (counted === undefined || base === undefined || !isSettled(base, now.mono)) return { circuit: worst };
  if (holdsAlone && counted <= circuit.worstCaseBaseAmps) return { circuit: worst };
  const most = recentMost(base, lookBackMs)[line]!;
  const baseAmps = tidy(Math.min(counted, circuit.pvCredit === true ? most : Math.max(0, most)));
  return { circuit: { limitAmps, baseAmps, reserveAmps: tidy(counted - baseAmps), base: 'measured' } };
}

const tidy = (amps: number): number => Math.round(amps * 100) / 100;

function ceiling({ state }: Moment, ceilings: readonly Ceiling[], reason: Reason): Circumstances {
  const lines = lineCount[siteOf(state).supply];
  const found = ceilings.find((one) => sameOrder(one.reason, reason));
  if (found === undefined) return {};
  const { amps } = found;
  return { ceilingAmps: typeof amps === 'number' ? Array<number>(lines).fill(amps) : amps.slice(0, lines) };
}

function sameOrder(one: Reason, other: Reason): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'gridOperator') return other.kind === one.kind && other.input === one.input;
  if (one.kind === 'csms') return other.kind === one.kind && other.uplink === one.uplink;
  if (one.kind === 'lockout') return other.kind === one.kind && other.circuit === one.circuit;
  return true;
}

function untilOf({ state, now }: Moment, reason: Reason): Circumstances {
  const { circuits, timezone } = siteOf(state);
  if (reason.kind === 'window') {
    const circuit = circuits.find(({ id }) => id === reason.circuit);
    if (circuit === undefined || !state.clock.trusted) return {};
    return { until: limitAt(circuit, timezone, now.utc).changesAt };
  }
  if (reason.kind === 'temporary' && reason.input === undefined) {
    const { until, reason: note } = state.ledger.outside.temporary.get(reason.circuit) ?? {};
    return { ...(until !== undefined && { until }), ...(note !== undefined && { note }) };
  }
  const { until = never } = (reason.kind === 'lpc' ? state.outside.lpc?.limit : undefined) ?? {};
  return until < never ? { until: utc(now.utc + until - now.mono) } : {};
}
