// How stations prove who they are. Nothing is assumed: a station without security is refused.

import { error, unserved } from './problem.ts';
import type { Report } from './problem.ts';
import type { StationSecurity } from './site.ts';
import type { Merged } from './template.ts';

export const noManagedPassword = 'Write "password: ${file:/run/secrets/…}" or "password: ${env:NAME}".';

/** The security of a station; what cannot be used is reported and stands for nothing. */
export function securityOf({ keys, entry, whereIs }: Merged, report: Report): StationSecurity {
  const { security } = keys;
  const at = whereIs('security');
  // A Modbus station does not connect.
  if (security === undefined && entry.modbus !== undefined) return { profile: 0 };
  if (security === undefined)
    report(
      error(
        'BB_CONFIG_NO_SECURITY',
        at,
        'Nothing says how the station proves who it is.',
        'Write "security: { profile: 1, password: ${file:…} }"; or, on a network that nobody else reaches, "security: { profile: 0 }" on the station itself.',
      ),
    );
  else if (security.profile === 0 && entry.security === undefined)
    report(
      error(
        'BB_CONFIG_PROFILE_0',
        at,
        'Profile 0 lets anybody in under the station’s name, so it must be written on the station, not in a template.',
        'Write "security: { profile: 0 }" on the station, or better use profile 1.',
      ),
    );
  else if (security.profile > 1) report(unserved('error', [...at, 'profile'], `${security.profile}`));
  else if (security.profile === 1 && security.password === undefined)
    report(
      error('BB_CONFIG_NO_PASSWORD', at, 'Profile 1 needs a password.', 'Write "password: ${file:/run/secrets/…}".'),
    );
  else if (security.password === 'managed')
    report(unserved('error', [...at, 'password'], 'managed', noManagedPassword));
  return security?.profile === 1 ? { profile: 1, password: security.password ?? '' } : { profile: 0 };
}
