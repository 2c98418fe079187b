// Everything that the readers of one CALL of a station need, and what each of them does with it.

import type { Fact } from '../../model/fact/fact.ts';
import type { Anomaly, Delivery, Findings } from '../../model/fact/transaction.ts';
import type { StationId } from '../../model/ids.ts';
import type { Raw } from '../../model/raw.ts';
import type { Frame } from '../../ocpp/frame.ts';
import type { ToStationReply } from '../../ocpp/heard.ts';
import type { StationLive } from '../../site/live.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Asker } from './asker.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import type { Moment } from './moment.ts';

export type CallFrame = Extract<Frame, { kind: 'call' }>;

/** Where a frame came in. */
export interface Incoming {
  readonly state: State;
  readonly heard: Heard;
  readonly link: Link;
  readonly station: StationId;
  readonly now: Now;
}

export interface Context extends Incoming {
  readonly part: StationPart;
  readonly live: StationLive;
  readonly asker: Asker;
  readonly frame: CallFrame;
  readonly text: string;
  /** Its payload, mended where it had to be. */
  readonly payload: unknown;
  /** Its payload as it was written. */
  readonly payloadText: string;
  /** Set where the payload was mended to be read. */
  readonly quirks: readonly number[] | undefined;
}

export function answer(context: Context, reply: ToStationReply): void {
  context.heard.commands.push({ kind: 'answer', asker: context.asker, reply });
}

export const rawOf = ({ link, payloadText }: Context): Raw => ({ dialect: dialectOfLink(link).raw, json: payloadText });

export const deliveryOf = ({ state, frame, payloadText }: Context): Delivery => ({
  messageId: frame.id,
  payloadHash: state.hash(payloadText),
});

export function record(context: Context, fact: Fact): void {
  context.heard.facts.push(fact);
}

/** The answer comes later: until then a repeat of this CALL is known. */
export function keepWaiting({ link, frame, text }: Context): void {
  link.session.handling.set(frame.idText, text);
}

/** What was found of a message of a transaction, as its fact has it; each anomaly is counted. */
export function findingsOf(
  { state, part, quirks }: Context,
  moment: Moment,
  ...others: readonly (Anomaly | undefined)[]
): Findings {
  const anomalies = [moment.anomaly, ...others].filter((one) => one !== undefined);
  const offset = moment.isZoneless ? part.capabilities.clockOffsetSeconds : undefined;
  for (const one of anomalies) count(state, `anomaly_${one}`);
  return {
    ...(anomalies.length > 0 && { anomalies }),
    ...(quirks !== undefined && { quirks }),
    ...(offset !== undefined && offset !== 0 && { clockOffsetSeconds: offset }),
    ...(moment.isHistory && { history: true }),
  };
}
