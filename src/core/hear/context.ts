// Everything that the readers of one CALL of a station need, and what each of them does with it.

import type { Fact } from '../../model/fact/fact.ts';
import type { Delivery } from '../../model/fact/transaction.ts';
import type { StationId } from '../../model/ids.ts';
import type { Raw } from '../../model/raw.ts';
import type { Frame } from '../../ocpp/frame.ts';
import { payloadTextOf } from '../../ocpp/frame.ts';
import type { ToStationReply } from '../../ocpp/heard.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Asker } from '../asker.ts';
import { hashOf } from '../hash.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

export type CallFrame = Extract<Frame, { kind: 'call' }>;

export interface Context {
  readonly state: State;
  readonly heard: Heard;
  readonly link: Link;
  readonly station: StationId;
  readonly part: StationPart;
  readonly asker: Asker;
  readonly frame: CallFrame;
  readonly text: string;
  readonly now: Now;
}

export function answer(context: Context, reply: ToStationReply): void {
  context.heard.commands.push({ kind: 'answer', asker: context.asker, reply });
}

export const rawOf = (context: Context): Raw => ({
  dialect: 'ocpp1.6',
  json: payloadTextOf(context.text, context.frame),
});

export const deliveryOf = (context: Context): Delivery => ({
  messageId: context.frame.id,
  payloadHash: hashOf(payloadTextOf(context.text, context.frame)),
});

export function record(context: Context, fact: Fact): void {
  context.heard.facts.push(fact);
}

/** The answer comes later: until then a repeat of this CALL is known. */
export function keepWaiting({ link, frame, text }: Context): void {
  link.session.handling.set(frame.idText, text);
}
