// Which settings of a station are no affair of its central system alone: they would take it away from the gateway, weaken how it
// proves who it is, or switch off what holds its limits (G15).

import type { StationSecurity } from '../../model/config/station-security.ts';

/** `key`: its password. `profile`: its security profile. `kept`: it stays as it is. */
export type Own = 'key' | 'profile' | 'kept';

/** Names of where a station connects, as vendors write them, without regard to case, blanks, dots, dashes and underlines. */
const addressNames: ReadonlySet<string> = new Set([
  'backendurl',
  'centralsystem',
  'centralsystemaddress',
  'centralsystemendpoint',
  'centralsystemhost',
  'centralsystemport',
  'centralsystemuri',
  'centralsystemurl',
  'chargepointid',
  'chargepointidentity',
  'chargeboxid',
  'chargeboxidentity',
  'connectionurl',
  'csmsurl',
  'csurl',
  'endpointurl',
  'ocppbackend',
  'ocppbackendurl',
  'ocppcentralsystemurl',
  'ocppcsmsurl',
  'ocppendpoint',
  'ocpphost',
  'ocppport',
  'ocppserver',
  'ocppserveraddress',
  'ocppserverurl',
  'ocppurl',
  'serveraddress',
  'serverhost',
  'serverport',
  'serverurl',
  'urlcentralsystem',
  'websocketurl',
]);

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** A configuration key of OCPP 1.6. */
export function ownKey(key: string): Own | undefined {
  const name = plainName(key);
  if (name === 'authorizationkey') return 'key';
  if (name === 'securityprofile') return 'profile';
  return addressNames.has(name) || keptKeys.has(name) ? 'kept' : undefined;
}

const keptKeys: ReadonlySet<string> = new Set(['allowsecurityprofiledowngrade', 'networkconfigurationpriority']);

/** Variables of OCPP 2.x that stay, `component.variable`; all of a component under `component.*`. */
const keptVariables: ReadonlySet<string> = new Set([
  'networkconfiguration.*',
  'ocppcommctrlr.activenetworkprofile',
  'ocppcommctrlr.networkconfigurationpriority',
  'securityctrlr.allowsecurityprofiledowngrade',
  'securityctrlr.identity',
]);

/** A variable of OCPP 2.x. */
export function ownVariable(component: string, variable: string, value: string): Own | undefined {
  const [of, name] = [plainName(component), plainName(variable)];
  if (of === 'securityctrlr' && name === 'basicauthpassword') return 'key';
  if (of === 'securityctrlr' && name === 'securityprofile') return 'profile';
  // Without it nothing holds the station.
  if (of === 'smartchargingctrlr' && name === 'enabled') return value.toLowerCase() === 'true' ? undefined : 'kept';
  const isKept = keptVariables.has(`${of}.*`) || keptVariables.has(`${of}.${name}`) || addressNames.has(name);
  return isKept ? 'kept' : undefined;
}

/** The profile of a station is that of its own connection, and stands in the site file. */
export const isProfileOf = ({ profile }: StationSecurity, value: string): boolean => value.trim() === String(profile);

/** 16 to 20 bytes in hex (1.6 A00.FR.205), or 16 to 40 characters; 2.1 takes 64. */
export function isGoodKey(text: string, version: string): boolean {
  if (version === '1.6') return /^(?:[0-9A-Fa-f]{2}){16,20}$/.test(text) || /^[\x21-\x7e]{16,40}$/.test(text);
  const longest = version === '2.1' ? 64 : 40;
  return text.length >= 16 && text.length <= longest && !/\p{Cc}/u.test(text);
}

interface Told {
  readonly configurationKey?: readonly { readonly key?: unknown; readonly value?: unknown }[];
  readonly getVariableResult?: readonly {
    readonly component?: { readonly name?: unknown };
    readonly variable?: { readonly name?: unknown };
    readonly attributeValue?: unknown;
  }[];
}

/**
 * The answer of a station that tells its key, which nobody may read (1.6 WP A00, 2.x WriteOnly), without it; undefined where it
 * tells none. Towards the gateway it may have another one than its central system knows.
 */
export function withoutKeys(payload: unknown): object | undefined {
  const { configurationKey, getVariableResult } = (payload ?? {}) as Told;
  if (Array.isArray(configurationKey)) {
    const told = (configurationKey as NonNullable<Told['configurationKey']>).map((one) =>
      isText(one?.key) && ownKey(one.key) === 'key' && one.value !== undefined ? { ...one, value: undefined } : one,
    );
    return told.some((one, at) => one !== configurationKey[at])
      ? { ...(payload as object), configurationKey: told }
      : undefined;
  }
  if (!Array.isArray(getVariableResult)) return undefined;
  const told = (getVariableResult as NonNullable<Told['getVariableResult']>).map((one) => {
    const [of, name] = [one?.component?.name, one?.variable?.name];
    const isKey = isText(of) && isText(name) && ownVariable(of, name, '') === 'key' && one.attributeValue !== undefined;
    return isKey ? { ...one, attributeStatus: 'Rejected', attributeValue: undefined } : one;
  });
  return told.some((one, at) => one !== getVariableResult[at])
    ? { ...(payload as object), getVariableResult: told }
    : undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string';
