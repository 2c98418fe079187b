// Questions of stations that only the central system can answer: certificates of vehicles, their status, VAT numbers. Nobody
// answers them in its place.

import { evseKey } from '../../model/ids.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { FromStation } from '../../ocpp/heard.ts';
import type { Passage } from '../../ocpp/order.ts';
import { checkOutbound, checkReply, withoutSurplus } from '../../ocpp/schema.ts';
import { csmsTimeoutMs, placeCall } from '../call.ts';
import type { AskCsms, Heard } from '../heard.ts';
import { lose } from '../losses.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import { keepWaiting } from './context.ts';
import { numberFor } from '../uplink/numbers.ts';
import { uplinksOf } from '../uplink/work.ts';

export function hearQuestion(context: Context, said: Extract<FromStation, { kind: 'question' }>): void {
  const { state, heard, asker, station } = context;
  const uplink = takerOf(context);
  const wording =
    uplink === undefined
      ? undefined
      : dialectOf(uplink.config.version).toCsms.passed(said.action, said.payload, {
          evse: (evse) => numberFor(state, uplink, evseKey(station, evse)),
        });
  if (uplink === undefined || wording === undefined || !isSayable(uplink, wording))
    return refuseQuestion(heard, asker, true);
  if (uplink.link === undefined || !uplink.accepted) return refuseQuestion(heard, asker, false);
  keepWaiting(context);
  lose(state, context.link.peer.version, uplink.config.version, wording.losses);
  heard.commands.push({ kind: 'askCsms', link: uplink.link, asker, wording });
}

/** The uplink that has the say over the station. */
function takerOf({ state, station }: Context): UplinkLive | undefined {
  return uplinksOf(state, station).find(({ config }) => config.role === 'control' && config.kind === 'ocpp');
}

/** What 2.1 allows may be too long for 2.0.1, and 1.6 has no such messages at all. */
const isSayable = ({ config }: UplinkLive, { action, payload }: AskCsms['wording']): boolean =>
  checkOutbound(config.version, action, payload) === undefined;

/** `isUnknown`: the central system has no such message; else it cannot be asked now. */
export function refuseQuestion(heard: Pick<Heard, 'commands'>, asker: Asker, isUnknown: boolean): void {
  heard.commands.push({
    kind: 'refuse',
    asker,
    code: isUnknown ? 'NotSupported' : 'GenericError',
    text: isUnknown ? 'The central system does not serve this message.' : 'The central system cannot be asked now.',
  });
}

export function askCsms(state: State, { link: id, asker, wording }: AskCsms): void {
  const link = state.links.get(id);
  if (link === undefined) return;
  placeCall(state, link, wording, { kind: 'question', asker }, 1, makeId(state), csmsTimeoutMs(state, link));
}

/** The answer in the version of the station; what that cannot say is none. */
export function hearQuestionAnswer(
  state: State,
  heard: Pick<Heard, 'commands'>,
  asker: Asker,
  action: string,
  payload: object,
): void {
  const version = state.links.get(asker.link)?.peer.version;
  if (version === undefined) return;
  const fitted = withoutSurplus(version, action, 'answer', payload as Passage);
  if (checkReply(version, action, fitted) !== undefined) return refuseQuestion(heard, asker, true);
  // An EVSE in it repeats that of the question, by another number than the station's own.
  const { evseId: _, ...reply } = fitted;
  heard.commands.push({ kind: 'answer', asker, reply: { kind: 'passed', payload: reply } });
}
