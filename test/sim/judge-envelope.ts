// Promise (a) as the stations see it: what they hold never adds up to more than a circuit allows, and never will if nobody
// tells them anything more, in whatever order their limits end. It is worked out anew whenever anything that it depends on has
// changed: the site, what a station holds, and the end of a grace.

import type { SimEvse } from '../peers/station-evse.ts';
import type { Profile } from '../peers/station-profiles.ts';
import type { SimStation } from '../peers/station-types.ts';
import type { Circuit, Site } from '../../src/model/config/site.ts';
import type { Course, Times } from './course.ts';
import { ampsAt, courseOf } from './course.ts';

/** A command that was under way when a limit was lowered has arrived or is lost by then. */
const graceMs = 35_000;
/** Whoever has another clock than before has said the time by then, and others have given way. */
const clockGraceMs = 75_000;

/** What a line of a circuit may be given: its limit, or less and less until it is within a limit that was lowered. */
interface Allowance {
  limit: number;
  allowed: number;
  ratchetAt: number;
}

/** What an EVSE held when it was looked at last. A profile is replaced by another, and never changed. */
interface Seen {
  readonly session: string | undefined;
  readonly profiles: readonly Profile[];
  readonly course: Course;
}

/** Nobody knows where an EVSE is wired that does not say it. */
const isOn = (phases: string, line: number): boolean => phases === 'unknown' || phases.includes(`L${line + 1}`);

export interface EnvelopeJudge {
  /** After every event. */
  look(): void;
  /** The clock of a station was set: what it holds ends at another time. */
  clockSet(at: number): void;
  /** When everything has healed, nothing more is allowed than the limits. */
  settled(): void;
}

export function createEnvelopeJudge(
  stations: readonly SimStation[],
  site: () => Site,
  times: Times,
  find: (what: string) => void,
): EnvelopeJudge {
  const now = times.mono;
  const allowances = new Map<string, Allowance>();
  const seen = new Map<SimEvse, Seen>();
  let seenSite: Site | undefined;
  /** When the next grace ends. */
  let graceEndsAt = Infinity;

  /**
   * A limit that somebody lowers holds when those who held more have been told, which a broken link can delay: after a
   * grace what all of them may draw may only fall, until it is within the limit. One that nobody limits yet draws its
   * rating: its first limit lowers it.
   */
  function allowedAmps({ id, limitAmps: limit }: Circuit, line: number, amps: number): number {
    const known = allowances.get(`${id}/${line}`) ?? { limit, allowed: limit, ratchetAt: 0 };
    if (known.limit !== limit) {
      known.allowed = Math.max(known.allowed, limit);
      known.limit = limit;
      known.ratchetAt = Math.max(known.ratchetAt, now() + graceMs);
    }
    if (now() >= known.ratchetAt) known.allowed = Math.max(known.limit, Math.min(known.allowed, amps));
    else graceEndsAt = Math.min(graceEndsAt, known.ratchetAt);
    allowances.set(`${id}/${line}`, known);
    return known.allowed;
  }

  /** True when an EVSE holds something else than before. */
  function lookAtStations(): boolean {
    let changed = false;
    for (const [at, { evses }] of stations.entries())
      for (const evse of evses) {
        const before = seen.get(evse);
        if (before !== undefined && isAsBefore(before, evse)) continue;
        // What others left in it counts as no limit: it is there before anybody can be told anything.
        const isForeign = evse.profiles.some((one) => one.isForeign === true);
        const course = isForeign
          ? [{ from: now(), to: Infinity, amps: undefined }]
          : courseOf(evse, times.habits[at]!, times, before?.session === evse.session ? before?.course : []);
        seen.set(evse, { session: evse.session, profiles: [...evse.profiles], course });
        changed = true;
      }
    return changed;
  }

  /** The EVSEs on a line of a circuit. */
  function placesOf({ id, parent }: Circuit, line: number): SimEvse[] {
    return site().stations.flatMap((station, at) => {
      const hangs = station.circuit === id || parent === undefined;
      const evses = hangs ? (stations[at]?.evses ?? []) : [];
      return evses.filter((evse) => isOn(station.evses[evse.evse - 1]!.phases, line));
    });
  }

  /**
   * The most that may be drawn on a line of a circuit, now or when some limits have ended, by those that hold a limit, and
   * with the rating of those that hold none.
   */
  function sumsOf(circuit: Circuit, line: number): { amps: number; drawn: number } {
    const places = placesOf(circuit, line);
    const courses = places.map((evse) => seen.get(evse)!.course);
    // What any of them may draw rises at these moments only.
    const moments = new Set([now()]);
    for (const course of courses) for (const { from } of course) if (from > now()) moments.add(from);
    let [mostAmps, mostDrawn] = [0, 0];
    for (const moment of moments) {
      let [amps, drawn] = [circuit.worstCaseBaseAmps, circuit.worstCaseBaseAmps];
      for (const [at, course] of courses.entries()) {
        const most = ampsAt(course, moment);
        amps += most ?? 0;
        drawn += most ?? places[at]!.ratingAmps;
      }
      mostAmps = Math.max(mostAmps, amps);
      mostDrawn = Math.max(mostDrawn, drawn);
    }
    return { amps: mostAmps, drawn: mostDrawn };
  }

  function judge(allowedOf: (circuit: Circuit, line: number, drawn: number) => number): void {
    for (const circuit of site().circuits)
      for (const line of [0, 1, 2]) {
        const { amps, drawn } = sumsOf(circuit, line);
        const allowed = allowedOf(circuit, line, drawn);
        if (amps > allowed + 0.001)
          find(
            `circuit ${circuit.id} of ${circuit.limitAmps} A was given away with ${amps} A on L${line + 1} (allowed ${allowed})`,
          );
      }
  }

  return {
    look() {
      const changed = lookAtStations();
      if (!changed && site() === seenSite && now() < graceEndsAt) return;
      seenSite = site();
      graceEndsAt = Infinity;
      judge(allowedAmps);
    },
    clockSet(at) {
      for (const evse of stations[at]!.evses) seen.delete(evse);
      for (const one of allowances.values()) {
        one.allowed = Infinity;
        one.ratchetAt = now() + clockGraceMs;
      }
    },
    settled() {
      lookAtStations();
      judge(({ limitAmps }) => limitAmps);
    },
  };
}

function isAsBefore({ session, profiles }: Seen, evse: SimEvse): boolean {
  if (session !== evse.session || profiles.length !== evse.profiles.length) return false;
  for (let at = 0; at < profiles.length; at += 1) if (profiles[at] !== evse.profiles[at]) return false;
  return true;
}
