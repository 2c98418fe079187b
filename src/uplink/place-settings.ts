// The variables of one station as the CSMS finds them under the EVSE that the station has in the site.

import type { KnownSetting } from '../model/capabilities.ts';
import { knownSetting } from '../model/capabilities.ts';
import type { VariableToSay } from '../ocpp/heard-device.ts';
import { keyOfVariable, settingNamed, valueFor2, variableOfKey } from '../ocpp/setting-names.ts';
import type { VariableName } from '../ocpp/variable-name.ts';
import { isSecretKey } from './device-keys.ts';
import type { PlaceFacts } from './site-model.ts';

/** Logical components are of the whole station, unless the station has them for each EVSE. */
const isOfStation = (component: string): boolean =>
  /Ctrlr$|^(ChargingStation|Controller|LocalController)$/i.test(component);

/** The name that the station itself has for what the CSMS names. */
export function nameAtStation({ evse, settings }: PlaceFacts, name: VariableName): VariableName {
  const { evse: _, connector, ...plain } = name;
  const placed = { ...plain, evse, ...(connector !== undefined && { connector }) };
  const isPlaced = knownSetting(settings, keyOfVariable(placed)) !== undefined;
  if (isPlaced || !(isOfStation(name.component) || knownSetting(settings, keyOfVariable(plain)) !== undefined))
    return placed;
  return plain;
}

/** What the station showed, by the names that it has here. Whatever stands for the whole station goes by its first EVSE. */
export function settingsOfPlace(place: PlaceFacts, isFirst: boolean): VariableToSay[] {
  return Object.entries(place.settings).flatMap(([key, { value, readonly, values }]) => {
    const name = variableOfKey(key);
    const named = settingNamed(key);
    const isHere = name.evse === undefined ? isFirst : name.evse === place.evse;
    if (!isHere || isSecretKey(key) || named?.isLimit === true) return [];
    return [
      {
        name: { ...name, evse: place.number },
        mutability: readonly ? 'ReadOnly' : 'ReadWrite',
        type: named?.type ?? 'string',
        ...(named?.unit !== undefined && { unit: named.unit }),
        ...(values !== undefined && values !== '' && { values }),
        ...(value !== undefined && { value: valueFor2(key, value) }),
      } satisfies VariableToSay,
    ];
  });
}

/** What a station takes in one message that does not say it. */
const usualItems = 10;
const mostItems = 50;

/** How many variables a station of 2.x is asked for, or set, in one message (B05.FR.11, B06.FR.05). */
export function itemsPerMessage(
  settings: Readonly<Record<string, KnownSetting>> | undefined,
  action: 'GetVariables' | 'SetVariables',
): number {
  const said = Number(settings?.[`DeviceDataCtrlr.ItemsPerMessage[${action}]`]?.value);
  return Number.isInteger(said) && said > 0 ? Math.min(said, mostItems) : usualItems;
}

/** In pieces of so many. */
export const piecesOf = <One>(all: readonly One[], most: number): One[][] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, at) => all.slice(at * most, (at + 1) * most));
