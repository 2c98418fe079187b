// The proof that orders of the grid operator are followed: what was ordered, commanded and measured, while each is in force.

import { cellsOfOne, drawn } from '../../control/envelope.ts';
import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { OrderEffectNoted } from '../../model/fact/outside.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { after, earliest, never } from '../../model/time.ts';
import { dimmingOf, stoppedBy } from '../inputs/orders.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { gridCeiling } from './grid.ts';

/** When the effect is due by agreement, when it must be there (G100), and then each quarter of an hour. */
const firstMs = [15_000, 60_000];
const laterMs = 900_000;

interface InForce {
  readonly order: string;
  readonly amps: readonly number[];
  readonly since: Utc;
}

/** Returns when to record next. */
export function noteEffects(state: State, facts: Fact[], now: Now): Mono {
  const { effects } = state.outside;
  const orders = new Map(ordersOf(state, now).map((one) => [one.order, one]));
  for (const [order, live] of effects) {
    const still = orders.get(order);
    if (still !== undefined && still.amps.join() === live.amps.join()) continue;
    facts.push({ ...effectOf(state, { order, ...live }, now), ended: true });
    effects.delete(order);
  }
  let dueAt: Mono = never;
  for (const { order, amps, since } of orders.values()) {
    let live = effects.get(order);
    if (live === undefined) effects.set(order, (live = { amps, since, notedAt: now.mono, notes: 0 }));
    if (now.mono >= nextAt(live)) {
      facts.push(effectOf(state, { order, amps, since: live.since }, now));
      live.notes += 1;
      if (live.notes >= firstMs.length) live.notedAt = now.mono;
    }
    dueAt = earliest(dueAt, nextAt(live));
  }
  return dueAt;
}

const nextAt = ({ notedAt, notes }: { notedAt: Mono; notes: number }): Mono =>
  after(notedAt, firstMs[notes] ?? laterMs);

/** Orders of the grid operator that are in force, and since when. */
function ordersOf(state: State, now: Now): InForce[] {
  const lines = lineCount[siteOf(state).supply];
  const onLines = (amps: number | readonly number[]): number[] =>
    typeof amps === 'number' ? Array<number>(lines).fill(amps) : amps.slice(0, lines);
  const { inputs } = state.ledger.gateway;
  const ofInput = (id: string, amps: number | readonly number[]): InForce => ({
    order: `input:${id}`,
    amps: onLines(amps),
    since: inputs.get(id)?.since ?? now.utc,
  });
  const stop = stoppedBy(state);
  return [
    ...dimmingOf(state).flatMap(({ reason, amps }) =>
      reason.kind === 'gridOperator' ? [ofInput(reason.input, amps)] : [],
    ),
    ...(stop?.kind === 'gridOperator' ? [ofInput(stop.input, 0)] : []),
    ...gridCeiling(state).map(({ amps }) => ({ order: 'lpc', amps: onLines(amps), since: now.utc })),
  ];
}

function effectOf(state: State, { order, amps, since }: InForce, now: Now): OrderEffectNoted {
  const { supply } = siteOf(state);
  const commanded = [0, 0, 0];
  let [measuredWatts, charging, measured] = [0, 0, 0];
  for (const { load, amps: allocated, transaction } of state.allocations.values()) {
    if (transaction === undefined) continue;
    for (const cell of cellsOfOne(load)) commanded[cell.at]! += drawn(cell, allocated);
    for (const { id } of load.evses) {
      charging += 1;
      const values = state.live.stations.get(load.station.id)?.measured.get(id);
      const watts = values?.powerW ?? wattsOf(values?.amps, supply);
      if (watts === undefined || state.live.stations.get(load.station.id)?.connected !== true) continue;
      measured += 1;
      measuredWatts += watts;
    }
  }
  const commandedAmps = commanded.slice(0, lineCount[supply]).map((one) => Math.round(one * 1000) / 1000);
  const seen = { commandedAmps, measuredWatts: Math.round(measuredWatts), charging, measured };
  return { kind: 'OrderEffectNoted', order, since, orderedAmps: amps, ...seen, happenedAt: now.utc };
}

const wattsOf = (
  amps: readonly (number | undefined)[] | undefined,
  supply: Parameters<typeof wattsPerAmp>[0],
): number | undefined => amps?.reduce<number>((sum, one) => sum + (one ?? 0) * wattsPerAmp(supply, 1), 0);
