// Tickets are opened when stations are asked and settled when the last of them has answered.

import type { StationId } from '../../model/ids.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { StationAnswer, Ticket, TicketId } from './ticket.ts';

export function openTicket(state: State, ticket: Ticket): TicketId {
  const id = makeId(state);
  state.tickets.set(id, ticket);
  return id;
}

/** A station answered, or never will. Answers whoever asked when it was the last one. */
export function settleTicket(
  state: State,
  heard: Pick<Heard, 'facts' | 'commands'>,
  id: TicketId,
  one: StationAnswer,
  now: Now,
): void {
  const ticket = state.tickets.get(id);
  if (ticket === undefined) return;
  ticket.answers.push(one);
  ticket.waiting -= 1;
  if (ticket.waiting === 0 && !askFurther(state, heard, id, ticket)) conclude(state, heard, id, ticket, now);
}

/** True when stations are asked once more. */
function askFurther(state: State, heard: Pick<Heard, 'commands'>, id: TicketId, ticket: Ticket): boolean {
  const { further, ...ending } = ticket.ending;
  if (further === undefined) return false;
  ticket.ending = ending;
  for (const one of further(ticket.answers)) {
    if (state.stationLinks.has(one.station)) {
      ticket.waiting += 1;
      heard.commands.push({ kind: 'giveOrder', ...one, ticket: id });
    } else ticket.answers.push(unreached(one.station, one.order));
  }
  return ticket.waiting > 0;
}

export const unreached = (station: StationId, order: Order, answer: OrderAnswer = { status: 'Offline' }) => ({
  station,
  order,
  answer,
});

function conclude(
  state: State,
  heard: Pick<Heard, 'facts' | 'commands'>,
  id: TicketId,
  { from, order, answers, ending }: Ticket,
  now: Now,
): void {
  state.tickets.delete(id);
  heard.facts.push(...(ending.note?.(answers, now.utc) ?? []));
  heard.commands.push({ kind: 'answerOrder', from, order, answer: ending.fold(answers) });
}
