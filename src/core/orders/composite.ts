// What a central system may expect of an EVSE, or of the site, in the time to come: the least of its own profiles and of
// what the site gives now (1.6 §3.13.4, §5.7).

import { evseLevel, periodsOf } from '../../control/schedule.ts';
import type { Level } from '../../control/schedule.ts';
import { lineCount, tenthDown, wattsPerAmp } from '../../model/electric.ts';
import type { EvseKey, UplinkId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { openAt } from '../../site/transaction.ts';
import { ceilingOf, placeOf } from '../limits/csms-limits.ts';
import type { Now } from '../ports.ts';
import { siteShare } from '../limits/question.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant } from './context.ts';

/** What is asked of a farther future is answered for so long. */
const longestSeconds = 31 * 86_400;

export function serveGetComposite(context: OrderContext, order: OrderOf<'getCompositeSchedule'>): void {
  const { state, from, now } = context;
  const evse = order.evse === 0 ? undefined : evseMeant(context, order.evse);
  if (from.kind !== 'csms' || (order.evse !== 0 && evse === undefined))
    return answerNow(context, order, { status: 'Rejected' });
  const { levelAt, lines } = evse === undefined ? ofSite(state, from.uplink) : ofEvse(state, from.uplink, evse, now);
  const { unit = 'A' } = order;
  const perAmp = unit === 'A' ? 1 : wattsPerAmp(siteOf(state).supply, lines);
  const durationSeconds = Math.min(longestSeconds, Math.max(1, order.durationSeconds));
  const amountAt = (at: Utc) => {
    const { amps, changesAt } = levelAt(at);
    return { amount: tenthDown(amps * perAmp), changesAt };
  };
  const periods = periodsOf(amountAt, now.utc, durationSeconds);
  const schedule = { startAt: now.utc, durationSeconds, unit, periods } as const;
  answerNow(context, order, { status: 'Accepted', schedule: { evse: order.evse, startAt: now.utc, schedule } });
}

interface Outlook {
  readonly levelAt: (at: Utc) => { readonly amps: number; readonly changesAt: Utc };
  readonly lines: number;
}

/** As if it went on as now; an EVSE that does not charge, as if it began now. */
function ofEvse(state: State, uplink: UplinkId, key: EvseKey, now: Now): Outlook {
  const { station, evse } = evseOf(key);
  const part = state.ledger.stations.get(station);
  const open = part === undefined ? undefined : openAt(part.transactions, evse);
  const place = placeOf(siteOf(state), key, open ?? { startedAt: now.utc });
  const share = siteShare(state, key, now);
  const stored = [...(state.ledger.profiles.stored.get(uplink)?.values() ?? [])];
  return {
    lines: place.lines,
    levelAt: (at) => {
      const level = least(evseLevel(stored, key, place, at), ceilingOf(state, uplink, at));
      const amps = Math.min(share.amps, level.amps ?? Infinity);
      // What is too little for a vehicle is told the station as nothing.
      return { amps: amps < share.minAmps ? 0 : amps, changesAt: level.changesAt };
    },
  };
}

/** The grid connection without other load, and what the central system allows all together. */
function ofSite(state: State, uplink: UplinkId): Outlook {
  const { circuits, supply } = siteOf(state);
  const grid = circuits.find(({ parent }) => parent === undefined);
  const free = grid === undefined ? 0 : Math.max(0, grid.limitAmps - grid.worstCaseBaseAmps);
  return {
    lines: lineCount[supply],
    levelAt: (at) => {
      const { amps, changesAt } = ceilingOf(state, uplink, at);
      return { amps: Math.min(free, amps ?? Infinity), changesAt };
    },
  };
}

function least(one: Level, other: Level): Level {
  const changesAt = Math.min(one.changesAt, other.changesAt) as Utc;
  if (one.amps === undefined || other.amps === undefined) return { amps: one.amps ?? other.amps, changesAt };
  return { amps: Math.min(one.amps, other.amps), changesAt };
}
