// What the grid operator orders now, for whoever decides who gets how much. It only ever lowers.

import type { Ceiling } from '../../control/allocate.ts';
import { cellsOfOne, drawn } from '../../control/envelope.ts';
import { minimumAmps } from '../../control/grid/minimum-power.ts';
import type { SiteInput } from '../../model/config/site.ts';
import type { CircuitId } from '../../model/ids.ts';
import type { Reason } from '../../model/reason.ts';
import type { InputView } from '../../local/site-view.ts';
import { isoOf } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { lostAfterMs } from './live.ts';

const inForce = (state: State, action: SiteInput['action']): SiteInput[] =>
  (siteOf(state).inputs ?? []).filter(
    (one) => one.action === action && state.ledger.gateway.inputs.get(one.id)?.active === true,
  );

/** Why nobody gets anything; undefined while no such order is in force. */
export function stoppedBy(state: State): Reason | undefined {
  const [input] = inForce(state, 'stop');
  return input === undefined ? undefined : { kind: 'gridOperator', input: input.id, action: 'stop' };
}

export const dimmingOf = (state: State): Ceiling[] =>
  inForce(state, 'dim').map((input) => ({
    reason: { kind: 'gridOperator', input: input.id, action: 'dim' },
    amps: dimmedTo(state, input),
    stations: undefined,
  }));

/** Inputs in force that limit this circuit. */
export const limitingOf = (state: State, circuit: CircuitId) =>
  inForce(state, 'limit').flatMap(({ id, limit }) => (limit?.circuit === circuit ? [{ id, limit }] : []));

/**
 * What all stations may draw together on each line; without `dimAmps` the minimum power of so many devices, or what they fall
 * back to, line by line.
 */
export function dimmedTo(state: State, { dimAmps, section14a }: SiteInput): number | readonly number[] {
  if (dimAmps !== undefined) return dimAmps;
  if (section14a !== undefined) return minimumAmps(section14a.devices, siteOf(state).supply);
  const { loads, fallback } = state;
  const sums = [0, 0, 0];
  for (const load of loads)
    for (const cell of cellsOfOne(load)) sums[cell.at]! += drawn(cell, fallback.get(load.key) ?? 0);
  return sums.map((amps) => Math.round(amps * 1000) / 1000);
}

export const inputsView = (state: State, now: Now): InputView[] =>
  (siteOf(state).inputs ?? []).map(({ id, action }) => {
    const live = state.modbus.inputs.get(id);
    const counted = state.ledger.gateway.inputs.get(id);
    const ageMs = live?.isRead === true && live.readAt !== undefined ? Math.round(now.mono - live.readAt) : undefined;
    return {
      id,
      action,
      active: counted?.active ?? false,
      quality: ageMs === undefined ? 'comm' : ageMs >= lostAfterMs ? 'stale' : 'good',
      ...(counted !== undefined && { since: isoOf(counted.since) }),
      ...(ageMs !== undefined && { ageMs }),
    };
  });
