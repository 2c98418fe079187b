// Central systems of OCPP 2.x hear when the limit of a running transaction becomes another (triggerReason ChargingRateChanged).

import type { Fact } from '../../model/fact/fact.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import type { SlotLive } from '../../site/live.ts';
import type { Heard } from '../heard.ts';
import type { LimitPurpose } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { significanceOf } from '../tell/significance.ts';
import { uplinksOf } from '../uplink/work.ts';
import type { RateDue } from './rates-live.ts';

/**
 * Limits follow the site by the second; central systems are told of one in this time, with one in reserve, because somebody who
 * changes a limit looks for it at once. The last of those that came too soon is told when its time has come.
 */
const apartMs = 60_000;

/** A limit was taken. The first one of a transaction is no change. */
export function noteRate(
  state: State,
  heard: Pick<Heard, 'facts'>,
  { transaction, amps, evse }: LimitPurpose,
  slot: SlotLive,
  now: Now,
): void {
  if (transaction === undefined) return;
  const told = slot.rateTold;
  if (told?.transaction === transaction) return tellOrWait(state, heard.facts, evse, { slot, transaction, amps }, now);
  if (sessionOf(state, evse, { transaction }) !== undefined) slot.rateTold = { transaction, amps, nextAt: now.mono };
}

/** What had to wait: the last of each, where it is another one than that which was told. */
export function tellRates(state: State, facts: Fact[], now: Now): void {
  const { rates } = state;
  if (rates.dueAt > now.mono) return wakeBy(state, rates.dueAt);
  rates.dueAt = never;
  const due = [...rates.due];
  rates.due.clear();
  for (const [evse, rate] of due) tellOrWait(state, facts, evse, rate, now);
}

function tellOrWait(state: State, facts: Fact[], evse: EvseKey, rate: RateDue, now: Now): void {
  const { slot, transaction, amps } = rate;
  state.rates.due.delete(evse);
  const told = slot.rateTold;
  const session = sessionOf(state, evse, rate);
  if (session === undefined || told?.transaction !== transaction || !isNews(state, evse, told.amps, amps)) return;
  if (told.nextAt > now.mono) {
    state.rates.due.set(evse, rate);
    state.rates.dueAt = Math.min(state.rates.dueAt, told.nextAt) as Mono;
    return wakeBy(state, state.rates.dueAt);
  }
  const nextAt = Math.max(after(told.nextAt, apartMs), now.mono) as Mono;
  slot.rateTold = { transaction, amps, nextAt };
  facts.push({
    kind: 'TransactionUpdated',
    station: evseOf(evse).station,
    evse: session.evse,
    transaction,
    trigger: 'ChargingRateChanged',
    happenedAt: now.utc,
  });
}

/** An answer may come when the transaction is over. */
function sessionOf({ ledger }: State, evse: EvseKey, { transaction }: Pick<RateDue, 'transaction'>) {
  const session = ledger.stations.get(evseOf(evse).station)?.transactions.known.get(transaction);
  return session?.endedAt === undefined ? session : undefined;
}

function isNews(state: State, evse: EvseKey, before: number, amps: number): boolean {
  const change = Math.abs(amps - before);
  return (
    change > 0 &&
    uplinksOf(state, evseOf(evse).station).some(
      ({ config }) => config.version !== '1.6' && change > significanceOf(state, config.id) * before,
    )
  );
}
