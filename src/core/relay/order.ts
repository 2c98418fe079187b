// What a central system asks of one station goes to it as it was written, but for what the gateway itself has the say in.

import type { StationId, TransactionId } from '../../model/ids.ts';
import { payloadTextOf } from '../../ocpp/frame.ts';
import { withTransactionId } from '../../ocpp/values-in-text.ts';
import { callTimeoutOf, placeText } from '../call.ts';
import type { CallFrame } from '../hear/context.ts';
import type { Heard, PassDown } from '../heard.ts';
import type { Link } from '../links.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** Limits are the gateway's affair: it takes what the central system says of them, and gives the station the least of all. */
const own: ReadonlySet<string> = new Set([
  'ClearChargingProfile',
  'GetChargingProfiles',
  'GetCompositeSchedule',
  'SetChargingProfile',
  'UpdateDynamicSchedule',
]);

/** Whether a CALL of a central system goes to the station itself; it is on its way then. */
export function passOrder(
  state: State,
  heard: Heard,
  link: Link,
  uplink: UplinkLive,
  frame: CallFrame,
  text: string,
): boolean {
  const { mode, role, speaksFor: station } = uplink.config;
  if (mode !== 'relay' || role !== 'control' || station === undefined || own.has(frame.action)) return false;
  const asker = { link: link.id, idText: frame.idText };
  if (!state.stationLinks.has(station)) {
    heard.commands.push({ kind: 'refuse', asker, code: 'GenericError', text: 'The station is not connected.' });
    return true;
  }
  link.session.handling.set(frame.idText, state.hash(text));
  const written = payloadTextOf(text, frame);
  const isStop = frame.action === 'RemoteStopTransaction';
  const payload = isStop ? renumbered(state, uplink, station, frame, written) : written;
  heard.commands.push({ kind: 'passDown', asker, station, id: frame.id, action: frame.action, payload });
  return true;
}

/** A transaction that began while the gateway was alone has another number at the station. */
function renumbered(
  state: State,
  uplink: UplinkLive,
  station: StationId,
  { payload }: CallFrame,
  written: string,
): string {
  const { transactionId } = (payload ?? {}) as { transactionId?: unknown };
  const meant = typeof transactionId === 'number' ? boundTo(state, uplink, transactionId) : undefined;
  const number = meant === undefined ? undefined : numberAt(state, station, meant);
  return number === undefined || number === transactionId ? written : withTransactionId(written, number);
}

function boundTo({ ledger }: State, { config }: UplinkLive, number: number): TransactionId | undefined {
  for (const [transaction, bound] of ledger.uplinks.get(config.id)?.bindings ?? [])
    if (bound === number) return transaction;
  return undefined;
}

const numberAt = (state: State, station: StationId, transaction: TransactionId): number | undefined =>
  state.ledger.stations.get(station)?.transactions.known.get(transaction)?.number;

export function passDown(state: State, { asker, station, id, action, payload }: PassDown): void {
  const link = state.stationLinks.get(station);
  if (link === undefined) return;
  const timeoutMs = callTimeoutOf(state, station);
  placeText(state, link, { id, action, payload, context: { kind: 'passedDown', asker }, timeoutMs });
}
