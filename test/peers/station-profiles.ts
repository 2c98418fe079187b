// Charging profiles as a charge point of the standard keeps them (1.6 §3.13): through power cuts, a TxProfile until its
// transaction ends, and before the TxDefaultProfile; the ChargePointMaxProfile over all. One period each.

type Purpose = 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';

export interface Profile {
  readonly purpose: Purpose;
  /** 0 is the whole station. */
  readonly connector: number;
  readonly level: number;
  readonly amps: number;
  /** Of a TxProfile. */
  readonly session?: string;
  /** ms of the epoch when it ends by itself. */
  readonly endsAt?: number;
  /** Left in it by another system. */
  readonly isForeign?: true;
}

/** What is asked of an EVSE: its session, and the numbers that those of the station got. */
interface Place {
  readonly session: string | undefined;
  readonly numbers: ReadonlyMap<string, number>;
}

interface SetReq {
  readonly connectorId: number;
  readonly csChargingProfiles: {
    readonly stackLevel: number;
    readonly chargingProfilePurpose: Purpose;
    readonly transactionId?: number;
    readonly chargingSchedule: {
      readonly chargingRateUnit: 'A' | 'W';
      readonly startSchedule?: string;
      readonly duration?: number;
      readonly chargingSchedulePeriod: readonly { readonly limit: number }[];
    };
  };
}

interface ClearReq {
  readonly connectorId?: number;
  readonly chargingProfilePurpose?: Purpose;
  readonly stackLevel?: number;
}

/** Volts to neutral, three lines. */
const wattsPerAmp = 690;

export function setProfile(
  profiles: Profile[],
  evses: readonly Place[],
  payload: object,
  refuses: (profile: Profile) => boolean,
): { status: string } {
  const { connectorId: connector, csChargingProfiles: said } = payload as SetReq;
  const { chargingProfilePurpose: purpose, stackLevel: level, chargingSchedule: schedule } = said;
  const { limit } = schedule.chargingSchedulePeriod[0]!;
  const amps = schedule.chargingRateUnit === 'W' ? limit / wattsPerAmp : limit;
  const evse = evses[connector - 1];
  const profile: Profile = {
    purpose,
    connector,
    level,
    amps,
    ...(schedule.duration !== undefined && {
      endsAt: Date.parse(schedule.startSchedule!) + schedule.duration * 1000,
    }),
    ...(purpose === 'TxProfile' && evse?.session !== undefined && { session: evse.session }),
  };
  const isOfTransaction = evse?.session !== undefined && evse.numbers.get(evse.session) === said.transactionId;
  if (refuses(profile) || (purpose === 'TxProfile' && !isOfTransaction)) return { status: 'Rejected' };
  const at = profiles.findIndex((one) => one.purpose === purpose && one.connector === connector && one.level === level);
  if (at >= 0) profiles.splice(at, 1);
  profiles.push(profile);
  return { status: 'Accepted' };
}

/** Those that have an end are gone when it comes. */
export function endProfiles(profiles: Profile[], utcMs: number): void {
  for (let at = profiles.length - 1; at >= 0; at -= 1)
    if ((profiles[at]!.endsAt ?? Infinity) <= utcMs) profiles.splice(at, 1);
}

export function clearProfiles(profiles: Profile[], payload: object): { status: string } {
  const { connectorId, chargingProfilePurpose, stackLevel } = payload as ClearReq;
  const stays = profiles.filter(
    (one) =>
      (connectorId !== undefined && one.connector !== connectorId) ||
      (chargingProfilePurpose !== undefined && one.purpose !== chargingProfilePurpose) ||
      (stackLevel !== undefined && one.level !== stackLevel),
  );
  if (stays.length === profiles.length) return { status: 'Unknown' };
  profiles.splice(0, profiles.length, ...stays);
  return { status: 'Accepted' };
}

/** What an EVSE may draw in this session, or in none, by the profiles of its station; undefined where none speaks. */
export function profileAmps(
  profiles: readonly Profile[],
  evse: number,
  session: string | undefined,
): number | undefined {
  const highest = (some: readonly Profile[]): number | undefined =>
    [...some].sort((a, b) => b.level - a.level || b.connector - a.connector)[0]?.amps;
  const own = highest(profiles.filter((one) => one.session !== undefined && one.session === session));
  const byDefault = highest(
    profiles.filter((one) => one.purpose === 'TxDefaultProfile' && (one.connector === evse || one.connector === 0)),
  );
  const whole = highest(profiles.filter((one) => one.purpose === 'ChargePointMaxProfile'));
  const some = [own ?? byDefault, whole].filter((amps) => amps !== undefined);
  return some.length === 0 ? undefined : Math.min(...some);
}
