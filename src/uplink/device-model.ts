// The site as the device that a CSMS configures over OCPP 1.6: its own keys, one read-only key for each EVSE, and the keys
// of single stations under `<station>.<key>`.

import type { Uplink } from '../model/config/site.ts';
import type { StationId } from '../model/ids.ts';
import type { Setting } from '../ocpp/order.ts';
import { keyOfVariable, variableOfKey } from '../ocpp/setting-names.ts';
import type { UplinkPart } from '../site/uplink-part.ts';
import { settingsKept } from '../site/uplink-part.ts';
import type { DeviceContext, DeviceKey } from './device-keys.ts';
import { deviceKeys, isKeptByGateway, isTopologyKey } from './device-keys.ts';
import { deviceVariables } from './device-variables.ts';

const byName = new Map(deviceKeys.map((one) => [one.key.toLowerCase(), one]));
/** What a CSMS of 2.x sees besides. */
const byVariable = new Map(deviceVariables.map((one) => [one.key.toLowerCase(), one]));

/** What is shown of one frame's worth of keys: beyond it single EVSEs have to be asked for by name. */
const mostBytesShown = 60_000;

/** Every key of the site, as far as it fits into one frame. */
export function showAll(context: DeviceContext): Setting[] {
  const all = [...byName.values(), ...vendorKeys(context)].flatMap((one) => showKey(context, one) ?? []);
  const evses = context.connectors.map(({ number, about }) => evseSetting(number, about()));
  let bytes = 0;
  return [...all, ...evses].filter(
    ({ key, value = '' }) => (bytes += key.length + value.length + 50) <= mostBytesShown,
  );
}

/** One key of the site; undefined when it has none of that name. Names are compared without case. */
export function showOne(context: DeviceContext, name: string): Setting | undefined {
  const known = keyNamed(context, name);
  if (known !== undefined) return showKey(context, known);
  const number = Number(/^BusbarEvse(\d{1,5})$/i.exec(name)?.[1]);
  const connector = context.connectors.find((one) => one.number === number);
  return connector === undefined ? undefined : evseSetting(connector.number, connector.about());
}

const evseSetting = (number: number, about: string): Setting => ({
  key: `BusbarEvse${number}`,
  readonly: true,
  value: about.slice(0, 500),
});

/** What the site shows of a key; undefined for one that is neither required nor there. */
export function showKey(context: DeviceContext, one: DeviceKey): Setting | undefined {
  const { key, scope, required, initial, isLive } = one;
  const shown = scope === 'fanOut' ? context.ofStations(key) : undefined;
  const set = isLive === true || isFixed(context, one) ? undefined : context.settings.get(key);
  const value = set ?? initial(context) ?? shown?.value;
  if (!required && value === undefined && shown === undefined) return undefined;
  const readonly = isFixed(context, one) || shown?.readonly === true;
  return { key, readonly, ...(value !== undefined && { value: value.slice(0, 500) }) };
}

/** Whoever asks, it is not changed as things are. */
function isFixed(context: DeviceContext, { key, scope, isFixed: isFixedNow }: DeviceKey): boolean {
  if (scope === 'fanOut') return !fansOut(context.uplink, key);
  return scope === 'fixed' || isFixedNow?.(context) === true;
}

/** Keys that the site file fans out and OCPP does not know. */
export const vendorKeys = ({ uplink }: DeviceContext): DeviceKey[] =>
  (uplink.configurationFanOut ?? [])
    .map(nameOfSite)
    .filter((key) => !byName.has(key.toLowerCase()))
    .filter((key) => uplink.version === '1.6' || !byVariable.has(key.toLowerCase()))
    .map((key) => ({
      key,
      scope: 'fanOut',
      required: false,
      initial: () => undefined,
      takes: (value) => value.length <= 500,
    }));

const keyNamed = (context: DeviceContext, name: string): DeviceKey | undefined =>
  byName.get(name.toLowerCase()) ??
  (context.uplink.version === '1.6' ? undefined : byVariable.get(name.toLowerCase())) ??
  vendorKeys(context).find(({ key }) => key.toLowerCase() === name.toLowerCase());

const fansOut = ({ configurationFanOut }: Uplink, key: string): boolean =>
  configurationFanOut === undefined || configurationFanOut.some((one) => nameOfSite(one) === key);

/** The site file may name a setting by its variable. */
const nameOfSite = (name: string): string => keyOfVariable(variableOfKey(name));

/** What is to be done with a change that the CSMS wants. */
export type Change =
  | { readonly kind: 'own' | 'fanOut'; readonly key: string }
  | { readonly kind: 'station'; readonly station: StationId; readonly key: string }
  | { readonly kind: 'refused'; readonly status: 'Rejected' | 'NotSupported' };

const refused = (status: 'Rejected' | 'NotSupported'): Change => ({ kind: 'refused', status });

export function judgeChange(context: DeviceContext, name: string, value: string): Change {
  if (isTopologyKey(name)) return refused('Rejected');
  const known = keyNamed(context, name);
  if (known !== undefined) {
    const { key, scope, takes } = known;
    if (isFixed(context, known) || !takes(value) || !hasRoom(context, key)) return refused('Rejected');
    return { kind: scope === 'fanOut' ? 'fanOut' : 'own', key };
  }
  if (showOne(context, name) !== undefined) return refused('Rejected');
  const of = stationKey(context, name);
  if (of === undefined) return refused('NotSupported');
  // A CSMS of 1.6 may know a station of 2.x by its variables.
  const key = nameOfSite(of.key);
  if (isTopologyKey(key) || isKeptByGateway(key)) return refused('Rejected');
  return { kind: 'station', station: of.station, key };
}

const hasRoom = ({ settings }: DeviceContext, key: string): boolean =>
  settings.has(key) || settings.size < settingsKept;

/** `<station>.<key>`; station names may hold dots, so the longest one that fits is meant. */
export function stationKey(
  { connectors }: DeviceContext,
  name: string,
): { station: StationId; key: string } | undefined {
  let found: StationId | undefined;
  for (const { station } of connectors)
    if (station !== undefined && name.startsWith(`${station.id}.`) && station.id.length > (found?.length ?? 0))
      found = station.id;
  return found === undefined ? undefined : { station: found, key: name.slice(found.length + 1) };
}

const scopeOf = (key: string): DeviceKey['scope'] =>
  (byName.get(key.toLowerCase()) ?? byVariable.get(key.toLowerCase()))?.scope ?? 'fanOut';

/** What a CSMS set in all stations, and in this one: each key once, the station's own value before that of all. */
export function wantedOfStation(
  { settings, settingsOf }: Pick<UplinkPart, 'settings' | 'settingsOf'>,
  station: StationId,
): Map<string, string> {
  const ofAll = [...settings].filter(([key]) => scopeOf(key) === 'fanOut');
  return new Map([...ofAll, ...(settingsOf.get(station) ?? [])]);
}

/** A number that governs what the gateway does: what the CSMS set, else what the site file says. */
export const ownNumber = (
  settings: ReadonlyMap<string, string> | undefined,
  key:
    | 'TransactionMessageAttempts'
    | 'TransactionMessageRetryInterval'
    | 'WebSocketPingInterval'
    | 'MinimumStatusDuration',
  otherwise: number,
): number => {
  const value = settings?.get(key);
  return value === undefined ? otherwise : Number(value);
};
