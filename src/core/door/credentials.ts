// Whether a station proved who it is. What it sent is compared in the same time whether the station is known or not.

import { addressPattern } from '../../model/config/address.ts';
import type { Station } from '../../model/config/site.ts';
import type { StationSecurity } from '../../model/config/station-security.ts';
import type { Version } from '../../model/protocol.ts';
import { encodingsOf, usualEncoding } from '../../model/station-key.ts';
import { basicCredentials } from '../../ocpp/identity.ts';
import type { Credentials } from '../../ocpp/identity.ts';
import type { KeyMatch, Keyring, Knock } from '../ports/door.ts';
import type { Why } from './knocks.ts';
import * as why from './why.ts';

/** What was sent, and the key of the station that it is. */
export interface Shown {
  readonly given: Credentials | undefined;
  readonly match: KeyMatch | undefined;
}

/** Looks at what was sent, for nobody too: how long that takes tells no stranger which stations there are (F052). */
export function showing(keyring: Keyring, station: Station | undefined, { authorization }: Knock): Shown {
  if (authorization === undefined) return { given: undefined, match: undefined };
  const given = basicCredentials(authorization);
  const match = keyring.match(station?.id, given?.password ?? '');
  return { given, match: given?.username === station?.id ? match : undefined };
}

export type Proof =
  | { readonly ok: true; readonly key?: KeyMatch; readonly mustRenew?: true }
  | { readonly ok: false; readonly status: 401 | 403; readonly why: Why };

export function prove(
  keyring: Keyring,
  station: Station,
  { given, match }: Shown,
  knock: Knock,
  version: Version,
): Proof {
  const { security } = station;
  // Profiles 2 and 3 are those with TLS, and a station has one profile (A00.FR.002).
  if (knock.secure !== security.profile >= 2)
    return { ok: false, status: 403, why: why.wrongProfile(station, knock.secure) };
  if (knock.oldTls === true && version !== '1.6') return { ok: false, status: 403, why: why.oldTls(station) };
  if (security.profile === 3) return byCertificate(station, security, knock, version);
  if (security.profile === 0) return withoutPassword(station, security.address, knock);
  const refuse = (reason: Why): Proof => ({ ok: false, status: 401, why: reason });
  if (knock.authorization === undefined) return refuse(why.noCredentials(station));
  if (!keyring.has(station.id)) return refuse(why.noKey(station));
  if (given !== undefined && given.username !== station.id) return refuse(why.wrongUser(station, given.username));
  if (match === undefined) return refuse(why.wrongKey(station, given?.password.length ?? 0));
  const expected = station.keyEncoding ?? usualEncoding(version);
  const encodings = encodingsOf(match.form, match.sent);
  if (!encodings.includes(expected)) return refuse(why.wrongEncoding(station, expected, encodings[0]!));
  return { ok: true, key: match };
}

type Names = Extract<StationSecurity, { profile: 3 }>;

/** The certificate is good, and is that of this very station (A00.FR.403 to .405). */
function byCertificate(
  station: Station,
  { commonName = station.id, organization, acceptExpired }: Names,
  { certificate }: Knock,
  version: Version,
): Proof {
  const refuse = (reason: Why): Proof => ({ ok: false, status: 401, why: reason });
  if (certificate === undefined) return refuse(why.noCertificate(station));
  // A station of 2.x that is named for it may get a new one by the old one (A00.FR.429).
  const mustRenew = acceptExpired === true && certificate.onlyExpired === true && version !== '1.6';
  if (certificate.fault !== undefined && !mustRenew) return refuse(why.badCertificate(station, certificate.fault));
  if (certificate.commonName !== commonName) return refuse(why.otherCertificate(station, certificate, commonName));
  if (organization !== undefined && !certificate.organizations.includes(organization))
    return refuse(why.otherOrganization(station, certificate, organization));
  return { ok: true, ...(mustRenew && { mustRenew }) };
}

function withoutPassword(
  station: Station,
  allowed: string | undefined,
  { remoteAddress: address, page }: Knock,
): Proof {
  // Any page that somebody in this network looks at could come as this station.
  if (page !== undefined) return { ok: false, status: 403, why: why.browser(station.id, page) };
  if (allowed === undefined || addressPattern(allowed)?.(address) === true) return { ok: true };
  return { ok: false, status: 403, why: why.wrongAddress(station, address, allowed) };
}
