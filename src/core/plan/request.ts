// What the planner is asked: the sessions that are open as they are known, and the room for them as far as anybody leaves.

import type { Question } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import type { PlanRequest, PlanSession } from '../../control/plan/request.ts';
import { usualPlanning } from '../../model/config/planning.ts';
import { slotsFrom } from '../../control/plan/slots.ts';
import { evseKey } from '../../model/ids.ts';
import { usualPriority } from '../../model/needs.ts';
import type { Transaction } from '../../site/transaction.ts';
import { openOnes } from '../../site/transaction.ts';
import { vehicleView } from '../limits/vehicles.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { fullAmps } from './demand-of.ts';
import { marketOf } from './market.ts';
import type { Need } from './need-of.ts';
import { needOf } from './need-of.ts';
import { kWPerAmpOf } from './power.ts';
import { batteryOf } from './battery.ts';
import { rowsOf } from './rows.ts';
import { powerLater } from './site-power.ts';
import { mostMinutes } from './slots.ts';

/** Of whom nobody knows anything stays so long. */
const stayMinutes = 8 * 60;
/** The program grows with sessions times slots; beyond this no solver is done within its time. */
export const mostPlanned = 1000;
const minuteMs = 60_000;

interface Planned {
  readonly load: Load;
  readonly session: Transaction;
  readonly need: Need;
}

/** Undefined where a plan would say nothing: nobody's departure and need are both known nor anybody's least, or all have what they need. */
export function requestOf(state: State, question: Question, now: Now): PlanRequest | undefined {
  const planned = plannedOf(state, question, now);
  if (planned.length > mostPlanned || !planned.some(({ need }) => isWaitedFor(need))) return undefined;
  const stays = planned.map(({ need: { departsAt } }) =>
    departsAt === undefined ? stayMinutes : Math.min(mostMinutes, (departsAt - now.utc) / minuteMs),
  );
  const slotMinutes = slotsFrom(now.utc, Math.max(...stays));
  const slots = { startsAt: now.utc, minutes: slotMinutes };
  const loads = planned.map(({ load }) => load);
  const { rows, on, ofRoot } = rowsOf(state, question, loads, slots);
  const power = powerLater(state, slots, now);
  const market = marketOf(state, slots, power, now);
  const battery = market === undefined || power === undefined ? undefined : batteryOf(state, ofRoot, now);
  return {
    startsAt: now.utc,
    slotMinutes,
    rows,
    sessions: planned.map((one, at) =>
      sessionOf(state, question, one, { on: on.get(one.load.key)!, stay: stays[at]! }),
    ),
    ...goalsOf(state),
    stayMinutes,
    ...power,
    ...(market !== undefined && { market: { ...market, ...(battery !== undefined && { battery }) } }),
  };
}

function goalsOf(state: State): Pick<PlanRequest, 'favour' | 'margins' | 'floorKWh'> {
  const { favour, departureMarginMinutes, energyMarginPercent, floorKwh } = siteOf(state).planning ?? usualPlanning;
  return {
    favour,
    margins: { departureMinutes: departureMarginMinutes, energyFactor: 1 + energyMarginPercent / 100 },
    floorKWh: floorKwh,
  };
}

/** By a departure with a need; what it is to have at least is waited for whenever it leaves. */
const isWaitedFor = ({ departsAt, remainingKwh, leastKwh = 0, deliveredKwh }: Need): boolean =>
  (departsAt !== undefined && remainingKwh !== undefined && remainingKwh > 0) || leastKwh > deliveredKwh;

/** Who can be told something. Who charges on surplus alone takes what others leave, and nobody knows the clouds. */
function plannedOf(state: State, { loads, charging, fixed }: Question, now: Now): Planned[] {
  return loads.flatMap((load): Planned[] => {
    const demand = charging.get(load.key);
    if (demand === undefined || fixed.has(load.key)) return [];
    // Whose vehicle is full has what it can have.
    if (vehicleView(state, load, now)?.state === 'full') return [];
    if ((demand.cap?.amps ?? Infinity) < Math.max(load.minAmps, 1)) return [];
    const transactions = state.ledger.stations.get(load.station.id)?.transactions;
    const session = transactions?.known.get(demand.transaction);
    if (transactions === undefined || session === undefined) return [];
    const need = needOf(state, evseKey(load.station.id, session.evse), session, now);
    if (need.solar === 'surplus') return [];
    // Whose share of one limit it is nobody can say.
    const isShared = load.evses.length > 1 && openOnes(transactions).length > 1;
    return [{ load, session, need: isShared ? withoutNeed(need) : need }];
  });
}

const withoutNeed = ({ deliveredKwh, priority, noPause }: Need): Need => ({ deliveredKwh, priority, noPause });

function sessionOf(
  state: State,
  question: Question,
  { load, session, need }: Planned,
  { on, stay }: { readonly on: PlanSession['on']; readonly stay: number },
): PlanSession {
  const demand = question.charging.get(load.key)!;
  const { remainingKwh, leastKwh, departsAt, deliveredKwh, solar } = need;
  const minAmps = Math.max(load.minAmps, demand.minAmps ?? 0);
  const maxAmps = Math.max(minAmps, Math.min(fullAmps(state, load), demand.cap?.amps ?? Infinity));
  const kWPerAmp = kWPerAmpOf(state, load);
  return {
    key: session.transaction,
    on,
    kWPerAmp,
    minAmps,
    maxAmps,
    stepAmps: 1,
    // Of whom nobody knows what it needs, all that it could take is a wish.
    ...(remainingKwh === undefined ? { wantKWh: (maxAmps * kWPerAmp * stay) / 60 } : { needKWh: remainingKwh }),
    ...(leastKwh !== undefined && { leastKWh: leastKwh }),
    deliveredKWh: deliveredKwh,
    ...(departsAt !== undefined && { departsInMinutes: stay }),
    priority: weightOf(need.priority),
    isOn: demand.turn?.on === true,
    noPause: need.noPause,
    ...(solar !== undefined && { solar }),
  };
}

/** 5 counts once, 7 twice, 9 four times, 1 a quarter. */
const weightOf = (priority: number): number => 2 ** ((priority - usualPriority) / 2);
