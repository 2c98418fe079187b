import { dialectOf } from '../../ocpp/dialects.ts';
import type { FromStation } from '../../ocpp/heard.ts';
import { raiseNews } from '../asked/news.ts';
import type { Context } from './context.ts';
import { answer, record } from './context.ts';
import { noteForeignReservation } from './foreign.ts';

/** ReservationStatusUpdate (H04). The central system that made it hears it under its own number; whoever has none, nothing. */
export function hearReservationUpdate(
  context: Context,
  { reservation, status }: Extract<FromStation, { kind: 'reservationUpdate' }>,
): void {
  const { state, heard, station, part, now } = context;
  answer(context, { kind: 'empty' });
  const known = part.reservations.get(reservation);
  if (known === undefined) return noteForeignReservation(context, reservation);
  const why = status === 'Expired' ? 'expired' : 'lost';
  record(context, { kind: 'ReservationEnded', station, reservation, why, happenedAt: now.utc });
  const { owner } = known;
  const uplink = owner === undefined ? undefined : state.uplinks.get(owner.uplink);
  if (owner === undefined || uplink === undefined) return;
  const wording = dialectOf(uplink.config.version).toCsms.reservationUpdate(owner.id, status);
  raiseNews(state, heard.facts, owner.uplink, wording, context.link.peer.version, now);
}
