// What a central system asks of one station goes to it as it was written, but for what the gateway itself has the say in.

import type { StationId, TransactionId } from '../../model/ids.ts';
import { payloadTextOf } from '../../ocpp/frame.ts';
import { withTransactionId } from '../../ocpp/values-in-text.ts';
import { callTimeoutOf, placeText } from '../call.ts';
import type { CallFrame } from '../hear/context.ts';
import type { Heard, PassDown } from '../heard.ts';
import type { Link } from '../links.ts';
import { boundTo } from '../orders/remote.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { LimitWay } from './limits.ts';
import { limitWay } from './limits.ts';
import { concernsRoots } from './roots.ts';
import { serveOwnSettings } from './settings.ts';

/**
 * Whether a CALL of a central system is taken care of: it is on its way to the station then, or is answered. Whoever only
 * observes passes nothing on.
 */
export function passOrder(
  state: State,
  heard: Heard,
  link: Link,
  uplink: UplinkLive,
  frame: CallFrame,
  text: string,
  now: Now,
): boolean {
  const station = uplink.config.speaksFor;
  const { mode, role } = uplink.config;
  if (mode !== 'relay' || station === undefined || role !== 'control' || frame.action === 'SetNetworkProfile')
    return false;
  if (concernsRoots(state, station, frame)) return false;
  if (isSealedOff(frame.action)) {
    const asker = { link: link.id, idText: frame.idText };
    heard.commands.push({ kind: 'refuse', asker, code: 'NotSupported', text: 'Here the gateway has a say.' });
    return true;
  }
  const asked = { state, heard, link, uplink, station, frame, now };
  const limits = limitWay(asked);
  if (limits.way === 'serve') return false;
  const asker = { link: link.id, idText: frame.idText };
  if (limits.way === 'refuse') {
    link.session.handling.set(frame.idText, state.hash(text));
    const from = { kind: 'csms', uplink: uplink.config.id, asker } as const;
    heard.commands.push({ kind: 'answerOrder', from, order: limits.order, answer: { status: 'Rejected' } });
    return true;
  }
  if (!state.stationLinks.has(station)) {
    heard.commands.push({ kind: 'refuse', asker, code: 'GenericError', text: 'The station is not connected.' });
    return true;
  }
  link.session.handling.set(frame.idText, state.hash(text));
  const written = payloadTextOf(text, frame);
  if (serveOwnSettings({ ...asked, asker, written })) return true;
  const payload = renumbered(state, uplink, station, frame, payloadFor(limits, frame, written));
  const { id, action } = frame;
  const takes = limits.order === undefined ? {} : { order: limits.order };
  heard.commands.push({ kind: 'passDown', asker, station, id, action, payload, ...takes });
  return true;
}

/** What the gateway would have to look into, and may not change (2.x Part 4 §7): the station would take it from nobody else. */
const isSealedOff = (action: string): boolean =>
  action.endsWith('-Signed') && sealedOff.has(action.slice(0, -'-Signed'.length));

const sealedOff: ReadonlySet<string> = new Set([
  'ChangeConfiguration',
  'ClearChargingProfile',
  'RemoteStartTransaction',
  'RequestStartTransaction',
  'SetChargingProfile',
  'SetNetworkProfile',
  'SetVariables',
  'UpdateDynamicSchedule',
  'UsePriorityCharging',
]);

/** Without a profile that the gateway keeps. */
function payloadFor({ way }: LimitWay, { payload }: CallFrame, written: string): string {
  if (way !== 'bare') return written;
  const { chargingProfile: _, ...others } = payload as { chargingProfile?: unknown };
  return JSON.stringify(others);
}

/** Messages of 1.6 that name a transaction. */
const naming: ReadonlySet<string> = new Set(['RemoteStopTransaction', 'SetChargingProfile']);

/** A transaction that began while the gateway was alone has another number at the station. */
function renumbered(
  state: State,
  uplink: UplinkLive,
  station: StationId,
  { action, payload }: CallFrame,
  written: string,
): string {
  if (uplink.config.version !== '1.6' || !naming.has(action)) return written;
  const said = (payload ?? {}) as { transactionId?: unknown; csChargingProfiles?: { transactionId?: unknown } };
  const transactionId = said.transactionId ?? said.csChargingProfiles?.transactionId;
  const meant = typeof transactionId === 'number' ? boundTo(state, uplink.config.id, transactionId) : undefined;
  const number = meant === undefined ? undefined : numberAt(state, station, meant);
  return number === undefined || number === transactionId ? written : withTransactionId(written, number);
}

const numberAt = (state: State, station: StationId, transaction: TransactionId): number | undefined =>
  state.ledger.stations.get(station)?.transactions.known.get(transaction)?.number;

export function passDown(state: State, { asker, station, id, action, payload, order, settings }: PassDown): void {
  const link = state.stationLinks.get(station);
  if (link === undefined) return;
  const timeoutMs = callTimeoutOf(state, station);
  const more = { ...(order !== undefined && { order }), ...(settings !== undefined && { settings }) };
  placeText(state, link, { id, action, payload, context: { kind: 'passedDown', asker, ...more }, timeoutMs });
}
