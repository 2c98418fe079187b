// Every session that is open: what its vehicle needs, and whether it will have it when it leaves.

import type { Load } from '../../control/envelope.ts';
import type { PlannedVehicleView } from '../../local/plan-ahead.ts';
import { nameOf, tokenEnd } from '../../local/plan-ahead.ts';
import type { EvseKey, TransactionId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import { vehicleView } from '../limits/vehicles.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { leavesAt, timesOf } from './charging-later.ts';
import type { Current } from './live.ts';
import type { Need } from './need-of.ts';
import { needOf } from './need-of.ts';
import { planInForce } from './targets.ts';
import { whyMissing } from './why-missing.ts';

/** Of a need, this is not worth a word, kWh. */
const grainKwh = 0.05;
/** With this priority it comes before all others. */
const boostPriority = 9;

interface Asked {
  readonly state: State;
  readonly now: Now;
  readonly current: Current | undefined;
  /** Where each session stands in the plan. */
  readonly places: ReadonlyMap<string, number>;
}

interface Standing extends Asked {
  readonly key: EvseKey;
  readonly load: Load;
  readonly session: Transaction;
  readonly need: Need;
}

/** The earliest departure first; who has not said it comes last. */
export function plannedVehicles(state: State, loads: ReadonlyMap<TransactionId, Load>, now: Now): PlannedVehicleView[] {
  const current = planInForce(state, now);
  const places = new Map((current?.request.sessions ?? []).map(({ key }, at) => [key, at]));
  const asked: Asked = { state, now, current, places };
  const all = [...loads].flatMap(([transaction, load]) => {
    const session = state.ledger.stations.get(load.station.id)?.transactions.known.get(transaction);
    if (session === undefined) return [];
    const key = evseKey(load.station.id, session.evse);
    return [vehicleOf({ ...asked, key, load, session, need: needOf(state, key, session, now) })];
  });
  const leaves = ({ departure }: PlannedVehicleView): number =>
    departure === undefined ? Infinity : Date.parse(departure);
  return all.sort((one, other) => leaves(one) - leaves(other) || (one.name < other.name ? -1 : 1));
}

function vehicleOf(of: Standing): PlannedVehicleView {
  const { key, load, session, need } = of;
  const { token } = session;
  const expectedKwh = expectedOf(of);
  return {
    name: nameOf(need.vehicle, token, key),
    ...(token !== '' && { token: tokenEnd(token) }),
    station: load.station.id,
    evse: session.evse,
    ...(need.departsAt !== undefined && { departure: isoOf(need.departsAt) }),
    ...(need.energyKwh !== undefined && { neededKwh: tidy(need.energyKwh) }),
    gotKwh: tidy(need.deliveredKwh),
    ...(expectedKwh !== undefined && { expectedKwh: tidy(expectedKwh) }),
    ...verdictOf(of),
    priority: need.priority,
    boost: need.priority >= boostPriority,
  };
}

/** What it has had, and what the plan has for it from now until it leaves; no more than it needs, where that is known. */
function expectedOf({ state, now, current, places, key, session, need }: Standing): number | undefined {
  const place = places.get(session.transaction);
  if (current === undefined || place === undefined) return undefined;
  const missed = missOf(state, key, session);
  if (need.energyKwh !== undefined)
    return missed === undefined ? need.energyKwh : Math.max(need.deliveredKwh, need.energyKwh - missed.kWh);
  const { request, plan } = current;
  const until = leavesAt(request, request.sessions[place]!);
  const times = timesOf(request);
  let kWh = need.deliveredKwh;
  for (const [slot, amps] of plan.targets[place]!.amps.entries()) {
    const ms = Math.min(until, times[slot]!.to) - Math.max(now.utc, times[slot]!.from);
    if (ms > 0) kWh += (amps * request.sessions[place]!.kWPerAmp * ms) / 3_600_000;
  }
  return kWh;
}

function missOf({ plan }: State, key: EvseKey, { transaction }: Transaction) {
  const miss = plan.misses.get(key);
  return miss?.transaction === transaction ? miss : undefined;
}

type Verdict = Pick<PlannedVehicleView, 'ready' | 'missesKwh' | 'readyAt' | 'why'>;

function verdictOf(of: Standing): Verdict {
  const { state, current, places, key, load, session, need, now } = of;
  const { remainingKwh, departsAt } = need;
  if (remainingKwh !== undefined && remainingKwh <= grainKwh) return { ready: true };
  if (remainingKwh !== undefined && vehicleView(state, load, now)?.state === 'full')
    return { ready: true, why: 'Its vehicle takes no more: it is full, or stops by itself.' };
  if (remainingKwh === undefined || departsAt === undefined) return { ready: null, why: unknownOf(need) };
  const place = places.get(session.transaction);
  if (current === undefined || place === undefined) return { ready: null, why: unplannedOf(of) };
  const missed = missOf(state, key, session);
  if (missed === undefined) return { ready: true };
  return {
    ready: false,
    missesKwh: tidy(missed.kWh),
    ...(missed.readyAt !== undefined && { readyAt: isoOf(missed.readyAt) }),
    why: whyMissing(state, current, place, load),
  };
}

function unknownOf({ remainingKwh, departsAt }: Need): string {
  const missing = [
    ...(departsAt === undefined ? ['when it leaves'] : []),
    ...(remainingKwh === undefined ? ['how much it needs'] : []),
  ].join(' and ');
  return `Nobody has said ${missing}.`;
}

function unplannedOf({ state, current, load, need }: Standing): string {
  if (state.live.stations.get(load.station.id)?.connected !== true)
    return `${load.station.id} is not connected: it can be told nothing, and nobody knows what its vehicle takes.`;
  if (need.solar === 'surplus') return 'It charges on surplus of the sun alone, and nobody knows the clouds.';
  if (current !== undefined)
    return 'It came after the plan was made, or cannot be planned: the next plan is made soon.';
  const { trouble } = state.plan;
  return trouble === undefined ? 'There is no plan yet: one is made within seconds.' : trouble.detail;
}

const tidy = (kWh: number): number => Math.round(kWh * 100) / 100;
