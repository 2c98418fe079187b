// GetVariables: the site's own variables, and those of single stations, which are asked where they are (B06).

import { knownSetting } from '../../model/capabilities.ts';
import type { AskedVariable, VariableResult } from '../../ocpp/device-order.ts';
import type { OrderAnswer, OrderOf } from '../../ocpp/order.ts';
import { isOf16, keyOfVariable, valueFor2, variableOfKey } from '../../ocpp/setting-names.ts';
import { isSecretKey } from '../../uplink/device-keys.ts';
import { mostVariablesAsked } from '../../uplink/device-variables.ts';
import { itemsPerMessage, nameAtStation, piecesOf } from '../../uplink/place-settings.ts';
import type { ModelContext, PlaceFacts } from '../../uplink/site-model.ts';
import { sameComponent, sameName, variablesOfPlace, variablesOfSite } from '../../uplink/site-model.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, uplinkOf } from './context.ts';
import { modelOf } from './model.ts';
import type { StationAnswer, StationOrder } from './ticket.ts';

/** A variable as it stands here, or the station that has to be asked for it. */
type Found = VariableResult | { readonly place: PlaceFacts };

export function serveGetVariables(context: OrderContext, order: OrderOf<'getVariables'>): void {
  const { state, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  if (isTooMany(context, order.items.length, 'GetVariables')) return;
  const model = modelOf(state, uplink, now);
  const found = findAll(model, order.items);
  const orders = ordersFor(context, order.items, found);
  if (orders.length === 0) return answerNow(context, order, resultOf(order.items, found, [], new Map()));
  const asked = new Map(orders.map((one) => [one.order, one.at]));
  passOn(context, order, orders, (answers) => resultOf(order.items, found, answers, asked));
}

/** True when it was refused (B06.FR.16). */
export function isTooMany({ from, decided }: OrderContext, items: number, action: string): boolean {
  if (items <= mostVariablesAsked || from.kind !== 'csms') return false;
  const text = `At most ${mostVariablesAsked} variables are named at once (ItemsPerMessage[${action}]).`;
  decided.commands.push({ kind: 'refuse', asker: from.asker, code: 'OccurrenceConstraintViolation', text });
  return true;
}

function findAll(model: ModelContext, items: readonly AskedVariable[]): Found[] {
  const ofSite = variablesOfSite(model);
  return items.map((item): Found => {
    const { name, attribute } = item;
    const place = model.places.find(({ number }) => number === name.evse);
    if (name.evse !== undefined && place === undefined) return { ...item, status: 'UnknownComponent' };
    const own = place === undefined ? ofSite : variablesOfPlace(model, place);
    const variable = own.find((one) => sameName(one.name, name));
    if (variable === undefined) {
      if (place !== undefined) return { place };
      const isKnown = own.some((one) => sameComponent(one.name, name));
      return { ...item, status: isKnown ? 'UnknownVariable' : 'UnknownComponent' };
    }
    if (attribute !== undefined && attribute !== 'Actual') return { ...item, status: 'NotSupportedAttributeType' };
    if (variable.mutability === 'WriteOnly') return { ...item, status: 'Rejected' };
    return { ...item, status: 'Accepted', value: variable.value ?? '' };
  });
}

/** What one station is asked for, and which of the items that answers. */
interface Asked extends StationOrder {
  readonly at: readonly number[];
}

/** As few messages for each station as it takes; a station of 1.6 is asked for its keys. */
function ordersFor({ state }: OrderContext, items: readonly AskedVariable[], found: readonly Found[]): Asked[] {
  const ofStations = new Map<string, { place: PlaceFacts; at: number[] }>();
  found.forEach((one, at) => {
    if (!('place' in one)) return;
    const { place } = one;
    const known = ofStations.get(place.station);
    if (known === undefined) ofStations.set(place.station, { place, at: [at] });
    else known.at.push(at);
  });
  return [...ofStations.values()].flatMap(({ place: { station, settings }, at: all }): Asked[] => {
    const is16 = dialectOfStation(state, station).version === '1.6';
    const askable = all.filter((one) => isAskable(items[one]!, found[one]!, is16));
    const most = is16 ? askable.length : itemsPerMessage(settings, 'GetVariables');
    return piecesOf(askable, most).map((at) => {
      const names = at.map((one) => stationName(items[one]!, found[one]!));
      const order = is16
        ? ({ kind: 'getSettings', keys: names.map(keyOfVariable) } as const)
        : ({
            kind: 'getVariables',
            items: at.map((one, index) => ({ ...items[one]!, name: names[index]! })),
          } as const);
      return { station, order, at };
    });
  });
}

const stationName = ({ name }: AskedVariable, found: Found) =>
  'place' in found ? nameAtStation(found.place, name) : name;

/** A key of 1.6 has one value only, and no secret is shown. */
function isAskable(item: AskedVariable, found: Found, is16: boolean): boolean {
  const key = keyOfVariable(stationName(item, found));
  if (isSecretKey(key)) return false;
  return !is16 || (isOf16(key) && (item.attribute ?? 'Actual') === 'Actual');
}

function resultOf(
  items: readonly AskedVariable[],
  found: readonly Found[],
  answers: readonly StationAnswer[],
  asked: ReadonlyMap<unknown, readonly number[]>,
): OrderAnswer {
  const results = new Map<number, VariableResult>();
  for (const { order, answer } of answers)
    (asked.get(order) ?? []).forEach((at, index) => {
      const result = fromStation(items[at]!, found[at]!, index, answer);
      if (result !== undefined) results.set(at, result);
    });
  const variables = items.map((item, at): VariableResult => {
    const one = found[at]!;
    if (!('place' in one)) return one;
    return results.get(at) ?? remembered(item, one.place);
  });
  return { status: 'Accepted', variables };
}

/** What the station said of it now; undefined where it said nothing. */
function fromStation(
  item: AskedVariable,
  found: Found,
  index: number,
  answer: OrderAnswer,
): VariableResult | undefined {
  const { name, attribute } = item;
  const about = { name, ...(attribute !== undefined && { attribute }) };
  if (answer.variables !== undefined) {
    const { status = 'Rejected', value } = answer.variables[index] ?? {};
    return { ...about, status, ...(value !== undefined && { value }) };
  }
  if (answer.settings === undefined) return undefined;
  const key = keyOfVariable(stationName(item, found));
  const setting = answer.settings.find((one) => one.key.toLowerCase() === key.toLowerCase());
  if (setting === undefined) return { ...about, status: 'UnknownVariable' };
  return { ...about, status: 'Accepted', value: valueFor2(key, setting.value ?? '') };
}

/** What it showed before, of a station that is away or says nothing. */
function remembered(item: AskedVariable, place: PlaceFacts): VariableResult {
  const { name, attribute } = item;
  const about = { name, ...(attribute !== undefined && { attribute }) };
  const key = keyOfVariable(nameAtStation(place, name));
  if (isSecretKey(key)) return { ...about, status: 'Rejected' };
  const setting = knownSetting(place.settings, key);
  if (setting === undefined)
    return { ...about, status: isKnownComponent(place, item) ? 'UnknownVariable' : 'UnknownComponent' };
  if (attribute !== undefined && attribute !== 'Actual') return { ...about, status: 'NotSupportedAttributeType' };
  return { ...about, status: 'Accepted', value: valueFor2(key, setting.value ?? '') };
}

const isKnownComponent = (place: PlaceFacts, { name }: AskedVariable): boolean => {
  const wanted = nameAtStation(place, name).component.toLowerCase();
  return Object.keys(place.settings).some((key) => variableOfKey(key).component.toLowerCase() === wanted);
};
