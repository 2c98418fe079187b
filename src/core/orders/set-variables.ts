// SetVariables: each variable is the site's own, or of every station, or of one (B05). One answer for all of them, when the
// last station has answered.

import type { SetVariable, VariableResult } from '../../ocpp/device-order.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { isOf16, keyOfVariable, valueFrom2 } from '../../ocpp/setting-names.ts';
import { isKeptByGateway, isSecretKey, isTopologyKey, isTopologyVariable } from '../../uplink/device-keys.ts';
import { judgeChange } from '../../uplink/device-model.ts';
import { nameAtStation } from '../../uplink/place-settings.ts';
import type { ModelContext, PlaceFacts } from '../../uplink/site-model.ts';
import { sameComponent, sameName, variablesOfPlace, variablesOfSite } from '../../uplink/site-model.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, uplinkOf } from './context.ts';
import { planEverywhere, rememberOnly } from './fan-out.ts';
import { isTaken, learned } from './learned.ts';
import { modelOf } from './model.ts';
import type { Ending, StationAnswer, StationOrder } from './ticket.ts';
import { isTooMany } from './variables.ts';

/** What becomes of one variable: a status at once, or orders for stations and how they end. */
type Plan =
  | { readonly status: string }
  | { readonly orders: readonly StationOrder[]; readonly ending: Ending; readonly unknown: string };

export function serveSetVariables(context: OrderContext, order: OrderOf<'setVariables'>): void {
  const { state, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  if (isTooMany(context, order.items.length, 'SetVariables')) return;
  const model = modelOf(state, uplink, now);
  const plans = order.items.map((item) => planOf(context, uplink, model, item));
  const orders = plans.flatMap((plan) => ('orders' in plan ? plan.orders : []));
  const ending = endingOf(order.items, plans);
  if (orders.length === 0) return answerNow(context, order, ending.fold([]));
  passOn(context, order, orders, ending);
}

function planOf(context: OrderContext, uplink: UplinkLive, model: ModelContext, item: SetVariable): Plan {
  const { name, attribute = 'Actual' } = item;
  const place = model.places.find(({ number }) => number === name.evse);
  if (name.evse !== undefined && place === undefined) return { status: 'UnknownComponent' };
  const own = place === undefined ? variablesOfSite(model) : variablesOfPlace(model, place);
  const isOwn = own.some((one) => sameName(one.name, name));
  if (isOwn && attribute !== 'Actual') return { status: 'NotSupportedAttributeType' };
  if (isTopologyVariable(name)) return { status: 'Rejected' };
  if (place !== undefined) return isOwn ? { status: 'Rejected' } : planStation(context, uplink, place, item);
  const isKnown = isOwn || own.some((one) => sameComponent(one.name, name));
  if (!isKnown) return { status: 'UnknownComponent' };
  const plan = planSite(context, uplink, model, item);
  return isOwn && 'status' in plan && plan.status === 'UnknownVariable' ? { status: 'Rejected' } : plan;
}

/** A variable of the site: what the gateway does by itself, or what every station is to do. */
function planSite(context: OrderContext, { config }: UplinkLive, model: ModelContext, item: SetVariable): Plan {
  const { decided, now } = context;
  const named = keyOfVariable(item.name);
  const value = valueFrom2(named, item.value);
  const change = judgeChange(model, named, value);
  switch (change.kind) {
    case 'refused':
      return { status: change.status === 'NotSupported' ? 'UnknownVariable' : 'Rejected' };
    case 'own':
      decided.facts.push({ kind: 'SettingChanged', uplink: config.id, key: change.key, value, happenedAt: now.utc });
      return { status: 'Accepted' };
    case 'fanOut': {
      const plan = planEverywhere(context, config.id, change.key, value);
      if (plan.orders.length > 0) return { ...plan, unknown: 'Rejected' };
      rememberOnly(context, config.id, change.key, value);
      return { status: 'Accepted' };
    }
    case 'station':
      return { status: 'UnknownVariable' };
  }
}

/** A variable of one station, by its name there. What the gateway needs it to be stays as it is. */
function planStation({ state }: OrderContext, { config }: UplinkLive, place: PlaceFacts, item: SetVariable): Plan {
  const { station } = place;
  const { attribute = 'Actual' } = item;
  const name = nameAtStation(place, item.name);
  const key = keyOfVariable(name);
  if (isTopologyKey(key) || isKeptByGateway(key)) return { status: 'Rejected' };
  const is16 = dialectOfStation(state, station).version === '1.6';
  if (is16 && !isOf16(key)) return { status: 'UnknownVariable' };
  if (is16 && attribute !== 'Actual') return { status: 'NotSupportedAttributeType' };
  if (attribute !== 'Actual') return planAttribute(station, { ...item, name });
  const value = valueFrom2(key, item.value);
  const changed = { kind: 'SettingChanged', uplink: config.id, of: station, key, value } as const;
  return {
    orders: [{ station, order: { kind: 'changeSetting', key, value } }],
    unknown: 'UnknownVariable',
    ending: {
      fold: ([only]) => only!.answer,
      note: ([only], at) =>
        only !== undefined && isTaken(only) && !isSecretKey(key) ? [{ ...changed, happenedAt: at }, learned(only)] : [],
    },
  };
}

/** A target or a bound is the station's alone: nothing of it is kept here. */
const planAttribute = (station: StationOrder['station'], item: SetVariable): Plan => ({
  orders: [{ station, order: { kind: 'setVariables', items: [item] } }],
  unknown: 'UnknownVariable',
  ending: { fold: ([only]) => ({ status: only?.answer.variables?.[0]?.status ?? 'Rejected' }) },
});

/** Answers find the variable that they are about by the order that they answer. */
function endingOf(items: readonly SetVariable[], plans: readonly Plan[]): Ending {
  const about = new Map<StationOrder['order'], Plan>();
  for (const plan of plans) if ('orders' in plan) for (const { order } of plan.orders) about.set(order, plan);
  const of = (plan: Plan, answers: readonly StationAnswer[]): StationAnswer[] =>
    answers.filter(({ order }) => about.get(order) === plan);
  const statusOf = (plan: Plan, answers: readonly StationAnswer[]): string => {
    if (!('orders' in plan)) return plan.status;
    const own = of(plan, answers);
    const { status } = own.length === 0 ? { status: 'Rejected' } : plan.ending.fold(own);
    return status === 'NotSupported' ? plan.unknown : status;
  };
  return {
    fold: (answers) => ({
      status: 'Accepted',
      variables: items.map((item, at): VariableResult => ({ ...item, status: statusOf(plans[at]!, answers) })),
    }),
    note: (answers, at) =>
      plans.flatMap((plan) => ('orders' in plan ? [...(plan.ending.note?.(of(plan, answers), at) ?? [])] : [])),
    further: (answers) =>
      plans.flatMap((plan) => {
        if (!('orders' in plan)) return [];
        const more = plan.ending.further?.(of(plan, answers)) ?? [];
        for (const { order } of more) about.set(order, plan);
        return [...more];
      }),
  };
}
