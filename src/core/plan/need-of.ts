// What a session needs as it counts now: the API before a central system before the site's own list, field by field.

import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { SolarMode, Needs } from '../../model/needs.ts';
import { minuteIn, needsSources, usualPriority } from '../../model/needs.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { localTime, utcOf } from '../../model/zone.ts';
import { rightMoment } from '../../site/clock.ts';
import type { SaidNeeds } from '../../site/needs.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { listedToken } from './listed-needs.ts';

export interface Need {
  /** As the list names it. */
  readonly vehicle?: string;
  /** Still to come: what is past is unknown (E18). */
  readonly departsAt?: Utc;
  readonly energyKwh?: number;
  readonly leastKwh?: number;
  /** What it has had of it. */
  readonly deliveredKwh: number;
  /** What is missing; absent where nobody knows what it needs (E19). */
  readonly remainingKwh?: number;
  readonly priority: number;
  readonly noPause: boolean;
  readonly solar?: SolarMode;
}

export function needOf(state: State, evse: EvseKey, session: Transaction, now: Now): Need {
  const listed = listedToken(state.siteTokens, session.token);
  const said = saidAbout(state, evse, session);
  const first = <Key extends keyof Needs>(key: Key): Needs[Key] | undefined =>
    said.find(({ needs }) => needs[key] !== undefined)?.needs[key];
  const departsAt = departureOf(state, said, { listed: listed?.departure, session }, now);
  const energyKwh = first('energyKwh') ?? listed?.energyKwh;
  const leastKwh = first('leastKwh');
  const solar = first('solar');
  const deliveredKwh = deliveredTo(session);
  return {
    ...(listed?.vehicle !== undefined && { vehicle: listed.vehicle }),
    ...(departsAt !== undefined && { departsAt }),
    ...(energyKwh !== undefined && { energyKwh, remainingKwh: Math.max(0, energyKwh - deliveredKwh) }),
    ...(leastKwh !== undefined && { leastKwh: Math.min(leastKwh, energyKwh ?? leastKwh) }),
    deliveredKwh,
    priority: first('priority') ?? listed?.priority ?? usualPriority,
    noPause: first('noPause') ?? listed?.noPause === true,
    ...(solar !== undefined && { solar }),
  };
}

/** kWh, by what its meter says. */
export function deliveredTo({ registerWh, believedStartWh, meterStartWh }: Transaction): number {
  const start = believedStartWh ?? meterStartWh;
  return Math.max(0, (registerWh ?? start) - start) / 1000;
}

/** What was said of this very session, the strongest source first. */
function saidAbout(state: State, evse: EvseKey, { transaction }: Transaction): SaidNeeds[] {
  const { station, evse: number } = evseOf(evse);
  const all = state.ledger.stations.get(station)?.needs.get(number);
  return needsSources.flatMap((source) => {
    const one = all?.[source];
    return one?.transaction === transaction ? [one] : [];
  });
}

/** While nobody knows the time, nobody knows when it leaves (E49); what was counted meanwhile is put right afterwards. */
function departureOf(
  state: State,
  said: readonly SaidNeeds[],
  { listed, session }: { readonly listed: string | undefined; readonly session: Transaction },
  now: Now,
): Utc | undefined {
  if (!state.clock.trusted) return undefined;
  const { timezone } = siteOf(state);
  const right = (moment: Utc): Utc => rightMoment(state.ledger.gateway.clock, moment);
  const beganAt = right(session.heardAt ?? session.startedAt);
  const one = said.find(({ needs }) => needs.departs !== undefined);
  const departs = one?.needs.departs;
  const minute = listed === undefined ? undefined : minuteIn(listed);
  const at =
    departs === undefined
      ? nextOf(timezone, minute, beganAt)
      : momentOf(timezone, departs, right(one!.saidAt), beganAt);
  return at !== undefined && at > now.utc ? at : undefined;
}

const nextOf = (timezone: string, minute: number | undefined, from: Utc): Utc | undefined =>
  minute === undefined ? undefined : nextAt(timezone, minute, from);

/** What a clock on the wall shows was said of the next time after both: it was said, and the session began. */
const momentOf = (timezone: string, departs: NonNullable<Needs['departs']>, saidAt: Utc, beganAt: Utc): Utc =>
  'at' in departs ? departs.at : nextAt(timezone, departs.minuteOfDay, utc(Math.max(beganAt, saidAt)));

/** The first moment after `from` at which clocks at the site show this minute, as days are there (E46). */
export function nextAt(timezone: string, minuteOfDay: number, from: Utc): Utc {
  const place = `${timezone} ${minuteOfDay} ${from}`;
  const known = moments.get(place);
  if (known !== undefined) return known;
  const at = findNext(timezone, minuteOfDay, from);
  if (moments.size >= mostMoments) moments.clear();
  moments.set(place, at);
  return at;
}

/** Calendars are slow, and the same is asked at each look at a session. More than any depot has sessions. */
const mostMoments = 10_000;
const moments = new Map<string, Utc>();

function findNext(timezone: string, minuteOfDay: number, from: Utc): Utc {
  const day = localTime(timezone, from);
  const at = utcOf(timezone, day, minuteOfDay);
  if (at > from) return at;
  const tomorrow = new Date(Date.UTC(day.year, day.month - 1, day.day + 1));
  return utcOf(
    timezone,
    { year: tomorrow.getUTCFullYear(), month: tomorrow.getUTCMonth() + 1, day: tomorrow.getUTCDate() },
    minuteOfDay,
  );
}
