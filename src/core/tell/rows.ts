// Rows of the journal, and dead letters that somebody wants sent once more.

import type { Wording } from '../../ocpp/heard.ts';
import type { Violation } from '../../ocpp/schema.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import type { FirstSent } from '../../model/fact/uplink.ts';
import type { EvseKey } from '../../model/ids.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { UplinkPart } from '../../site/uplink-part.ts';
import { unsendable } from '../../site/uplink-part.ts';
import type { Order } from '../../uplink/aggregate/transactions.ts';
import { saidIn, wordRows } from '../../uplink/aggregate/transactions.ts';
import { fitting } from '../../ocpp/fitting.ts';
import { dialectOfLink } from '../links.ts';
import { lose } from '../losses.ts';
import type { Entry, Message } from '../../uplink/outbox.ts';
import { pick, removeRows } from '../../uplink/outbox.ts';
import { withRightTimes } from '../../uplink/right-times.ts';
import { parkAgain } from '../uplink/dead-letter.ts';
import { numberFor } from '../uplink/numbers.ts';
import { makeId, wakeBy } from '../state.ts';
import { mustPauseRows } from './pause.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

/**
 * The next rows of the journal. What left before leaves again under the same id with the same payload; a new attempt after
 * a refusal is counted.
 */
export const tellRows: Teller = (telling) => {
  const { state, id, uplink, facts, now } = telling;
  const part = state.ledger.uplinks.get(id);
  // What has no right time yet is kept until it has.
  if (part === undefined || state.live.disk === 'absent' || !state.clock.trusted) return false;
  if (mustPauseRows(telling)) return false;
  const message = pick(uplink.outbox, part, now.mono);
  if (message === undefined) return false;
  const { sent, entries } = message;
  const messageId = sent?.messageId ?? makeId(state);
  const order = orderOf(telling, part, message);
  const dialect = dialectOfLink(telling.link);
  const teller = { uplink: id, part, dialect, numberOf: (evse: EvseKey) => numberFor(state, uplink, evse) };
  const wording = fitting(
    dialect.version,
    wordRows(withRightTimes(entries, state.ledger.gateway.clock.shifts), teller, order),
  );
  const lost = sent === undefined ? lostIn(telling, entries[0]!, wording) : {};
  if (sent === undefined || sent.refused)
    facts.push({
      kind: 'FirstSent',
      uplink: id,
      rows: entries.map((entry) => entry.row),
      messageId,
      ...order.kept,
      attempt: (sent?.attempt ?? 0) + 1,
      ...lost,
    });
  const { transaction, station } = entries[0]!.fact;
  const purpose = {
    kind: 'rows',
    uplink: id,
    station,
    ...(transaction !== undefined && { transaction }),
    ...(sent !== undefined && { isRepeat: true }),
  } as const;
  const violation = checkOutbound(dialect.version, wording.action, wording.payload);
  if (violation === undefined) return tell(telling, wording, purpose, 2, messageId);
  parkUnsendable(telling, message, { messageId, wording, violation });
  return false;
};

/** Counted and kept when it first leaves: a repeat loses nothing more. */
function lostIn({ state, link }: Telling, entry: Entry, { losses = [] }: Wording): Pick<FirstSent, 'lost'> {
  if (losses.length === 0) return {};
  const [from, to] = [saidIn(entry), link.peer.version];
  lose(state, from, to, losses);
  return { lost: { from, to, fields: losses.map(({ field, reason }) => `${field} (${reason})`) } };
}

/**
 * The place of a message among those of its transaction, and whether it is late (E04.FR.03, E11.FR.02): given out when it
 * first leaves, and remembered for every repeat. 1.6 has neither.
 */
function orderOf(
  { uplink }: Telling,
  part: UplinkPart,
  { sent, entries }: Message,
): Order & { kept: Partial<FirstSent> } {
  if (sent !== undefined) {
    const { seqNo, transaction, offline } = sent;
    const kept = {
      ...(seqNo !== undefined && { seqNo }),
      ...(transaction !== undefined && { transaction }),
      ...(offline && { offline }),
    };
    return { seqNo: seqNo ?? 0, offline: offline === true, kept };
  }
  const { row, fact } = entries[0]!;
  if (uplink.config.version === '1.6' || fact.transaction === undefined) return { seqNo: 0, offline: false, kept: {} };
  const seqNo = part.nextSeqNos.get(fact.transaction) ?? 0;
  const offline = row <= uplink.missedThrough;
  return { seqNo, offline, kept: { transaction: fact.transaction, seqNo, ...(offline && { offline }) } };
}

/** What a station said and no schema takes is kept as a dead letter: it stops nobody else, and no restart repeats it. */
function parkUnsendable(
  { state, id, uplink, facts, now }: Telling,
  { entries }: Message,
  about: { messageId: string; wording: Wording; violation: Violation },
): void {
  const { messageId, wording, violation } = about;
  const transaction = entries[0]!.fact.transaction;
  facts.push({
    kind: 'Parked',
    uplink: id,
    messageId,
    ...(transaction !== undefined && { transaction }),
    action: wording.action,
    payload: JSON.stringify(wording.payload),
    code: unsendable,
    description: violation.message,
    ...(dialectOf(uplink.config.version).toCsms.part(wording) === 'stop' && { closes: true }),
    through: removeRows(
      uplink.outbox,
      entries.map((entry) => entry.row),
    ),
    happenedAt: now.utc,
  });
  state.alarms.set(
    `BB_UPLINK_UNSENDABLE:${id}`,
    `A ${wording.action} cannot be told to ${id} (${violation.message}) and is kept as a dead letter.`,
  );
  wakeBy(state, now.mono);
}

/** A dead letter goes once more under its id, with its payload. */
export const tellLetter: Teller = (telling) => {
  const { state, id } = telling;
  const [letter] = state.ledger.uplinks.get(id)?.replays.values() ?? [];
  if (letter === undefined || state.live.disk === 'absent') return false;
  const { action, transaction, messageId } = letter;
  const payload = JSON.parse(letter.payload) as object;
  const violation = checkOutbound(telling.link.peer.version, action, payload);
  if (violation !== undefined) {
    parkAgain(telling, letter, 'BB_UPLINK_UNSENDABLE', violation.message);
    return false;
  }
  const purpose = { kind: 'letter', uplink: id, ...(transaction !== undefined && { transaction }) } as const;
  return tell(telling, { action, payload }, purpose, 2, messageId);
};
