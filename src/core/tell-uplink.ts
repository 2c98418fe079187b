// Whose turn it is on the one connection upstream: boot first, then the heartbeat, then statuses and rows of the journal
// in turn, so that neither starves the other.

import type { Fact } from '../model/fact/fact.ts';
import type { StatusReported } from '../model/fact/availability.ts';
import type { EvseKey, UplinkId } from '../model/ids.ts';
import { evseOf } from '../model/ids.ts';
import { after } from '../model/time.ts';
import type { Wording } from '../ocpp/heard.ts';
import type { Violation } from '../ocpp/schema.ts';
import { checkOutbound } from '../ocpp/schema.ts';
import { sayStatus } from '../ocpp/v16/availability.ts';
import { sayBoot, sayHeartbeat } from '../ocpp/v16/provisioning.ts';
import { wordRows } from '../uplink/aggregate/transactions.ts';
import type { Entry } from '../uplink/outbox.ts';
import { pick, removeRows } from '../uplink/outbox.ts';
import { placeCall } from './call.ts';
import type { Link } from './links.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { makeId, siteOf, wakeBy } from './state.ts';
import type { UplinkLive } from './uplink-live.ts';

/** Puts the next CALL for this uplink in line, if there is one. Called when its slot is free. */
export function nextForUplink(
  state: State,
  id: UplinkId,
  uplink: UplinkLive,
  link: Link,
  facts: Fact[],
  now: Now,
): void {
  const timeoutMs = uplink.config.callTimeoutSeconds * 1000;
  if (!uplink.accepted) {
    if (now.mono < uplink.bootAt) return wakeBy(state, uplink.bootAt);
    return placeCall(
      state,
      link,
      sayBoot(siteOf(state).id, state.firmware),
      { kind: 'boot' },
      0,
      makeId(state),
      timeoutMs,
    );
  }
  if (now.mono >= uplink.heartbeatAt) {
    uplink.heartbeatAt = after(now.mono, uplink.heartbeatMs);
    wakeBy(state, uplink.heartbeatAt);
    return placeCall(state, link, sayHeartbeat(), { kind: 'heartbeat' }, 1, makeId(state), timeoutMs);
  }
  uplink.statusTurn = !uplink.statusTurn;
  const first = uplink.statusTurn ? tellStatus : tellRows;
  const second = uplink.statusTurn ? tellRows : tellStatus;
  if (!first(state, id, uplink, link, facts, timeoutMs, now)) second(state, id, uplink, link, facts, timeoutMs, now);
}

type Teller = (
  state: State,
  id: UplinkId,
  uplink: UplinkLive,
  link: Link,
  facts: Fact[],
  timeoutMs: number,
  now: Now,
) => boolean;

const tellStatus: Teller = (state, _id, uplink, link, _facts, timeoutMs, now) => {
  if (uplink.selfDue) {
    uplink.selfDue = false;
    const self = { status: 'Available', native: 'Available', happenedAt: now.utc } as const;
    placeCall(state, link, sayStatus(0, self), { kind: 'status' }, 1, makeId(state), timeoutMs);
    return true;
  }
  for (const key of uplink.statuses) {
    uplink.statuses.delete(key);
    const number = state.ledger.gateway.numbering.get(key);
    const report = statusOf(state, key);
    if (number === undefined || report === undefined) continue;
    placeCall(state, link, sayStatus(number, report), { kind: 'status' }, 1, makeId(state), timeoutMs);
    return true;
  }
  return false;
};

function statusOf(state: State, key: EvseKey): StatusReported | undefined {
  const { station, evse } = evseOf(key);
  return state.ledger.stations.get(station)?.statuses.get(evse);
}

/**
 * The next rows of the journal. What left before leaves again under the same id with the same payload; a new attempt after
 * a refusal is counted.
 */
const tellRows: Teller = (state, id, uplink, link, facts, timeoutMs, now) => {
  const part = state.ledger.uplinks.get(id);
  if (part === undefined || state.live.disk === 'absent') return false;
  const message = pick(uplink.outbox, part, now.mono);
  if (message === undefined) return false;
  const { sent, entries } = message;
  const messageId = sent?.messageId ?? makeId(state);
  if (sent === undefined || sent.refused)
    facts.push({
      kind: 'FirstSent',
      uplink: id,
      rows: entries.map((entry) => entry.row),
      messageId,
      attempt: (sent?.attempt ?? 0) + 1,
    });
  const transaction = entries[0]!.fact.transaction;
  const { station } = entries[0]!.fact;
  const purpose = { kind: 'rows', uplink: id, station, ...(transaction !== undefined && { transaction }) } as const;
  const wording = wordRows(entries, part, state.ledger.gateway.numbering);
  const violation = checkOutbound('1.6', wording.action, wording.payload);
  if (violation !== undefined) {
    parkUnsendable(state, uplink, message.entries, { messageId, wording, violation, id }, facts, now);
    return false;
  }
  placeCall(state, link, wording, purpose, 2, messageId, timeoutMs);
  return true;
};

/** What a station said and no schema takes is kept as a dead letter: it stops nobody else, and no restart repeats it. */
function parkUnsendable(
  state: State,
  uplink: UplinkLive,
  entries: readonly Entry[],
  about: { messageId: string; wording: Wording; violation: Violation; id: UplinkId },
  facts: Fact[],
  now: Now,
): void {
  const { messageId, wording, violation, id } = about;
  const transaction = entries[0]!.fact.transaction;
  facts.push({
    kind: 'Parked',
    uplink: id,
    messageId,
    ...(transaction !== undefined && { transaction }),
    action: wording.action,
    payload: JSON.stringify(wording.payload),
    code: 'BB_UPLINK_UNSENDABLE',
    description: violation.message,
    ...(wording.action === 'StopTransaction' && { closes: true }),
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
