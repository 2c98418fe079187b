// What the CSMS asks of the site becomes a wish. An observer has no say, and nobody has before our registration.

import type { UplinkId } from '../../model/ids.ts';
import type { RpcErrorCode } from '../../ocpp/errors.ts';
import type { Order, OrderWords } from '../../ocpp/order.ts';
import { actionsOf, checkInbound } from '../../ocpp/schema.ts';
import type { CallFrame } from './context.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import type { OrderSource } from '../orders/ticket.ts';
import type { Now } from '../ports.ts';
import { passOrder } from '../relay/order.ts';
import { noteInvalid } from '../security-occasions.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** Answers to one CSMS that may wait for the disk; one that asks on all the same is sent away. */
const mostHeldAnswers = 1000;

export function hearCsmsCall(
  state: State,
  heard: Heard,
  link: Link,
  id: UplinkId,
  frame: CallFrame,
  text: string,
  now: Now,
): void {
  const uplink = state.uplinks.get(id);
  if (uplink === undefined || isTooMuch(state, heard, link, now)) return;
  const asker = { link: link.id, idText: frame.idText };
  const refuse = (code: RpcErrorCode, why: string) =>
    void heard.commands.push({ kind: 'refuse', asker, code, text: why });

  const handled = link.session.handling.get(frame.idText);
  if (handled !== undefined)
    return handled === state.hash(text)
      ? undefined
      : refuse('ProtocolError', 'This message id is in use for another message.');
  if (passOrder(state, heard, link, uplink, frame, text, now)) return;
  const { version } = link.peer;
  const violation = checkInbound(version, frame.action, frame.payload);
  if (violation !== undefined) {
    noteInvalid(state, heard, link, `${frame.action}: ${violation.message}`, now);
    return refuse(violation.code, violation.message);
  }
  const words = dialectOfLink(link).orders.byAction.get(frame.action);
  if (words === undefined)
    return actionsOf(version).has(frame.action)
      ? refuse('NotSupported', 'This message is not served.')
      : refuse('NotImplemented', 'This message is unknown.');
  const order = words.read(frame.payload as never);
  const why = refusal(uplink, order);
  const from: OrderSource = { kind: 'csms', uplink: id, asker };
  // A refusal that the message has a word for is an answer like any other.
  if (why !== undefined && hasRejected(words, order))
    return void heard.commands.push({ kind: 'answerOrder', from, order, answer: { status: 'Rejected' } });
  if (why !== undefined) return refuse('SecurityError', why);

  link.session.handling.set(frame.idText, state.hash(text));
  heard.wishes.push({ kind: 'order', from, order });
}

/** Who has no say may look. */
const looking: ReadonlySet<Order['kind']> = new Set([
  'getBaseReport',
  'getMonitoringReport',
  'getReport',
  'getSettings',
  'getVariables',
]);

/** Why this order is not taken, if so. While the registration is pending nothing is started or stopped (1.6 §4.2). */
function refusal({ config, accepted, pending }: UplinkLive, order: Order): string | undefined {
  if (config.role !== 'control' && !looking.has(order.kind)) return 'This connection observes; it gives no orders.';
  if (accepted) return undefined;
  if (!pending) return 'The registration is not accepted.';
  const isRemote = order.kind === 'remoteStart' || order.kind === 'remoteStop';
  return isRemote ? 'The registration is pending.' : undefined;
}

const hasRejected = (words: OrderWords, order: Order): boolean =>
  (words.answer({ status: 'Rejected' }, order) as { status?: string } | undefined)?.status === 'Rejected';

/** True when the CSMS asks faster than the disk lets us answer, for long. */
function isTooMuch(state: State, heard: Heard, link: Link, now: Now): boolean {
  if (now.durable >= link.held.until) link.held = { until: state.ledger.head, answers: 0 };
  link.held.answers += 1;
  if (link.held.answers <= mostHeldAnswers) return false;
  if (link.held.answers === mostHeldAnswers + 1)
    heard.commands.push({ kind: 'close', link: link.id, code: 1013, reason: 'too many messages wait for the disk' });
  count(state, 'csmsCallsDropped');
  return true;
}
