import type { Site } from '../model/config/site.ts';
import { withoutSecrets } from '../model/config/site.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { FirmwarePublished, FirmwareWanted } from '../model/fact/firmware.ts';
import type { EvseKey, StationId } from '../model/ids.ts';
import { evseKey, evseOf, firstRelayedNumber } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { ClockHistory } from './clock.ts';
import { foldClock, newClockHistory } from './clock.ts';
import type { Part } from './part.ts';
import { unfolded } from './part.ts';
import type { Places } from './places.ts';
import { foldPlaces, noPlaces } from './places.ts';

/** What belongs to no station and no uplink: the epoch, the site, and the numbers that are given out once. */
export interface GatewayPart extends Part {
  epoch: number;
  /** When the journal began, as far as anybody knows: by it its rows are told from those of another. */
  since?: Utc;
  /** Of the software that ran last. */
  firmware: string | undefined;
  site: Site | undefined;
  /** The next transaction number of OCPP 1.6. */
  nextNumber: number;
  /** Upstream number of each EVSE; append-only. */
  readonly numbering: Map<EvseKey, number>;
  /** Numbers that EVSEs had before others took their place: what they said is told under them. */
  readonly formerNumbers: Map<EvseKey, number>;
  clock: ClockHistory;
  places: Places;
  /** Inputs of the site as they counted last. */
  readonly inputs: Map<string, InputState>;
  /** Since then the chargers have their own limits, because somebody gave them back; absent while the gateway limits. */
  releasedAt?: Utc;
  /** Firmware that is offered to stations, by its checksum. */
  readonly published: Map<string, FirmwarePublished>;
  /** What is being fetched for that. */
  readonly wanted: Map<string, FirmwareWanted>;
}

export interface InputState {
  readonly active: boolean;
  readonly since: Utc;
}

export const newGatewayPart = (): GatewayPart => ({
  through: unfolded,
  epoch: 0,
  firmware: undefined,
  site: undefined,
  nextNumber: 1,
  numbering: new Map(),
  formerNumbers: new Map(),
  clock: newClockHistory(),
  places: noPlaces,
  inputs: new Map(),
  published: new Map(),
  wanted: new Map(),
});

/** As it was saved; older snapshots hold passwords. */
export function restoreGateway(saved: object): GatewayPart {
  const part: GatewayPart = { ...newGatewayPart(), ...saved };
  if (part.site !== undefined) part.site = withoutSecrets(part.site);
  return part;
}

export function foldGateway(part: GatewayPart, fact: Fact): void {
  part.clock = foldClock(part.clock, part.through, fact);
  part.places = foldPlaces(part.places, part.site, fact);
  switch (fact.kind) {
    case 'Started':
      part.epoch = fact.epoch;
      part.since ??= fact.happenedAt;
      if (fact.firmware !== undefined) part.firmware = fact.firmware;
      part.nextNumber = Math.max(part.nextNumber, fact.numbersFrom);
      break;
    case 'SiteChanged':
      // Older journals hold passwords.
      part.site = withoutSecrets(fact.site);
      forgetInputs(part, fact.site);
      break;
    case 'ChargersReleased':
      part.releasedAt = fact.happenedAt;
      break;
    case 'ReleaseEnded':
      delete part.releasedAt;
      break;
    case 'InputChanged':
      part.inputs.set(fact.input, { active: fact.active, since: fact.happenedAt });
      break;
    case 'FirmwarePublished':
      part.published.set(fact.checksum, fact);
      part.wanted.delete(fact.checksum);
      break;
    case 'FirmwareWanted':
      part.wanted.set(fact.checksum, fact);
      break;
    case 'FirmwareGivenUp':
      part.wanted.delete(fact.checksum);
      break;
    case 'FirmwareUnpublished':
      part.published.delete(fact.checksum);
      break;
    case 'EvseNumbered':
      if (fact.insteadOf !== undefined) {
        part.numbering.delete(fact.insteadOf);
        part.formerNumbers.set(fact.insteadOf, fact.number);
      }
      part.numbering.set(fact.evse, fact.number);
      part.formerNumbers.delete(fact.evse);
      break;
    case 'TransactionStarted':
      part.nextNumber = Math.max(part.nextNumber, nextAfter(fact.number % firstRelayedNumber));
      break;
    default:
  }
}

function forgetInputs({ inputs }: GatewayPart, site: Site): void {
  const named = new Set((site.inputs ?? []).map(({ id }) => id));
  for (const id of inputs.keys()) if (!named.has(id)) inputs.delete(id);
}

/** OCPP 1.6 transaction ids stay positive int32; after the last one they begin again. */
const nextAfter = (number: number): number => (number >= 0x7ffffffe ? 1 : number + 1);

/** The EVSE that has this number upstream. */
export function evseNumbered(part: GatewayPart, number: number): EvseKey | undefined {
  for (const [evse, given] of part.numbering) if (given === number) return evse;
  return undefined;
}

/** The number under which an EVSE is or was known upstream. */
export const numberOf = ({ numbering, formerNumbers }: GatewayPart, evse: EvseKey): number | undefined =>
  numbering.get(evse) ?? formerNumbers.get(evse);

/** Stations whose place this one took, one after another. */
export function predecessorsOf({ numbering, formerNumbers }: GatewayPart, station: StationId): StationId[] {
  const own = new Set([...numbering].filter(([evse]) => evseOf(evse).station === station).map(([, number]) => number));
  const before = [...formerNumbers].filter(([, number]) => own.has(number)).map(([evse]) => evseOf(evse).station);
  return [...new Set(before)].filter((other) => other !== station);
}

/** The station that took the place of this one. */
export function successorOf(part: GatewayPart, station: StationId): StationId | undefined {
  const number = part.formerNumbers.get(evseKey(station, 1));
  const evse = number === undefined ? undefined : evseNumbered(part, number);
  return evse === undefined ? undefined : evseOf(evse).station;
}
