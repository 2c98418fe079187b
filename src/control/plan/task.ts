// What is asked of one session, with the margins: until when, how much, and what each part of it is worth.

import type { PlanRequest, PlanSession } from './request.ts';

/** Parts of the energy of a session, the most valuable first: they fill in this order. */
export interface Part {
  readonly kWh: number;
  /** Of one kWh. */
  readonly worth: number;
}

export interface Task {
  readonly session: PlanSession;
  /** For each slot until it leaves: the share of the slot in which it is there. */
  readonly presence: readonly number[];
  /** Slots from this one on are after the departure that is planned for: energy is worth less there. */
  readonly lateFrom: number;
  /** What energy is worth there, as a share. */
  readonly lateShare: number;
  readonly parts: readonly Part[];
  /** What it must get, without margin; 0 when nobody knows. */
  readonly needKWh: number;
  /** Of its parts, what comes before all else. */
  readonly floorKWh: number;
  /** All its parts together. */
  readonly mostKWh: number;
}

/** What a kWh of each kind is worth: the floor before the need, the need before the rest, and each above usual prices. */
const worths = { floor: 24, need: 4, want: 1 } as const;
/**
 * A vehicle that needs little is soon ready, and counts more: for a tenth of the mean need, twice as much as for all of it. More
 * than that costs energy: vehicles that need much are left with what no longer fits before they leave.
 */
const density = 0.3;
const leastKWh = 0.5;
/**
 * A kWh between the planned and the said departure is worth this share of one before: the longer the margin, the less the
 * said departure is believed. Whoever asks for an hour hardly believes it.
 */
const lateShare = ({ departureMinutes }: PlanRequest['margins']): number =>
  Math.max(leastLateShare, 1 - departureMinutes / neverBelievedMinutes);
const neverBelievedMinutes = 60;
/** Still better than nothing. */
const leastLateShare = 0.1;

export function tasksOf(request: PlanRequest): Task[] {
  const { sessions, favour } = request;
  const known = sessions.flatMap(({ needKWh = 0 }) => (needKWh > 0 ? [needKWh] : []));
  const mean = known.reduce((sum, kWh) => sum + kWh, 0) / Math.max(1, known.length);
  return sessions.map((session) => {
    const dense = favour === 'energy' ? 0 : (mean / Math.max(leastKWh, session.needKWh ?? mean)) ** density;
    return taskOf(request, session, session.priority * (1 + dense));
  });
}

function taskOf(request: PlanRequest, session: PlanSession, weight: number): Task {
  const { margins, slotMinutes, stayMinutes } = request;
  const { departsInMinutes = 0 } = session;
  const isKnown = departsInMinutes > 0;
  const stay = isKnown ? departsInMinutes : stayMinutes;
  const presence = presenceIn(slotMinutes, stay);
  const early = isKnown ? Math.max(slotMinutes[0] ?? 0, stay - margins.departureMinutes) : stay;
  const lateFrom = presenceIn(slotMinutes, early).length;
  const all = presence.reduce((sum, share, slot) => sum + share * slotMinutes[slot]!, 0) / 60;
  const want = wantOf(session, all * session.maxAmps * session.kWPerAmp);
  const floorKWh = Math.min(want, floorOf(request, session));
  const parts = partsOf(request, session, { weight, floorKWh, want });
  return {
    session,
    presence,
    lateFrom,
    lateShare: lateShare(margins),
    parts,
    needKWh: session.needKWh ?? 0,
    floorKWh,
    mostKWh: parts.reduce((sum, { kWh }) => sum + kWh, 0),
  };
}

function presenceIn(slotMinutes: readonly number[], stay: number): number[] {
  const presence: number[] = [];
  let left = stay;
  for (const minutes of slotMinutes) {
    if (left <= 0) break;
    presence.push(Math.min(1, left / minutes));
    left -= minutes;
  }
  return presence;
}

/** Of a vehicle of which nobody knows the need, only the floor is sure; all that is possible beyond it is a wish. */
const wantOf = ({ needKWh, wantKWh }: PlanSession, possible: number): number =>
  Math.max(needKWh ?? 0, wantKWh ?? (needKWh === undefined ? possible : 0));

/** The floor of everybody or its own least, whichever is more, as far as it has not had it. */
const floorOf = ({ floorKWh }: PlanRequest, { leastKWh = 0, deliveredKWh }: PlanSession): number =>
  Math.max(0, Math.max(floorKWh, leastKWh) - deliveredKWh);

interface Wanted {
  readonly weight: number;
  readonly floorKWh: number;
  readonly want: number;
}

function partsOf(
  { margins }: PlanRequest,
  { needKWh: need = 0 }: PlanSession,
  { weight, floorKWh, want }: Wanted,
): Part[] {
  // The margin is part of the need: valued less, it would be what is missing in the end.
  const planned = Math.max(need, need * margins.energyFactor);
  const ends = [
    { end: floorKWh, worth: worths.floor },
    { end: planned, worth: worths.need },
    { end: want, worth: worths.want },
  ];
  const parts: Part[] = [];
  let from = 0;
  for (const { end, worth } of ends) {
    if (end <= from) continue;
    parts.push({ kWh: end - from, worth: worth * weight });
    from = end;
  }
  return parts;
}
