// Who may come in. Unknown identities are refused; a password is compared in full, whatever its first characters.

import type { Station } from '../model/config/site.ts';
import { basicCredentials, stationIdentity } from '../ocpp/identity.ts';
import { chooseSubprotocol, subprotocolOf } from '../ocpp/subprotocol.ts';
import type { Admission, Knock } from './ports.ts';
import type { State } from './state.ts';
import { siteOf } from './state.ts';

type Refusal = Extract<Admission, { kind: 'refuse' }>;

/** The versions that stations may speak, the one we like best first. */
const spoken = ['1.6'] as const;

export function admit(state: State, knock: Knock): Admission {
  const identity = stationIdentity(knock.path, knock.paths);
  const station = siteOf(state).stations.find((one) => one.id === identity);
  if (identity === undefined || station === undefined || station.state === 'retired')
    return refuse(
      404,
      'BB_STATION_UNKNOWN',
      `No station "${identity ?? knock.path.slice(0, 60)}" stands in the site file.`,
    );
  const why = state.quarantined.get(station.id);
  if (why !== undefined)
    return refuse(
      403,
      'BB_STATION_QUARANTINED',
      `${station.id} is shut out: ${why}. Remove it from quarantine to let it in.`,
    );
  const denied = authenticate(station, knock);
  if (denied !== undefined) return denied;
  const version = chooseSubprotocol(knock.subprotocols, spoken, station.assumeProtocol);
  if (version === undefined) {
    const offered = knock.subprotocols.join(', ') || 'none';
    return {
      kind: 'noProtocol',
      station: station.id,
      reason: `${station.id} offers the subprotocols ${offered}; Busbar speaks ocpp1.6. Set the station to OCPP 1.6J${knock.subprotocols.length === 0 ? ', or write "assumeProtocol: ocpp1.6" for it in the site file' : ''}.`,
    };
  }
  return { kind: 'admit', station: station.id, version, subprotocol: subprotocolOf(version) };
}

function authenticate(station: Station, knock: Knock): Refusal | undefined {
  const { security } = station;
  if (security.profile === 0) return undefined;
  if (knock.authorization === undefined)
    return refuse(
      401,
      'BB_STATION_NO_CREDENTIALS',
      `${station.id} sent no user name and password. Set its AuthorizationKey.`,
    );
  const given = basicCredentials(knock.authorization);
  const good = given !== undefined && given.username === station.id && sameText(given.password, security.password);
  if (good) return undefined;
  return refuse(401, 'BB_STATION_BAD_CREDENTIALS', `${station.id} sent a wrong user name or password.`);
}

/** Takes as long for the first wrong character as for the last. */
function sameText(given: string, expected: string): boolean {
  let different = given.length ^ expected.length;
  for (let at = 0; at < given.length; at += 1)
    different |= given.charCodeAt(at) ^ expected.charCodeAt(at % expected.length);
  return different === 0;
}

const refuse = (status: Refusal['status'], code: string, reason: string): Refusal => ({
  kind: 'refuse',
  status,
  code,
  reason,
});
