// Tickets are opened when stations are asked and settled when the last of them has answered.

import type { StationId } from '../../model/ids.ts';
import type { OrderAnswer } from '../../ocpp/order.ts';
import type { Heard } from '../heard.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { Ticket, TicketId } from './ticket.ts';

export function openTicket(state: State, ticket: Omit<Ticket, 'answers'>): TicketId {
  const id = makeId(state);
  state.tickets.set(id, { ...ticket, answers: [] });
  return id;
}

/** A station answered, or never will. Answers whoever asked when it was the last one. */
export function settleTicket(
  state: State,
  heard: Pick<Heard, 'commands'>,
  id: TicketId,
  station: StationId,
  answer: OrderAnswer,
): void {
  const ticket = state.tickets.get(id);
  if (ticket === undefined) return;
  ticket.answers.push({ station, answer });
  ticket.waiting -= 1;
  if (ticket.waiting > 0) return;
  state.tickets.delete(id);
  const { from, order, fold, answers } = ticket;
  heard.commands.push({ kind: 'answerOrder', from, order, answer: fold(answers) });
}
