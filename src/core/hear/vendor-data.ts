// Data of a vendor from a station, on their way to the CSMS that takes them, and the answer on its way back.

import type { OrderAnswer } from '../../ocpp/order.ts';
import { oneOf } from '../../ocpp/order.ts';
import type { Asker } from './asker.ts';
import { csmsTimeoutMs, placeCall } from '../call.ts';
import type { ForwardData, Heard } from '../heard.ts';
import { dialectOfLink } from '../links.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';

/** The CSMS sees one charge point: the data say which of its stations they are from. */
export function forwardData(
  state: State,
  { link: id, asker, station, vendor, message, data, isJson }: ForwardData,
): void {
  const link = state.links.get(id);
  if (link === undefined) return;
  const tagged = {
    station,
    ...(data !== undefined && { data: isJson === true ? (JSON.parse(data) as unknown) : data }),
  };
  const order = {
    kind: 'dataTransfer',
    vendor,
    ...(message !== undefined && { message }),
    data: JSON.stringify(tagged),
    isJson: true,
  } as const;
  const words = dialectOfLink(link).orders.byKind.get('dataTransfer')!;
  const wording = { action: words.action, payload: words.say(order) };
  placeCall(state, link, wording, { kind: 'data', asker }, 1, makeId(state), csmsTimeoutMs(state, link));
}

const statuses = ['Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId'] as const;

/** A CSMS that does not know data of vendors at all, or does not answer, has not taken them. */
export function hearDataAnswer(
  heard: Pick<Heard, 'commands'>,
  asker: Asker,
  { status, data, isJson }: OrderAnswer = { status: 'Rejected' },
): void {
  const reply = {
    kind: 'data',
    status: oneOf(status, statuses, 'Rejected'),
    ...(data !== undefined && { data }),
    ...(isJson === true && { isJson }),
  } as const;
  heard.commands.push({ kind: 'answer', asker, reply });
}
