// Central systems of OCPP 2.x hear when the limit of a running transaction becomes another (triggerReason ChargingRateChanged).

import { evseOf } from '../../model/ids.ts';
import type { SlotLive } from '../../site/live.ts';
import type { Heard } from '../heard.ts';
import type { LimitPurpose } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { significanceOf } from '../tell/significance.ts';
import { uplinksOf } from '../uplink/work.ts';

/** Limits follow the site by the second; central systems are told of one in this time. */
const apartMs = 60_000;

/** A limit was taken. The first one of a transaction is no change. */
export function noteRate(
  state: State,
  heard: Pick<Heard, 'facts'>,
  { transaction, amps, evse: key }: LimitPurpose,
  slot: SlotLive,
  now: Now,
): void {
  if (transaction === undefined) return;
  const { station } = evseOf(key);
  // An answer may come when the transaction is over.
  const session = state.ledger.stations.get(station)?.transactions.known.get(transaction);
  if (session === undefined || session.endedAt !== undefined) return;
  const told = slot.rateTold;
  if (told?.transaction !== transaction) {
    slot.rateTold = { transaction, amps, at: now.mono };
    return;
  }
  const change = Math.abs(amps - told.amps);
  const isNews = uplinksOf(state, station).some(
    (uplink) => uplink.config.version !== '1.6' && change > significanceOf(state, uplink.config.id) * told.amps,
  );
  if (!isNews || change === 0 || now.mono - told.at < apartMs) return;
  slot.rateTold = { transaction, amps, at: now.mono };
  heard.facts.push({
    kind: 'TransactionUpdated',
    station,
    evse: session.evse,
    transaction,
    trigger: 'ChargingRateChanged',
    happenedAt: now.utc,
  });
}
