// Two devices that both proved to be one station (G11, Q28). The one that was there first is asked for a sign of life: if it
// gives one, the newcomer goes, and somebody should look; if not, its end is only not known yet, and the newcomer takes its
// place. The adapter asks and tells what it heard; what follows is decided here.

import type { StationId } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { Knock, Reception, Resolution, Sign, Told } from '../ports/door.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { told, tryRule } from './admit.ts';
import { take } from './buckets.ts';
import * as why from './why.ts';

/** A station that lives answers a ping within this time (F047). */
const answerWithinMs = 5000;
/** A sign that never came to us does not keep the station out for longer. */
const lateMs = 10_000;
/** A device that comes as a station which is there is a worse guess. */
const rivalTries = 3;
/** So long a second device with the same identity is an alarm. */
const rivalMs = 3_600_000;

/** Somebody who was admitted as this station has shaken hands. */
export function receive({ door, stationLinks }: State, station: StationId, now: Now): Reception {
  const until = door.contested.get(station);
  if (until !== undefined && now.mono < until) return { kind: 'busy' };
  const link = stationLinks.get(station);
  if (link === undefined) return { kind: 'enter' };
  door.contested.set(station, after(now.mono, answerWithinMs + lateMs));
  return { kind: 'ask', link: link.id, withinMs: answerWithinMs };
}

/** What came of asking the one that was there. */
export function resolve(state: State, knock: Knock, station: StationId, sign: Sign, now: Now): Resolution {
  state.door.contested.delete(station);
  switch (sign) {
    case 'left':
      return { kind: 'left' };
    case 'gone':
      return { kind: 'enter' };
    case 'silent': {
      const link = state.stationLinks.get(station);
      return { kind: 'enter', ...(link !== undefined && { cut: link.id }) };
    }
    // What it says is kept back while the disk is busy: it has just spoken.
    case 'held':
    case 'answered':
      return { kind: 'turnedAway', ...turnAway(state, knock, station, now) };
  }
}

function turnAway(state: State, knock: Knock, station: StationId, now: Now): Told {
  const { door } = state;
  const reason = why.duplicate(station, knock.remoteAddress);
  take(door.tries, `${knock.remoteAddress} ${station}`, tryRule, now.mono, rivalTries);
  door.rivals.set(station, now.mono);
  state.alarms.set(`BB_STATION_DUPLICATE:${station}`, `${reason.what} ${reason.remedy}`);
  wakeBy(state, after(now.mono, rivalMs));
  return told(state, station, reason, knock, now);
}

/** Alarms of second devices that have not come again. */
export function forgetRivals(state: State, now: Now): void {
  for (const [station, at] of state.door.rivals) {
    if (now.mono < at + rivalMs) {
      wakeBy(state, after(at, rivalMs));
      continue;
    }
    state.door.rivals.delete(station);
    state.door.knocks.delete(station);
    state.alarms.delete(`BB_STATION_DUPLICATE:${station}`);
  }
}
