// Orders and limits for a charger without OCPP: carried out by its registers, and answered as a 1.6 station would.

import { after } from '../../model/time.ts';
import type { Order } from '../../ocpp/order.ts';
import type { Call } from '../../ocpp/session.ts';
import type { Link, LimitPurpose, Purpose } from '../links.ts';
import { stationOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { command } from './command.ts';
import type { ChargerLive } from './live.ts';
import { chargersAt } from './live.ts';

/** A start that was ordered waits so long for a vehicle (ConnectionTimeOut). */
const plugInMs = 60_000;

export function carryOut(state: State, link: Link, call: Call<Purpose>, now: Now): void {
  const { context } = call;
  if (context.kind === 'limit') return setLimit(state, link, call, context, now);
  if (context.kind !== 'order') return;
  const outcome = follow(state, chargersAt(state.modbus, stationOfLink(link)), context.order, now);
  const { replies } = state.modbus;
  replies.push({ kind: 'answer', link: link.id, call, ...(outcome !== undefined && { payload: outcome }) });
  state.modbus.dueAt = now.mono;
}

/** A limit for a charger that is paused is kept for later, and in force as soon as the pause is. */
function setLimit(state: State, link: Link, call: Call<Purpose>, purpose: LimitPurpose, now: Now): void {
  const { evse, amps, lowers } = purpose;
  const { replies, chargers, leaving } = state.modbus;
  // It has heard its last; the next process reconciles what became of this.
  if (leaving !== undefined) return;
  const one = chargers.get(evse);
  const answer = (status: string): void => {
    replies.push({ kind: 'answer', link: link.id, call, payload: { status } });
    state.modbus.dueAt = now.mono;
  };
  if (one === undefined) return answer('Rejected');
  const { session } = one;
  const before = session.limitAmps;
  session.limitAmps = amps;
  session.failed = undefined;
  command(state, one, now, lowers);
  const { limitCall, told } = session;
  if (limitCall !== undefined) replies.push({ kind: 'overtaken', link: limitCall.link, purpose: limitCall.purpose });
  session.limitCall = undefined;
  if (told === undefined || told.isConfirmed) return answer('Accepted');
  session.limitCall = { command: told.command, link: link.id, purpose, before };
}

/** The payload of the answer; undefined for what such a charger does not know. */
function follow(state: State, chargers: readonly ChargerLive[], order: Order, now: Now): object | undefined {
  switch (order.kind) {
    case 'remoteStart':
      return { status: mayStart(state, chargers, order, now) ? 'Accepted' : 'Rejected' };
    case 'remoteStop': {
      const one = chargers.find(({ session }) => session.step === 'open' && session.number === order.number);
      if (one === undefined) return { status: 'Rejected' };
      one.session.ending = 'Remote';
      lookAgain(state, one);
      return { status: 'Accepted' };
    }
    case 'changeAvailability':
      for (const one of chargers) lookAgain(state, one);
      return {
        status: !order.operative && chargers.some((one) => isCharging(one, order.evse)) ? 'Scheduled' : 'Accepted',
      };
    case 'clearChargingProfile':
      return { status: 'Accepted' };
    case 'trigger': {
      const one = chargers.find(({ evse }) => evse === (order.evse ?? 1));
      if (one === undefined) return { status: 'Rejected' };
      if (order.message === 'StatusNotification') one.session.status = undefined;
      else if (order.message === 'MeterValues') one.session.valuesDue = true;
      else return { status: 'NotImplemented' };
      lookAgain(state, one);
      return { status: 'Accepted' };
    }
    case 'reset':
      return { status: 'Rejected' };
    case 'unlockConnector':
      return { status: 'NotSupported' };
    default:
      return undefined;
  }
}

/** 1.6 §5.2: what goes on there ends by itself, and then it goes out of service. */
const isCharging = ({ evse, session: { step } }: ChargerLive, meant: number): boolean =>
  (meant === 0 || meant === evse) && (step === 'starting' || step === 'open' || step === 'stopping');

/** Its session is looked at in the next step, and not only when its next register comes. */
const lookAgain = (state: State, { key }: ChargerLive): void =>
  void state.modbus.replies.push({ kind: 'look', charger: key });

function mayStart(
  state: State,
  chargers: readonly ChargerLive[],
  { evse, token }: Extract<Order, { kind: 'remoteStart' }>,
  now: Now,
): boolean {
  const isFree = ({ session }: ChargerLive): boolean =>
    session.step === 'idle' || session.step === 'over' || session.step === 'refused';
  const one = chargers.find((charger) => (evse === undefined || charger.evse === evse) && isFree(charger));
  if (one === undefined) return false;
  // Somebody who is still plugged in may charge again.
  one.session.step = 'idle';
  one.session.ordered = { token, until: after(now.mono, plugInMs) };
  lookAgain(state, one);
  return true;
}
