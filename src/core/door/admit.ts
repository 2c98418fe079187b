// Who may come in. Whoever is unknown is refused; whoever is known proves it first; and every refusal can be looked up.

import type { Station } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import type { Version } from '../../model/protocol.ts';
import { stationIdentity } from '../../ocpp/identity.ts';
import { chooseSubprotocol, subprotocolOf } from '../../ocpp/subprotocol.ts';
import { successorOf } from '../../site/gateway-part.ts';
import { noteShown } from '../certificates/due.ts';
import type { Rule } from './buckets.ts';
import { mayTry, take } from './buckets.ts';
import type { Shown } from './credentials.ts';
import { prove, showing } from './credentials.ts';
import { alikeTo, stationAt } from './door.ts';
import { occasion } from './occasions.ts';
import type { Why } from './knocks.ts';
import { noteMore, noteRefusal, printable } from './knocks.ts';
import * as why from './why.ts';
import type { Now } from '../ports.ts';
import type { Admission, Knock, Refusal, Told } from '../ports/door.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** The versions that stations may speak, the one we like best first. */
const spoken = ['2.1', '2.0.1', '1.6'] as const;

/** Wrong tries of one device as one station: a key cannot be guessed so slowly, and who corrects it soon gets in. */
export const tryRule: Rule = { burst: 10, everyMs: 5000 };
/** Wrong tries of one address: many stations may stand behind one router. */
const addressRule: Rule = { burst: 300, everyMs: 200 };
/** One station comes in so often; what is above it does not live long enough to do anything. */
const entryRule: Rule = { burst: 30, everyMs: 2000 };
/** A key that is taken over on enrolment cannot be guessed. */
const fewestKeyBytes = 16;

/** Decides, and remembers only whom it refused and how often. */
export function admit(state: State, knock: Knock, now: Now): Admission {
  const { door } = state;
  const identity = stationIdentity(knock.path, knock.paths);
  const name = identity ?? printable(knock.path);
  const station = identity === undefined ? undefined : stationAt(door, siteOf(state), identity);
  if (isThrottled(state, name, station, knock, now)) {
    noteMore(door.knocks, name, now);
    return turnedAway(state, name, 429, why.tooManyTries(name, knock.remoteAddress), knock, now);
  }
  const shown = showing(door.keyring, station, knock);
  if (identity === undefined || station === undefined || station.state === 'retired')
    return refuseStranger(state, name, identity, station, shown, knock, now);
  return admitKnown(state, station, shown, knock, now);
}

function admitKnown(state: State, station: Station, shown: Shown, knock: Knock, now: Now): Admission {
  const { door } = state;
  // The gateway drives it: whoever comes under its name is somebody else.
  if (station.modbus !== undefined) return refuse(state, station.id, 403, why.modbusOnly(station), knock, now);
  const mayBe = spokenWith(state, station.id);
  const version = chooseSubprotocol(knock.subprotocols, mayBe, station.assumeProtocol);
  const proof = prove(door.keyring, station, shown, knock, version ?? '1.6');
  if (!proof.ok) {
    if (proof.why.code === 'BB_STATION_KEY_ENCODING')
      state.alarms.set(`BB_STATION_KEY_ENCODING:${station.id}`, `${proof.why.what} ${proof.why.remedy}`);
    return withEvent(state, refuse(state, station.id, proof.status, proof.why, knock, now), station, proof.why, now);
  }
  const cause = state.quarantined.get(station.id);
  if (cause !== undefined) return refuse(state, station.id, 403, why.quarantined(station, cause), knock, now);
  if (!take(door.entries, station.id, entryRule, now.mono))
    return turnedAway(state, station.id, 429, why.flapping(station), knock, now);
  if (version === undefined) {
    const reason = why.noProtocol(station, knock.subprotocols, mayBe);
    return { kind: 'noProtocol', station: station.id, ...told(state, station.id, reason, knock, now) };
  }
  welcome(state, station.id, knock);
  const { key, mustRenew } = proof;
  return {
    kind: 'admit',
    station: station.id,
    version,
    subprotocol: subprotocolOf(version),
    ...(version !== '1.6' && !garbles(state, station.id) && { compresses: true }),
    ...(key !== undefined && { key }),
    ...(mustRenew === true && { mustRenew }),
  };
}

/** A relay translates nothing: its station speaks what its central system speaks. */
function spokenWith({ relays, uplinks }: State, station: StationId): readonly Version[] {
  const relay = relays.get(station);
  const version = relay === undefined ? undefined : uplinks.get(relay.uplink)?.config.version;
  return version === undefined ? spoken : [version];
}

const aboutCertificates = [
  'BB_STATION_BAD_CERTIFICATE',
  'BB_STATION_OTHER_CERTIFICATE',
  'BB_STATION_OTHER_ORGANIZATION',
];

/** The standard has no name for somebody who comes as a station and does not prove it (F042, F044). */
const others: Readonly<Record<string, string>> = {
  BB_STATION_OLD_TLS: 'InvalidTLSVersion',
  BB_STATION_WRONG_PROFILE: 'ChargePointFailedToAuthenticate',
  BB_STATION_WRONG_USER: 'ChargePointFailedToAuthenticate',
  BB_STATION_WRONG_KEY: 'ChargePointFailedToAuthenticate',
  BB_STATION_WRONG_ADDRESS: 'ChargePointFailedToAuthenticate',
  BB_STATION_BROWSER: 'ChargePointFailedToAuthenticate',
};

/** Which event a refusal is, if any. */
const eventTypeOf = (code: string): string | undefined =>
  aboutCertificates.includes(code) ? 'InvalidChargePointCertificate' : others[code];

function withEvent({ door }: State, refusal: Refusal, { id }: Station, { code, what }: Why, now: Now): Refusal {
  const type = eventTypeOf(code);
  const event = type === undefined ? undefined : occasion(door, { type, techInfo: what, station: id }, id, now);
  return event === undefined ? refusal : { ...refusal, event };
}

/** It marks frames as compressed that are not, or nobody agreed to (Q26). */
const garbles = ({ ledger }: State, station: StationId): boolean =>
  ledger.stations.get(station)?.capabilities.noDeflate === true;

/** What was wrong with it is over. */
function welcome(state: State, station: StationId, { remoteAddress, authorization, certificate }: Knock): void {
  const { door, alarms } = state;
  door.addresses.set(station, remoteAddress);
  if (authorization !== undefined) door.authorizations.set(station, authorization);
  noteShown(state, station, certificate);
  alarms.delete(`BB_STATION_KEY_ENCODING:${station}`);
  // What somebody else tried in its name stays to be seen.
  const known = door.knocks.get(station);
  if (known?.remoteAddress === remoteAddress && !door.rivals.has(station)) door.knocks.delete(station);
}

function refuseStranger(
  state: State,
  name: string,
  identity: string | undefined,
  station: Station | undefined,
  { given }: Shown,
  knock: Knock,
  now: Now,
): Refusal {
  if (identity === undefined) return refuse(state, name, 404, why.noIdentity(knock.path), knock, now);
  if (station !== undefined) return refuse(state, name, 404, why.retired(identity), knock, now);
  const by = successorOf(state.ledger.gateway, identity as StationId);
  if (by !== undefined) return refuse(state, name, 404, why.replaced(identity, by), knock, now);
  const { enrolUntil } = siteOf(state);
  if (enrolUntil === undefined || now.utc >= enrolUntil)
    return refuse(state, name, 404, why.unknown(identity, alikeTo(state.door, identity)), knock, now);
  if (given === undefined || given.username !== identity || given.password.length < fewestKeyBytes)
    return refuse(state, name, 404, why.noEnrolmentKey(identity), knock, now);
  if (knock.page !== undefined) return refuse(state, name, 403, why.browser(identity, knock.page), knock, now);
  const refusal = turnedAway(state, name, 503, why.enrolling(identity), knock, now);
  return { ...refusal, enrol: { identity, key: given.password } };
}

/** Somebody who has failed too often is not looked at; a station that came in from this address always is. */
function isThrottled(state: State, name: string, station: Station | undefined, knock: Knock, now: Now): boolean {
  const { tries, addresses } = state.door;
  const address = knock.remoteAddress;
  if (!mayTry(tries, `${address} ${name}`, tryRule, now.mono)) return true;
  if (station !== undefined && addresses.get(station.id) === address) return false;
  return !mayTry(tries, address, addressRule, now.mono);
}

/** A refusal that counts as a wrong try. */
function refuse(state: State, name: string, status: Refusal['status'], reason: Why, knock: Knock, now: Now): Refusal {
  const { tries } = state.door;
  take(tries, `${knock.remoteAddress} ${name}`, tryRule, now.mono);
  take(tries, knock.remoteAddress, addressRule, now.mono);
  return turnedAway(state, name, status, reason, knock, now);
}

function turnedAway(
  state: State,
  name: string,
  status: Refusal['status'],
  reason: Why,
  knock: Knock,
  now: Now,
): Refusal {
  return { kind: 'refuse', status, ...told(state, name, reason, knock, now) };
}

export function told({ door }: State, name: string, reason: Why, knock: Knock, now: Now): Told {
  // Whoever is not looked at any more keeps the reason for which it was refused before.
  const isKept = reason.code === 'BB_STATION_TOO_MANY_TRIES' && door.knocks.has(name);
  const tell = isKept ? false : noteRefusal(door.knocks, door.told, name, reason, knock, now);
  return { code: reason.code, reason: `${reason.what} ${reason.remedy}`, tell };
}
