// What the CSMS asks of the site becomes a wish. An observer has no say.

import type { UplinkId } from '../model/ids.ts';
import type { Frame } from '../ocpp/frame.ts';
import { actionsOf, checkInbound } from '../ocpp/schema.ts';
import { maxHandling } from '../ocpp/session.ts';
import { orders16 } from '../ocpp/v16/orders.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';

export function hearCsmsCall(
  state: State,
  heard: Heard,
  link: Link,
  uplink: UplinkId,
  frame: Extract<Frame, { kind: 'call' }>,
  _now: Now,
): void {
  const asker = { link: link.id, idText: frame.idText };
  const refuse = (code: 'NotImplemented' | 'NotSupported' | 'GenericError' | 'SecurityError', text: string) =>
    void heard.commands.push({ kind: 'refuse', asker, code, text });

  if (link.session.handling.has(frame.idText)) return;
  if (link.session.handling.size >= maxHandling) return refuse('GenericError', 'Too many messages wait for an answer.');
  const violation = checkInbound('1.6', frame.action, frame.payload);
  if (violation !== undefined)
    return void heard.commands.push({ kind: 'refuse', asker, code: violation.code, text: violation.message });
  const words = orders16.byAction.get(frame.action);
  if (words === undefined)
    return actionsOf('1.6').has(frame.action)
      ? refuse('NotSupported', 'This message is not served.')
      : refuse('NotImplemented', 'This message is unknown.');
  if (state.uplinks.get(uplink)?.config.role !== 'control')
    return refuse('SecurityError', 'This connection observes; it gives no orders.');

  link.session.handling.set(frame.idText, frame.action);
  const order = words.read(frame.payload as never);
  heard.wishes.push({ kind: 'order', from: { kind: 'csms', uplink, asker }, order });
}
