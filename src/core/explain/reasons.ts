// When something else binds a session and no limit tells it, that is recorded: what lasts, and not often.

import type { Allocation } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import type { EvseKey, TransactionId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Reason } from '../../model/reason.ts';
import { reasonMark } from '../../model/reason-mark.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import { slotsOf } from '../../site/limits.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { measuredAt } from './measured.ts';
import type { ReasonLive } from './reasons-live.ts';

/** What comes and goes within this time explains nothing. */
const lastsMs = 10_000;
/** A reason that flaps costs one row of the journal a minute. */
const apartMs = 60_000;

/** After limits were worked out, and when something that was seen then has lasted. */
export function noteReasons(state: State, decided: Decided, now: Now): void {
  const told = new Map<EvseKey, Reason>();
  for (const command of decided.commands)
    if (command.kind === 'setLimit' && command.transaction !== undefined) told.set(command.evse, command.reason);
  const { known } = state.reasons;
  let dueAt: Mono = never;
  for (const one of state.allocations.values()) {
    const { load, transaction } = one;
    if (transaction === undefined) {
      known.delete(load.key);
      continue;
    }
    const live = liveOf(state, one, transaction, now);
    const byLimit = told.get(load.key) ?? told.get(evseKey(load.station.id, 0));
    if (byLimit !== undefined) recordAs(live, reasonMark(byLimit), now);
    if (live.seen === live.recorded) continue;
    const at = Math.max(after(live.seenSince, lastsMs), after(live.recordedAt, apartMs)) as Mono;
    if (at > now.mono) {
      dueAt = Math.min(dueAt, at) as Mono;
      continue;
    }
    recordAs(live, live.seen, now);
    decided.facts.push(changedOf(state, one, transaction, now));
  }
  state.reasons.dueAt = dueAt;
}

function changedOf(state: State, { load, amps, reason }: Allocation, transaction: TransactionId, now: Now) {
  const limit = Math.round(Math.min(amps, load.maxAmps) * 10) / 10;
  const what = { station: load.station.id, evse: load.key, transaction, amps: limit, reason };
  return { kind: 'ReasonChanged', ...what, ...measuredAt(state, load.key), happenedAt: now.utc } as const;
}

const longAgo = Number.NEGATIVE_INFINITY as Mono;

function liveOf(state: State, { load, reason }: Allocation, transaction: TransactionId, now: Now): ReasonLive {
  const mark = reasonMark(reason);
  let live = state.reasons.known.get(load.key);
  if (live?.transaction !== transaction) {
    const held = heldReason(state, load, transaction);
    const recorded = held === undefined ? undefined : reasonMark(held);
    live = { transaction, recorded, recordedAt: longAgo, seen: mark, seenSince: now.mono };
    state.reasons.known.set(load.key, live);
  }
  if (live.seen !== mark) {
    live.seen = mark;
    live.seenSince = now.mono;
  }
  return live;
}

function recordAs(live: ReasonLive, mark: string, now: Now): void {
  live.recorded = mark;
  live.recordedAt = now.mono;
}

/** What the limit said that counts for this session, in whatever place it is. */
function heldReason({ ledger }: State, load: Load, transaction: TransactionId): Reason | undefined {
  const { rung } = load.hold;
  const limits = ledger.stations.get(load.station.id)?.limits;
  if (limits === undefined || rung === 'none') return undefined;
  const places = [...load.evses.map(({ id }) => id), 0];
  const held = places.flatMap((evse) => slotsOf(limits, rung).get(evse) ?? []);
  return held.findLast((one) => rung !== 'tx' || one.transaction === transaction)?.reason;
}
