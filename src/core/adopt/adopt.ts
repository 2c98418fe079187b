// Taking on a station that connected: what it can, how it is set, what it must hold. One order at a time, behind its limits.

import { stationOf } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import { stationPart } from '../../site/ledger.ts';
import { stationLive } from '../../site/live.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import type { Decided, Heard } from '../heard.ts';
import { passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { adoptBy, siteOf, wakeBy } from '../state.ts';
import { isUnknown } from '../hear/unknown-actions.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { askBoot } from './ask-boot.ts';
import { askCharging } from './ask-charging.ts';
import { askModel } from './ask-model.ts';
import { askSettings } from './ask-settings.ts';
import { askStatuses } from './ask-statuses.ts';
import { changeSettings } from './change-settings.ts';
import { checkProfiles } from './check-profiles.ts';
import { clearProfiles } from './clear-profiles.ts';
import { giveTariffs } from './give-tariffs.ts';
import { localList } from './local-list.ts';
import { restoreAvailability } from './restore-availability.ts';
import { noteOutcome } from './refusals.ts';
import { setVariables } from './set-variables.ts';
import type { Step, StepContext } from './step.ts';
import { verifyLimits } from './verify-limits.ts';

/** In this order. What is known after the second says how a station takes its first limit. */
const steps16: readonly Step[] = [
  clearProfiles,
  askSettings,
  askBoot,
  changeSettings,
  verifyLimits,
  restoreAvailability,
  localList,
  askStatuses,
];
const steps2: readonly Step[] = [
  clearProfiles,
  askCharging,
  askBoot,
  checkProfiles,
  verifyLimits,
  restoreAvailability,
  askModel,
  setVariables,
  localList,
  giveTariffs,
  askStatuses,
];
const beforeLimits: ReadonlySet<Step> = new Set([askSettings, askCharging]);

const stepsOf = (state: State, station: StationId): readonly Step[] =>
  dialectOfStation(state, station).version === '1.6' ? steps16 : steps2;

/** More orders than any step needs; a station that answers in circles is left as it is. */
const mostOrders = 64;

/** A list is sent within this time, or the next look finds it still under way. */
const sendingMs = 60_000;

/** Tokens have changed: every station that keeps a list is looked at again. */
export function listAgain(state: State, now: Now): void {
  if (now.mono < state.listsDueAt) return wakeBy(state, state.listsDueAt);
  state.listsDueAt = never;
  for (const id of state.stationLinks.keys()) {
    const { adoption } = stationLive(state.live, id);
    if (adoption.list.version === 'none') continue;
    // What is on its way to it was worked out before the change.
    if (adoption.list.sending !== undefined) state.listsDueAt = after(now.mono, sendingMs);
    else if (adoption.done.delete(localList.name)) {
      state.adopting.add(id);
      adoptBy(state, now.mono);
    }
  }
}

/** Goes on with every station that has something due; nothing is looked at before that. */
export function adoptAll(state: State, decided: Decided, now: Now): void {
  if (now.mono >= state.adoptDueAt) {
    state.adoptDueAt = never;
    for (const id of state.adopting) lookAt(state, id, decided, now);
  }
  wakeBy(state, state.adoptDueAt);
}

/** The whole model of a station is known: what differs from what is wanted is looked at once more. */
export function setAgain(state: State, id: StationId, now: Now): void {
  stationLive(state.live, id).adoption.done.delete(setVariables.name);
  state.adopting.add(id);
  lookAgain(state, id, now);
}

/** A station answered something: what a step waits for may be there. */
export function lookAgain(state: State, id: StationId, now: Now): void {
  if (!state.adopting.has(id)) return;
  stationLive(state.live, id).adoption.dueAt = now.mono;
  adoptBy(state, now.mono);
}

function lookAt(state: State, id: StationId, decided: Decided, now: Now): void {
  const { callableFrom, adoption } = stationLive(state.live, id);
  // Its answer makes it due again.
  if (adoption.asking !== undefined) return;
  const dueAt = Math.max(callableFrom, adoption.dueAt, adoption.pausedUntil) as Mono;
  if (dueAt > now.mono) return adoptBy(state, dueAt);
  const context = contextOf(state, id);
  if (context === undefined) state.adopting.delete(id);
  else adopt(context, decided, now);
}

function adopt(context: StepContext, decided: Decided, now: Now): void {
  const { state, station, live } = context;
  const { adoption } = live;
  for (const step of stepsOf(state, station.id)) {
    if (adoption.done.has(step.name)) continue;
    const next = adoption.orders < mostOrders ? step.next(context, now.mono, now.utc) : undefined;
    if (next !== undefined && 'waitUntil' in next) {
      adoption.dueAt = next.waitUntil;
      return adoptBy(state, next.waitUntil);
    }
    if (next !== undefined && !isUnknown(state, station.id, next)) {
      adoption.asking = step.name;
      adoption.orders += 1;
      const from = { kind: 'gateway', purpose: step.name } as const;
      return passOn({ state, decided, from, now }, next, [{ station: station.id, order: next }]);
    }
    adoption.done.add(step.name);
    adoption.orders = 0;
    decided.facts.push(...(step.ended?.(context) ?? []));
    if (!beforeLimits.has(step)) continue;
    live.mayBegin = true;
    state.reallocate = true;
  }
  state.adopting.delete(station.id);
}

/**
 * A station answered an order of ours, or never will. An answer that came when nobody waited for it any more (`isLate`)
 * teaches the same, and nothing goes on after it (Q33).
 */
export function hearAdoption(
  state: State,
  heard: Pick<Heard, 'facts'>,
  { station, purpose, order, answer, isLate }: AdoptionAnswer,
  now: Now,
): void {
  const context = contextOf(state, station);
  const step = stepsOf(state, station).find(({ name }) => name === purpose);
  if (context === undefined || step === undefined) return;
  if (isLate !== true) {
    context.live.adoption.asking = undefined;
    lookAgain(state, station, now);
  }
  heard.facts.push(...step.heard(context, order, answer));
  if (isLate !== true) noteOutcome(state, station, context.live, answer.status, now);
}

export interface AdoptionAnswer {
  readonly station: StationId;
  /** The name of the step. */
  readonly purpose: string;
  readonly order: Order;
  readonly answer: OrderAnswer;
  readonly isLate?: true;
}

function contextOf(state: State, id: StationId): StepContext | undefined {
  const station = stationOf(siteOf(state), id);
  if (station === undefined) return undefined;
  return { state, station, part: stationPart(state.ledger, id), live: stationLive(state.live, id) };
}
