// Which way a CALL goes that an MQTT uplink has for a station.

import { isKeptByGateway, isSecretKey, isTopologyKey, isTopologyVariable } from '../../uplink/device-keys.ts';
import type { CallFrame } from '../hear/context.ts';
import { ownKey, ownVariable } from '../relay/own-settings.ts';

/** `pass`: to the station, as it was written. `serve`: the gateway answers. `refuse`: nobody takes it. */
export type WayDown = 'pass' | 'serve' | 'refuse';

const served: ReadonlySet<string> = new Set(['ClearChargingProfile', 'SetChargingProfile']);

/**
 * What is the gateway's own affair with a station: its limits, its list of tokens, where it connects and by which keys; and what
 * is wanted of it beyond a reconnect, for which there are commands.
 */
const kept: ReadonlySet<string> = new Set([
  'CancelReservation',
  'CertificateSigned',
  'ChangeAvailability',
  'DeleteCertificate',
  'GetChargingProfiles',
  'InstallCertificate',
  'ReserveNow',
  'SendLocalList',
  'SetNetworkProfile',
  'UpdateDynamicSchedule',
  'UsePriorityCharging',
]);

export function wayDown({ action, payload }: CallFrame): WayDown {
  if (served.has(action)) return 'serve';
  if (kept.has(action) || action.endsWith('-Signed')) return 'refuse';
  const said = (payload ?? {}) as Readonly<Record<string, unknown>>;
  switch (action) {
    case 'RemoteStartTransaction':
    case 'RequestStartTransaction':
      return said['chargingProfile'] === undefined ? 'pass' : 'refuse';
    case 'ChangeConfiguration':
      return isOwnKey(String(said['key'])) ? 'refuse' : 'pass';
    case 'SetVariables':
      return (said['setVariableData'] as readonly SetVariableData[]).some(isOwnVariable) ? 'refuse' : 'pass';
    default:
      return 'pass';
  }
}

const isOwnKey = (key: string): boolean =>
  ownKey(key) !== undefined || isTopologyKey(key) || isSecretKey(key) || isKeptByGateway(key);

interface SetVariableData {
  readonly attributeValue: string;
  readonly component: { readonly name: string };
  readonly variable: { readonly name: string };
}

function isOwnVariable({
  component: { name: component },
  variable: { name: variable },
  attributeValue,
}: SetVariableData) {
  return (
    ownVariable(component, variable, attributeValue) !== undefined ||
    isTopologyVariable({ component, variable }) ||
    isSecretKey(variable) ||
    isKeptByGateway(`${component}.${variable}`)
  );
}
