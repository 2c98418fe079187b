// What a station says: whether it is taken, and which reader it goes to. The readers are in `hear/`, a file a block.

import type { StationId } from '../model/ids.ts';
import type { FromStation } from '../ocpp/heard.ts';
import { actionsOf, checkInbound } from '../ocpp/schema.ts';
import { hearStation, isTransactional } from '../ocpp/v16/dialect.ts';
import { maxHandling } from '../ocpp/session.ts';
import { stationPart } from '../site/ledger.ts';
import { stationLive } from '../site/live.ts';
import { hearBoot } from './hear/boot.ts';
import type { CallFrame, Context } from './hear/context.ts';
import { answer, keepWaiting } from './hear/context.ts';
import { hearStatus } from './hear/status.ts';
import { hearSamples, hearStart, hearStop } from './hear/transactions.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { count } from './state.ts';
import { readToken } from './tokens.ts';

export function hearStationCall(
  state: State,
  heard: Heard,
  link: Link,
  station: StationId,
  frame: CallFrame,
  text: string,
  now: Now,
): void {
  const asker = { link: link.id, idText: frame.idText };
  const refuse = (
    code: 'NotImplemented' | 'NotSupported' | 'SecurityError' | 'ProtocolError' | 'GenericError',
    why: string,
  ) => void heard.commands.push({ kind: 'refuse', asker, code, text: why });

  // Without a disk no transaction is acknowledged: silence makes the station keep the message and repeat it.
  if (isTransactional(frame.action) && state.live.disk !== 'ok') return count(state, 'unacknowledged');

  const handled = link.session.handling.get(frame.idText);
  if (handled !== undefined)
    return handled === text ? undefined : refuse('ProtocolError', 'This message id is in use for another message.');
  if (link.session.handling.size >= maxHandling) return refuse('GenericError', 'Too many messages wait for an answer.');

  const live = stationLive(state.live, station);
  if (!live.accepted && frame.action !== 'BootNotification')
    return refuse('SecurityError', 'Send a BootNotification first.');

  const violation = checkInbound('1.6', frame.action, frame.payload);
  if (violation !== undefined) {
    count(state, 'violations');
    heard.commands.push({ kind: 'refuse', asker, code: violation.code, text: violation.message });
    return;
  }
  const said = hearStation(frame.action, frame.payload);
  if (said === undefined)
    return actionsOf('1.6').has(frame.action)
      ? refuse('NotSupported', 'This message is not served.')
      : refuse('NotImplemented', 'This message is unknown.');
  hear({ state, heard, link, station, part: stationPart(state.ledger, station), asker, frame, text, now }, said);
}

function hear(context: Context, said: FromStation): void {
  switch (said.kind) {
    case 'heartbeat':
      return answer(context, { kind: 'time', at: context.now.utc });
    case 'samples':
      return hearSamples(context, said);
    case 'boot':
      return hearBoot(context, said);
    case 'status':
      return hearStatus(context, said);
    case 'authorize':
      keepWaiting(context);
      context.heard.wishes.push({
        kind: 'authorize',
        asker: context.asker,
        station: context.station,
        ...readToken(context.state, context.station, said.token),
      });
      return;
    case 'start':
      return hearStart(context, said);
    case 'stop':
      return hearStop(context, said);
  }
}
