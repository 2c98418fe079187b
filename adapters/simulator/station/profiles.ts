// Charging profiles (1.6 §3.13, §7.8; 2.x K01 to K04): which of them counts at a moment, and for how long. Those of 2.x are kept
// in the words of 1.6.

import { volts } from '../electric-vehicle.ts';

export interface SchedulePeriod {
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: number;
}

export interface ChargingSchedule {
  readonly duration?: number;
  readonly startSchedule?: string;
  readonly chargingRateUnit: 'A' | 'W';
  readonly chargingSchedulePeriod: readonly SchedulePeriod[];
}

export interface ChargingProfile {
  readonly chargingProfileId: number;
  readonly transactionId?: number;
  /** The transaction by the id that the station gave it (2.x). */
  readonly stationTransaction?: string;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
  readonly chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  readonly recurrencyKind?: 'Daily' | 'Weekly';
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingSchedule: ChargingSchedule;
  /** 2.1: it does not count while the station is cut off for longer than so many seconds (K01.FR.73 and after). */
  readonly maxOfflineSeconds?: number;
  /** 2.1: and it is gone for good then. */
  readonly endsWhenOffline?: boolean;
}

export interface HeldProfile {
  /** The EVSE; 0 is the station. */
  readonly connectorId: number;
  readonly profile: ChargingProfile;
  /** As it was said, for whoever asks. */
  readonly said?: object;
  /** The transaction of a TxProfile, by the station's own count. */
  readonly session?: number;
}

/** What a profile is measured against: the EVSE and its transaction, if one runs. */
export interface Place {
  readonly evse: number;
  readonly session?: number;
  readonly startedUtc?: number;
  /** UTC ms since which the station is cut off. */
  readonly offline?: number | undefined;
}

/** `amps` per phase until `until` (UTC ms); undefined where no profile speaks. */
export interface Level {
  readonly amps: number | undefined;
  readonly until: number;
}

const dayMs = 86_400_000;

/** A new profile takes the place of the one with its id, or with its level and purpose at the same connector. */
export function hold(held: readonly HeldProfile[], added: HeldProfile): HeldProfile[] {
  const { chargingProfileId, stackLevel, chargingProfilePurpose } = added.profile;
  const rest = held.filter(
    ({ connectorId, profile }) =>
      profile.chargingProfileId !== chargingProfileId &&
      !(
        connectorId === added.connectorId &&
        profile.stackLevel === stackLevel &&
        profile.chargingProfilePurpose === chargingProfilePurpose
      ),
  );
  return [...rest, added];
}

/** The limit of one EVSE by its TxProfile, or else its TxDefaultProfile. The highest level that is active counts. */
export function evseLevel(held: readonly HeldProfile[], place: Place, utc: number): Level {
  const own = held.filter(
    ({ profile, session }) =>
      profile.chargingProfilePurpose === 'TxProfile' && place.session !== undefined && session === place.session,
  );
  const byDefault = held.filter(
    ({ connectorId, profile }) =>
      profile.chargingProfilePurpose === 'TxDefaultProfile' && (connectorId === 0 || connectorId === place.evse),
  );
  return firstActive([...highestFirst(own), ...highestFirst(byDefault)], place, utc);
}

/** The limit of the whole station by its ChargePointMaxProfile. */
export function stationLevel(held: readonly HeldProfile[], utc: number, offline?: number): Level {
  const most = held.filter(({ profile }) => profile.chargingProfilePurpose === 'ChargePointMaxProfile');
  return firstActive(highestFirst(most), { evse: 0, offline }, utc);
}

const highestFirst = (some: readonly HeldProfile[]): HeldProfile[] =>
  [...some].sort((a, b) => b.profile.stackLevel - a.profile.stackLevel || b.connectorId - a.connectorId);

function firstActive(ordered: readonly HeldProfile[], place: Place, utc: number): Level {
  let until = Infinity;
  for (const { profile } of ordered) {
    const level = profileLevel(profile, place, utc);
    until = Math.min(until, level.until);
    if (level.amps !== undefined) return { amps: level.amps, until };
  }
  return { amps: undefined, until };
}

function profileLevel(profile: ChargingProfile, place: Place, utc: number): Level {
  const lapses = lapsesAt(profile, place.offline);
  if (utc >= lapses) return { amps: undefined, until: Infinity };
  const from = profile.validFrom === undefined ? -Infinity : Date.parse(profile.validFrom);
  const to = Math.min(lapses, profile.validTo === undefined ? Infinity : Date.parse(profile.validTo));
  if (utc < from) return { amps: undefined, until: from };
  if (utc >= to) return { amps: undefined, until: Infinity };
  const { start, next } = startOf(profile, place, utc);
  const end = Math.min(start + (profile.chargingSchedule.duration ?? Infinity) * 1000, next, to);
  if (utc < start) return { amps: undefined, until: start };
  if (utc >= end) return { amps: undefined, until: next };
  let level: Level = { amps: undefined, until: end };
  for (const period of profile.chargingSchedule.chargingSchedulePeriod) {
    const begins = start + period.startPeriod * 1000;
    if (begins > utc) return { amps: level.amps, until: Math.min(end, begins) };
    level = { amps: ampsOf(period, profile.chargingSchedule.chargingRateUnit), until: end };
  }
  return level;
}

/** When it stops to count because nobody was heard of for so long. */
const lapsesAt = ({ maxOfflineSeconds }: ChargingProfile, offline: number | undefined): number =>
  maxOfflineSeconds === undefined || offline === undefined ? Infinity : offline + maxOfflineSeconds * 1000;

/** Without those that are gone for good because the station was cut off for too long. */
export const stillValid = (held: HeldProfile[], offline: number | undefined, utc: number): HeldProfile[] =>
  held.some(({ profile }) => profile.endsWhenOffline === true && utc >= lapsesAt(profile, offline))
    ? held.filter(({ profile }) => profile.endsWhenOffline !== true || utc < lapsesAt(profile, offline))
    : held;

/** When its schedule began, and when it begins again. */
function startOf(profile: ChargingProfile, place: Place, utc: number): { start: number; next: number } {
  const { startSchedule } = profile.chargingSchedule;
  // Without a start of its own a schedule begins with the charging; before that its first period counts.
  if (profile.chargingProfileKind === 'Relative' || startSchedule === undefined)
    return { start: place.startedUtc ?? utc, next: Infinity };
  const start = Date.parse(startSchedule);
  if (profile.chargingProfileKind === 'Absolute') return { start, next: Infinity };
  const every = profile.recurrencyKind === 'Weekly' ? 7 * dayMs : dayMs;
  const latest = start + Math.floor((utc - start) / every) * every;
  return { start: latest, next: latest + every };
}

const ampsOf = ({ limit, numberPhases }: SchedulePeriod, unit: 'A' | 'W'): number =>
  unit === 'A' ? limit : limit / (volts * (numberPhases ?? 3));

/** Periods of a composite schedule over `seconds` from `utc`, in amps; equal neighbours are one. */
export function compositePeriods(
  levelAt: (utc: number) => { readonly amps: number; readonly until: number },
  utc: number,
  seconds: number,
): SchedulePeriod[] {
  const periods: SchedulePeriod[] = [];
  const end = utc + seconds * 1000;
  for (let at = utc; at < end && periods.length < 500;) {
    const { amps, until } = levelAt(at);
    if (periods.at(-1)?.limit !== amps) periods.push({ startPeriod: Math.round((at - utc) / 1000), limit: amps });
    at = until;
  }
  return periods;
}
