// What the charging profiles of a central system allow at a moment, and when that changes next (1.6 §3.13): TxProfiles
// before TxDefaultProfiles, the highest stack level that is active first. Pure; nothing here raises anything.

import type { ChargingProfile, SchedulePeriod } from '../model/charging-profile.ts';
import type { Site } from '../model/config/site.ts';
import { tenthDown, wattsPerAmp } from '../model/electric.ts';
import type { EvseKey, TransactionId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { StoredProfile } from '../site/profiles.ts';

/** What profiles are measured against. */
export interface Place {
  readonly supply: Site['supply'];
  /** Lines that the EVSE is wired to. */
  readonly lines: number;
  readonly transaction?: TransactionId;
  /** When its transaction began, or will begin: what is Relative begins then. */
  readonly beganAt: Utc;
}

/** Amps per line until `changesAt`; undefined where no profile speaks. */
export interface Level {
  readonly amps: number | undefined;
  readonly changesAt: Utc;
}

const forever = Infinity as Utc;

/** The limit of one EVSE. */
export function evseLevel(stored: Iterable<StoredProfile>, evse: EvseKey, place: Place, at: Utc): Level {
  const own: StoredProfile[] = [];
  const byDefault: StoredProfile[] = [];
  for (const one of stored) {
    const { purpose, transaction } = one.profile;
    if (purpose === 'TxProfile') {
      if (one.evse === evse && transaction !== undefined && transaction === place.transaction) own.push(one);
    } else if (purpose === 'TxDefaultProfile' && (one.evse === undefined || one.evse === evse)) byDefault.push(one);
  }
  return firstActive([...highestFirst(own), ...highestFirst(byDefault)], place, at);
}

/** The limit of all EVSEs together: ChargePointMaxProfile of connector 0. */
export function siteLevel(stored: Iterable<StoredProfile>, place: Place, at: Utc): Level {
  const most = [...stored].filter(({ profile }) => profile.purpose === 'ChargingStationMaxProfile');
  return firstActive(highestFirst(most), place, at);
}

/** At the same level the one of the EVSE itself comes before that of all. */
const highestFirst = (some: StoredProfile[]): ChargingProfile[] =>
  some
    .sort(
      (a, b) =>
        b.profile.stackLevel - a.profile.stackLevel || Number(a.evse === undefined) - Number(b.evse === undefined),
    )
    .map(({ profile }) => profile);

function firstActive(ordered: readonly ChargingProfile[], place: Place, at: Utc): Level {
  let changesAt = forever;
  for (const profile of ordered) {
    const level = profileLevel(profile, place, at);
    changesAt = Math.min(changesAt, level.changesAt) as Utc;
    if (level.amps !== undefined) return { amps: level.amps, changesAt };
  }
  return { amps: undefined, changesAt };
}

/** What one profile allows at a moment. */
export function profileLevel(profile: ChargingProfile, place: Place, at: Utc): Level {
  const { validFrom, validTo = forever, schedule } = profile;
  if (validFrom !== undefined && at < validFrom) return silentUntil(validFrom);
  if (at >= validTo) return silentUntil(forever);
  const { start, next } = startOf(profile, place, at);
  if (at < start) return silentUntil(start);
  const ends = start + (schedule.durationSeconds ?? Infinity) * 1000;
  if (at >= ends) return silentUntil(next);
  const end = Math.min(ends, next, validTo) as Utc;
  let now: SchedulePeriod | undefined;
  for (const period of schedule.periods) {
    const begins = (start + period.startSeconds * 1000) as Utc;
    if (begins > at) return { amps: ampsOf(now, profile, place), changesAt: Math.min(begins, end) as Utc };
    now = period;
  }
  return { amps: ampsOf(now, profile, place), changesAt: end };
}

const silentUntil = (changesAt: Utc): Level => ({ amps: undefined, changesAt });

const dayMs = 86_400_000;

/** When its schedule began last, and when it begins again. */
function startOf({ kind, recurrency, schedule }: ChargingProfile, place: Place, at: Utc): { start: Utc; next: Utc } {
  // Without a start of its own a schedule begins with the charging (7.8).
  if (kind === 'Relative' || schedule.startAt === undefined) return { start: place.beganAt, next: forever };
  if (kind === 'Absolute' || kind === 'Dynamic') return { start: schedule.startAt, next: forever };
  const every = recurrency === 'Weekly' ? 7 * dayMs : dayMs;
  const start = (schedule.startAt + Math.floor((at - schedule.startAt) / every) * every) as Utc;
  return { start, next: (start + every) as Utc };
}

/** Watts are meant for all lines in use: three where nothing else is said, and no more than the EVSE is wired to. */
function ampsOf(period: SchedulePeriod | undefined, { schedule }: ChargingProfile, place: Place): number | undefined {
  if (period === undefined) return undefined;
  const limit = Math.max(0, period.limit);
  if (schedule.unit === 'A') return tenthDown(limit);
  const { supply, lines } = place;
  // Between the two legs of a split phase there is one phase, on both lines.
  const inUse = supply === 'split240' ? lines : Math.min(lines, period.phases ?? 3);
  return tenthDown(limit / wattsPerAmp(supply, inUse));
}

/** More changes than any use of it has; what comes later is asked for later. */
const mostPeriods = 100;

/** The periods of a composite schedule; equal neighbours are one. */
export function periodsOf(
  levelAt: (at: Utc) => { readonly amount: number; readonly changesAt: Utc },
  from: Utc,
  seconds: number,
): SchedulePeriod[] {
  const periods: SchedulePeriod[] = [];
  const end = from + seconds * 1000;
  for (let at = from; at < end && periods.length < mostPeriods;) {
    const { amount, changesAt } = levelAt(at);
    if (periods.at(-1)?.limit !== amount) periods.push({ startSeconds: Math.ceil((at - from) / 1000), limit: amount });
    at = changesAt;
  }
  return periods;
}
