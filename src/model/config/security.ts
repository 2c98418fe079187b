// How stations prove who they are. Nothing is assumed: a station without security is refused.

import { keyOf } from '../station-key.ts';
import type { KeyEncoding, StationKey } from '../station-key.ts';
import { addressPattern } from './address.ts';
import { error, warning } from './problem.ts';
import type { ConfigPath, ConfigProblem, Report } from './problem.ts';
import type { StationSecurity } from './station-security.ts';
import type { Merged } from './template.ts';

export const noManagedPassword = 'Write "password: ${file:/run/secrets/…}" or "password: ${env:NAME}".';

/** The word by which a file leaves the key to Busbar. */
export const managed = 'managed';

export interface ReadSecurity {
  readonly security: StationSecurity;
  /** The key that the file gives. */
  readonly key: StationKey | undefined;
}

/** A key of fewer bytes can be guessed (A00.FR.205: 16 to 20). */
const fewestKeyBytes = 16;

/** What is wrong with a key that is to be sent as hex and is none; undefined where nothing is. */
export function keyNotHex(
  password: string | undefined,
  keyEncoding: KeyEncoding | undefined,
  path: ConfigPath,
): ConfigProblem | undefined {
  const isHexWanted = keyEncoding === 'raw' || keyEncoding === 'hex';
  if (password === undefined || !isHexWanted || keyOf(password, 'raw') !== undefined) return undefined;
  return error(
    'BB_CONFIG_KEY_NOT_HEX',
    [...path, 'keyEncoding'],
    `The password is to be sent as ${keyEncoding}, but it is not written in hex digits, two a byte.`,
    'Write "keyEncoding: text", or the key in hex.',
  );
}

/** The security of a station; what cannot be used is reported and stands for nothing. */
export function securityOf(merged: Merged, report: Report): ReadSecurity {
  const { keys, entry, whereIs } = merged;
  const { security } = keys;
  const at = whereIs('security');
  const wrong = (code: string, message: string, remedy: string): void => report(error(code, at, message, remedy));
  // A Modbus station does not connect.
  if (security === undefined && entry.modbus !== undefined) return noKey({ profile: 0 });
  if (security === undefined)
    wrong(
      'BB_CONFIG_NO_SECURITY',
      'Nothing says how the station proves who it is.',
      'Write "security: { profile: 1, password: managed }", and Busbar makes the key; or, on a network that nobody else reaches, "security: { profile: 0 }" on the station itself.',
    );
  else if (security.profile === 0 && entry.security === undefined)
    wrong(
      'BB_CONFIG_PROFILE_0',
      'Profile 0 lets anybody in under the station’s name, so it must be written on the station, not in a template.',
      'Write "security: { profile: 0 }" on the station, or better use profile 1.',
    );
  else if ((security.profile === 1 || security.profile === 2) && security.password === undefined)
    wrong(
      'BB_CONFIG_NO_PASSWORD',
      `Profile ${security.profile} needs a password.`,
      'Write "password: managed", and Busbar makes one; or "password: ${file:/run/secrets/…}".',
    );
  if (security?.acceptExpired === true && entry.security === undefined)
    wrong(
      'BB_CONFIG_EXPIRED_FOR_ALL',
      'An expired certificate is accepted of one station at a time, so it must be written on the station, not in a template.',
      'Write "acceptExpired: true" in the security of that station, and take it out when it has a new certificate.',
    );
  if (security?.profile === 3) return noKey({ profile: 3, ...namesOf(security) });
  if (security?.profile !== 1 && security?.profile !== 2) return noKey(profile0(merged, report));
  const key = security.password === undefined || security.password === managed ? undefined : keyIn(merged, report);
  return { security: { profile: security.profile }, key };
}

/** What its certificate must say besides: the serial number of the station is its identity unless the file says another. */
const namesOf = ({ commonName, organization, acceptExpired }: NonNullable<Merged['keys']['security']>) => ({
  ...(commonName !== undefined && { commonName }),
  ...(organization !== undefined && { organization }),
  ...(acceptExpired === true && { acceptExpired }),
});

const noKey = (security: StationSecurity): ReadSecurity => ({ security, key: undefined });

function profile0({ keys, whereIs }: Merged, report: Report): StationSecurity {
  const { address } = keys.security ?? {};
  if (address === undefined) return { profile: 0 };
  if (addressPattern(address) === undefined)
    report(
      error(
        'BB_CONFIG_ADDRESS',
        [...whereIs('security'), 'address'],
        `"${address.slice(0, 60)}" is no address and no network.`,
        'Write it like 10.0.0.7 or 10.0.0.0/24.',
      ),
    );
  return { profile: 0, address };
}

/** The key that is written in the file, in the form that the station sends. */
function keyIn({ keys, whereIs }: Merged, report: Report): StationKey | undefined {
  const key = keyOf(keys.security?.password ?? '', keys.keyEncoding);
  if (key === undefined)
    report(
      error(
        'BB_CONFIG_KEY_NOT_HEX',
        whereIs('keyEncoding'),
        'keyEncoding is raw, but the password is not made of pairs of hex digits.',
        'Write the key as 32 to 40 hex digits, or "keyEncoding: text".',
      ),
    );
  else if (key.bytes.length < fewestKeyBytes)
    report(
      warning(
        'BB_CONFIG_WEAK_KEY',
        [...whereIs('security'), 'password'],
        `The password has ${key.bytes.length} bytes; with fewer than ${fewestKeyBytes} it can be guessed.`,
        'Let Busbar make it: "password: managed".',
      ),
    );
  return key;
}
