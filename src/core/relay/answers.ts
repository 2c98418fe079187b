// Answers on their way back, as they were written. What they say is heard besides, as ever.

import type { Frame } from '../../ocpp/frame.ts';
import { afterIdOf, encodeAnswerText } from '../../ocpp/frame.ts';
import type { Call } from '../../ocpp/session.ts';
import type { TransactionId } from '../../model/ids.ts';
import { dialectOfLink } from '../links.ts';
import type { Link, Purpose } from '../links.ts';
import type { Heard } from '../heard.ts';
import { hearAuthorized } from '../hear/verdict.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { answerAlone, noteAnswered, pendingOf } from './ask.ts';
import { relayedBy } from './relayed.ts';

type AnswerFrame = Extract<Frame, { kind: 'result' | 'error' }>;

/** Passes an answer back to whoever asked, if the CALL was not the gateway's own. */
export function passAnswer(state: State, heard: Heard, link: Link, frame: AnswerFrame, text: string, now: Now): void {
  const call = link.session.current?.call;
  if (call?.id !== frame.id) return;
  const { context } = call;
  if (context.kind === 'passedDown') return back(heard, context.asker, frame, text);
  const station = relayedBy(state, link);
  const asker = context.kind === 'passedUp' || context.kind === 'rows' ? context.asker : undefined;
  const relay = station === undefined ? undefined : state.relays.get(station);
  const asked = asker === undefined ? undefined : relay?.asked.get(asker.idText);
  if (relay === undefined || asker === undefined || asked === undefined) return;
  // A row that is refused is told again, so the station need not.
  if (context.kind === 'rows' && frame.kind === 'error') return answerAlone(state, heard, relay, asked);
  noteAnswered(relay, asked);
  back(heard, asker, frame, text);
  if (frame.kind === 'result') learn(state, heard, link, call, frame.payload, now);
}

const back = (heard: Heard, asker: Parameters<typeof pendingOf>[0], frame: AnswerFrame, text: string): void =>
  void heard.commands.push({
    kind: 'passBack',
    asker,
    text: encodeAnswerText(frame.kind === 'result' ? 3 : 4, asker.idText, afterIdOf(text)),
  });

/** What the central system told the station, and the gateway has to know. */
function learn(state: State, heard: Heard, link: Link, call: Call<Purpose>, payload: unknown, now: Now): void {
  const { toCsms } = dialectOfLink(link);
  const { context, action } = call;
  const station = relayedBy(state, link)!;
  if (context.kind === 'rows') {
    const isStart = action === 'StartTransaction';
    const number = isStart ? toCsms.readNumber(payload as never) : undefined;
    if (number !== undefined && context.transaction !== undefined)
      heard.facts.push(numbered(station, context.transaction, number));
    return;
  }
  if (context.kind !== 'passedUp') return;
  const uplink = state.uplinks.get(state.relays.get(station)!.uplink);
  if (action === 'BootNotification' && uplink !== undefined)
    uplink.accepted = (payload as { status?: unknown }).status === 'Accepted';
  const pending = pendingOf(context.asker);
  const waiting = state.pending.get(pending);
  const verdict = action === 'Authorize' ? toCsms.readVerdict(payload as never) : undefined;
  if (waiting === undefined || uplink === undefined || verdict === undefined) return;
  const purpose = { kind: 'authorize', pending, token: waiting.token, station } as const;
  const said = { verdict, certificate: toCsms.readCertificateStatus?.(payload as never) };
  hearAuthorized(state, heard, uplink.config.id, purpose, said, now);
}

const numbered = (station: ReturnType<typeof relayedBy> & string, transaction: TransactionId, number: number) =>
  ({ kind: 'TransactionNumbered', station, transaction, number }) as const;
