// What a station said of transactions, told to its central system in its own words and in its order: at once while the
// connection is there, and after an outage first of all.

import type { Fact } from '../../model/fact/fact.ts';
import type { UplinkPart } from '../../site/uplink-part.ts';
import { markedOffline, withTransactionId } from '../../ocpp/values-in-text.ts';
import { dialectOfRaw } from '../../ocpp/dialects.ts';
import type { Message } from '../../uplink/outbox.ts';
import { pick } from '../../uplink/outbox.ts';
import { csmsTimeoutMs, placeText } from '../call.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { Teller } from '../tell/telling.ts';
import { mustPauseRows, noteTold } from '../tell/pause.ts';
import { isOf } from './ask.ts';
import type { Asked, RelayLive } from './live.ts';

export const tellRelayedRows: Teller = (telling) => {
  const { state, id, uplink, link, facts, now } = telling;
  const part = state.ledger.uplinks.get(id);
  const relay = state.relays.get(uplink.config.speaksFor!);
  if (part === undefined || relay === undefined || state.live.disk === 'absent') return false;
  if (relay.phase === 'alone' && mustPauseRows(telling)) return false;
  const message = pick(uplink.outbox, part, now.mono);
  if (message === undefined) return false;
  const { sent, entries } = message;
  const { fact } = entries[0]!;
  const asked = askedFor(relay, fact);
  const messageId = sent?.messageId ?? idFor(state, part, asked?.id);
  const isLate = sent?.offline === true || (sent === undefined && asked === undefined);
  if (sent === undefined || sent.refused)
    facts.push({
      kind: 'FirstSent',
      uplink: id,
      rows: entries.map((entry) => entry.row),
      messageId,
      ...(fact.transaction !== undefined && { transaction: fact.transaction }),
      ...(isLate && { offline: true }),
      attempt: (sent?.attempt ?? 0) + 1,
    });
  if (relay.phase === 'alone') noteTold(uplink, now);
  placeText(state, link, {
    id: messageId,
    action: actionOf(message),
    payload: payloadOf(part, message, isLate),
    timeoutMs: csmsTimeoutMs(state, link),
    context: {
      kind: 'rows',
      uplink: id,
      station: fact.station,
      ...(fact.transaction !== undefined && { transaction: fact.transaction }),
      ...(sent !== undefined && { isRepeat: true }),
      ...(asked !== undefined && { asker: asked.asker }),
    },
  });
  return true;
};

/** The CALL of the station that this row is, where that still waits for its answer. */
function askedFor(relay: RelayLive, fact: Fact): Asked | undefined {
  for (const asked of relay.asked.values()) if (asked.byRow && isOf(fact, asked)) return asked;
  return undefined;
}

/**
 * The id of a station that waits for this answer. What comes late has one of the gateway: a station may have used its own anew
 * meanwhile, and so may one that counts from 1 after each start.
 */
const idFor = (state: State, part: UplinkPart, own: string | undefined): string =>
  own === undefined || own.length > longestId || part.sent.has(own) ? makeId(state) : own;

const longestId = 36;

const actionOf = ({ entries }: Message): string => {
  const { fact } = entries[0]!;
  return dialectOfRaw(fact.raw!).actionOf(fact.kind);
};

/**
 * As the station wrote it, but for the number of a transaction that began while the gateway was alone, and for the mark of
 * what is late.
 */
function payloadOf(part: UplinkPart, { entries }: Message, isLate: boolean): string {
  const { fact } = entries[0]!;
  const { json, dialect } = fact.raw!;
  if (dialect !== 'ocpp1.6') return isLate ? markedOffline(json) : json;
  const told = fact.transaction === undefined ? undefined : part.bindings.get(fact.transaction);
  return told === undefined || fact.kind === 'TransactionStarted' ? json : withTransactionId(json, told);
}
