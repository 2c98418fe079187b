// Charging profiles as a charge point of OCPP 1.6 keeps them: purposes, stack levels, times of its own clock. It answers two
// questions: what an EVSE may draw now, and what it may come to draw when nobody speaks to its station any more.

type Purpose = 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';

export interface Kept {
  readonly connector: number;
  readonly purpose: Purpose;
  readonly level: number;
  readonly id: number;
  /** Of a TxProfile: which session it was set for. */
  readonly session: string | undefined;
  readonly validFrom: number;
  readonly validTo: number;
  /** Undefined for one that begins with the session. */
  readonly startsAt: number | undefined;
  readonly durationMs: number;
  readonly periods: readonly { readonly fromMs: number; readonly amps: number }[];
}

interface Said {
  readonly chargingProfileId: number;
  readonly transactionId?: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: Purpose;
  readonly chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingSchedule: {
    readonly duration?: number;
    readonly startSchedule?: string;
    readonly chargingRateUnit: 'A' | 'W';
    readonly chargingSchedulePeriod: readonly SaidPeriod[];
  };
}

interface SaidPeriod {
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: 1 | 3;
  readonly phaseToUse?: number;
}

export interface SetProfile {
  readonly connectorId: number;
  readonly csChargingProfiles: Said;
}

/** Volts to neutral, three lines. */
const wattsPerAmp = 690;
const timeOf = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Date.parse(text);

/** As it was said; `session` is the one that its transaction id means. */
export function keptOf({ connectorId, csChargingProfiles: said }: SetProfile, session: string | undefined): Kept {
  const { chargingSchedule: schedule } = said;
  const perAmp = schedule.chargingRateUnit === 'W' ? wattsPerAmp : 1;
  return {
    connector: connectorId,
    purpose: said.chargingProfilePurpose,
    level: said.stackLevel,
    id: said.chargingProfileId,
    session: said.chargingProfilePurpose === 'TxProfile' ? session : undefined,
    validFrom: timeOf(said.validFrom, -Infinity),
    validTo: timeOf(said.validTo, Infinity),
    startsAt: said.chargingProfileKind === 'Relative' ? undefined : timeOf(schedule.startSchedule, 0),
    durationMs: schedule.duration === undefined ? Infinity : schedule.duration * 1000,
    periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit }) => ({
      fromMs: startPeriod * 1000,
      amps: limit / perAmp,
    })),
  };
}

/** One that takes the place of another: the same id, or the same place. */
export function keep(profiles: Kept[], one: Kept): void {
  const isSame = (other: Kept): boolean =>
    other.id === one.id ||
    (other.connector === one.connector && other.purpose === one.purpose && other.level === one.level);
  const stays = profiles.filter((other) => !isSame(other));
  profiles.splice(0, profiles.length, ...stays, one);
}

export interface Clear {
  readonly id?: number;
  readonly connectorId?: number;
  readonly chargingProfilePurpose?: Purpose;
  readonly stackLevel?: number;
}

/** False when none is meant. */
export function clear(profiles: Kept[], { id, connectorId, chargingProfilePurpose, stackLevel }: Clear): boolean {
  const stays = profiles.filter(
    (one) =>
      (id !== undefined && one.id !== id) ||
      (connectorId !== undefined && one.connector !== connectorId) ||
      (chargingProfilePurpose !== undefined && one.purpose !== chargingProfilePurpose) ||
      (stackLevel !== undefined && one.level !== stackLevel),
  );
  const found = stays.length < profiles.length;
  profiles.splice(0, profiles.length, ...stays);
  return found;
}

/** Where somebody charges: in which session, and for how long. No clock that is set anew changes how old a session is. */
export interface Place {
  readonly evse: number;
  readonly session: string | undefined;
  readonly ageMs: number;
}

function ampsIn(one: Kept, { ageMs }: Place, at: number): number | undefined {
  if (at < one.validFrom || at >= one.validTo) return undefined;
  const since = one.startsAt === undefined ? ageMs : at - one.startsAt;
  if (since < 0 || since >= one.durationMs) return undefined;
  return one.periods.findLast(({ fromMs }) => fromMs <= since)?.amps;
}

/** The highest stack level that speaks at this time; the connector's own before that of all (1.6 §3.13.2). */
function highest(profiles: readonly Kept[], place: Place, at: number, isMeant: (one: Kept) => boolean) {
  let best: Kept | undefined;
  let amps: number | undefined;
  for (const one of profiles) {
    if (!isMeant(one)) continue;
    const isBelow = best !== undefined && (best.level > one.level || (best.level === one.level && best.connector > 0));
    const says = isBelow ? undefined : ampsIn(one, place, at);
    if (says === undefined) continue;
    best = one;
    amps = says;
  }
  return amps;
}

/** What an EVSE may draw at a time of its station's clock; Infinity where no profile speaks. */
export function ampsAt(profiles: readonly Kept[], place: Place, at: number): number {
  const { evse, session } = place;
  const isHere = ({ connector }: Kept): boolean => connector === evse || connector === 0;
  const own =
    session === undefined
      ? undefined
      : highest(profiles, place, at, (one) => one.purpose === 'TxProfile' && isHere(one) && one.session === session);
  const byDefault = (): number | undefined =>
    highest(profiles, place, at, (one) => one.purpose === 'TxDefaultProfile' && isHere(one));
  const whole = highest(profiles, place, at, (one) => one.purpose === 'ChargePointMaxProfile');
  return Math.min(own ?? byDefault() ?? Infinity, whole ?? Infinity);
}

/** The most that it may draw at that time, in its session or in another that may have begun by then. */
export const mostAt = (profiles: readonly Kept[], place: Place, at: number): number =>
  Math.max(ampsAt(profiles, place, at), ampsAt(profiles, { evse: place.evse, session: undefined, ageMs: 0 }, at));

/** When any of this may change by itself after `from`, by the clock of the station. */
export function changesAfter(profiles: readonly Kept[], ageMs: number, from: number): number[] {
  const times = profiles.flatMap((one) => {
    const start = one.startsAt ?? from - ageMs;
    return [one.validFrom, one.validTo, start + one.durationMs, ...one.periods.map(({ fromMs }) => start + fromMs)];
  });
  return [...new Set(times)].filter((time) => time > from && Number.isFinite(time)).sort((a, b) => a - b);
}
