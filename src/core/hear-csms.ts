// What the CSMS asks of the site becomes a wish. An observer has no say.

import type { UplinkId } from '../model/ids.ts';
import type { Frame } from '../ocpp/frame.ts';
import { actionsOf, checkInbound } from '../ocpp/schema.ts';
import { maxHandling } from '../ocpp/session.ts';
import { hearCsms } from '../ocpp/v16/dialect.ts';
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
  const refuse = (code: 'NotImplemented' | 'NotSupported' | 'GenericError', text: string) =>
    void heard.commands.push({ kind: 'refuse', asker, code, text });

  if (link.session.handling.has(frame.idText)) return;
  if (link.session.handling.size >= maxHandling) return refuse('GenericError', 'Too many messages wait for an answer.');
  const violation = checkInbound('1.6', frame.action, frame.payload);
  if (violation !== undefined)
    return void heard.commands.push({ kind: 'refuse', asker, code: violation.code, text: violation.message });
  const said = hearCsms(frame.action, frame.payload);
  if (said === undefined)
    return actionsOf('1.6').has(frame.action)
      ? refuse('NotSupported', 'This message is not served.')
      : refuse('NotImplemented', 'This message is unknown.');
  if (state.uplinks.get(uplink)?.config.role !== 'control')
    return void heard.commands.push({ kind: 'answerStatus', asker, status: 'Rejected' });

  link.session.handling.set(frame.idText, frame.action);
  if (said.kind === 'remoteStart')
    heard.wishes.push({ kind: 'remoteStart', asker, evse: said.evse, token: said.token });
  else heard.wishes.push({ kind: 'remoteStop', asker, upstreamId: said.upstreamId });
}
