// Limits on their way: the commands that tell them, and what became of them.

import { learnAccepted, learnRefused } from '../../control/ladder.ts';
import type { SetLimit } from '../../control/writes.ts';
import type { LimitCapabilities } from '../../model/capabilities.ts';
import { stationOf } from '../../model/config/site.ts';
import type { CommandSettled } from '../../model/fact/command.ts';
import type { CommandId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { Call } from '../../ocpp/session.ts';
import { makeWay } from '../../ocpp/session.ts';
import { stationPart } from '../../site/ledger.ts';
import { leaseTaken, noteLease } from '../../site/leased.ts';
import { mostOf, slotsOf } from '../../site/limits.ts';
import type { SlotLive } from '../../site/live.ts';
import { slotLive, stationLive } from '../../site/live.ts';
import type { StationPart } from '../../site/station-part.ts';
import { callTimeoutOf, placeCall } from '../call.ts';
import { measuredAt } from '../explain/measured.ts';
import type { Heard, Said } from '../heard.ts';
import type { LimitPurpose, Link, Purpose } from '../links.ts';
import { dialectOfLink, stationOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import { noteAnswerToTest } from '../prove/answer.ts';
import type { State } from '../state.ts';
import { dynamicRefused, dynamicTaken, dynamicWay } from './dynamic.ts';
import { followLease, lastsOf } from './leases.ts';
import { noteRate } from './rate-changed.ts';
import { answersMs } from './unanswered.ts';
import { idsAboveIn } from './profile-ids.ts';
import { phasesToSay, settleSwitch } from './profile-phases.ts';
import { makeId, siteOf, wakeBy } from '../state.ts';

/** A limit that was refused or not answered is tried again after this time. */
const limitRetryMs = 30_000;
/** One that lowers and was not answered has waited long enough for its answer: whoever can be reached again is to be within it at once. */
const lowerRetryMs = 2000;
/** A vehicle that may draw again does so within this time, and two readings show it, or its station missed the limit. */
const resumeMs = 15_000;
const latencyMs = 5000;

/** `switching`: it orders its station to go on with other phases. */
export function tellLimit(
  state: State,
  command: SetLimit,
  said: Said,
  now: Now,
  switching?: LimitPurpose['switching'],
): void {
  const link = state.stationLinks.get(command.station);
  if (link === undefined) return;
  if (command.lowers) clearTheWay(state, link, command, said, now);
  const id = makeId(state) as CommandId;
  const { evse, station, rung, transaction, amps, level, wattsPerAmp, reason, lowers } = command;
  const lasts = lastsOf(command, now);
  const part = stationPart(state.ledger, station);
  const idsAbove = idsAboveIn(part);
  const ofTransaction = transaction === undefined ? {} : { transaction };
  const fact = { kind: 'LimitCommanded', command: id, station, evse, rung, ...ofTransaction } as const;
  const its = {
    ...((rung === 'tx' || command.onTop === true) && { level }),
    ...(lasts !== undefined && { until: lasts.until, leaseSeconds: command.leaseSeconds }),
    ...(idsAbove > 0 && { idsAbove }),
  };
  said.facts.push({ ...fact, ...its, amps, reason, ...measuredAt(state, evse), happenedAt: now.utc });
  followLease(state, id, command, now);
  const live = stationLive(state.live, station);
  if (rung === 'lease') noteLease(live.leased, evseOf(evse).evse, amps);
  if (!lowers) live.raisedAt = now.mono;
  live.limitToldAt = now.mono;
  // Others yield where it is not answered by then.
  if (lowers) wakeBy(state, after(now.mono, answersMs));
  const { evse: connector } = evseOf(evse);
  const slot = slotLive(live, rung, connector);
  slot.isStuck = false;
  slot.toldAt = now.mono;
  slot.unansweredSince ??= now.mono;
  const onOne = phasesToSay(state, command);
  const dynamic = dynamicWay(command, slot, onOne);
  const known = transaction === undefined ? undefined : part.transactions.known.get(transaction);
  const wording = dialectOfLink(link).fromStations.sayLimit({
    ...{ rung, evse: connector, amps, wattsPerAmp, level },
    number: known?.number,
    stationTransaction: known?.stationTransaction,
    ...(lasts !== undefined && { lasts: { from: lasts.from, until: lasts.until } }),
    ...(command.onTop === true && { onTop: true }),
    ...(idsAbove > 0 && { idsAbove }),
    ...(command.offline !== undefined && { offline: command.offline }),
    ...(dynamic !== undefined && { dynamic: dynamic.isUpdate ? 'update' : 'new' }),
    ...(onOne !== undefined && { onOne }),
  });
  const purpose: Purpose = {
    ...{ kind: 'limit', command: id, evse, rung, amps, level, transaction, lowers, dynamic },
    ...(switching !== undefined && { switching }),
  };
  placeCall(state, link, wording, purpose, lowers ? 0 : 1, id, callTimeoutOf(state, station));
}

/**
 * Before a limit is lowered, every limit for the same EVSE that has not left the gateway is withdrawn; what lowers another
 * of its profiles stays.
 */
function clearTheWay(state: State, link: Link, { evse, rung }: SetLimit, said: Said, now: Now): void {
  const obsolete = ({ context }: Call<Purpose>) =>
    context.kind === 'limit' && context.evse === evse && (context.rung === rung || !context.lowers);
  const { dropped, recalled } = makeWay(link.session, now.durable, obsolete);
  if (recalled !== undefined) said.sends.push({ kind: 'recall', link: link.id, callId: recalled });
  const settled = { facts: said.facts, commands: [] };
  for (const { context } of dropped)
    if (context.kind === 'limit') settleLimit(state, settled, link, context, 'withdrawn', now);
}

/** Of this limit, or of any such; and the words of the station. */
export interface Refusal {
  readonly why: 'rejected' | 'unsupported';
  readonly words: string;
}

const rejected: Refusal = { why: 'rejected', words: 'Rejected' };

/** What became of a limit. `refusal` says more where it was refused. */
export function settleLimit(
  state: State,
  heard: Pick<Heard, 'facts' | 'commands'>,
  link: Link,
  purpose: LimitPurpose,
  outcome: CommandSettled['outcome'],
  now: Now,
  refusal = rejected,
): void {
  const station = stationOfLink(link);
  const part = stationPart(state.ledger, station);
  const slot = slotLive(stationLive(state.live, station), purpose.rung, evseOf(purpose.evse).evse);
  heard.facts.push({ kind: 'CommandSettled', command: purpose.command, station, outcome });
  noteAnswerToTest(state, station, purpose.command, outcome, refusal.words, now);
  state.reallocate = true;
  const learn = (limits: LimitCapabilities | undefined): void => {
    if (limits !== undefined) heard.facts.push({ kind: 'StationLearned', station, about: { limits } });
  };
  if (outcome !== 'unanswered' && isAlone(part, purpose)) slot.unansweredSince = undefined;
  else if (outcome === 'accepted') slot.unansweredSince = slot.toldAt;
  const ofSwitch = settleSwitch(state, heard, purpose, slot, outcome);
  switch (outcome) {
    case 'accepted':
      learn(learnAccepted(part.capabilities.limits, purpose, slot.doubtsZero));
      dynamicTaken(purpose, slot);
      noteRate(state, heard, purpose, slot, now);
      if (purpose.rung === 'lease') {
        const { evse } = evseOf(purpose.evse);
        leaseTaken(stationLive(state.live, station).leased, evse, part.limits.lease.get(evse), purpose);
      }
      return accepted(state, part, purpose, slot, now);
    case 'refused':
      if (isOver(part, purpose) || ofSwitch) return;
      if (dynamicRefused(purpose, slot)) return;
      return learn(refused(state, part, purpose, slot, refusal.why, now));
    case 'unanswered':
      // What a newer one takes the place of is not tried again: that one's answer decides.
      if (!isLast(part, purpose)) return;
      slot.retryAt = after(now.mono, isBelow(part, purpose) ? lowerRetryMs : limitRetryMs);
      return wakeBy(state, slot.retryAt);
    case 'withdrawn':
      return;
  }
}

function accepted(state: State, part: StationPart, purpose: LimitPurpose, slot: SlotLive, now: Now): void {
  state.alarms.delete(`BB_LIMIT_REFUSED:${purpose.evse}`);
  slot.refusals = 0;
  slot.refusedAmps = undefined;
  slot.doubtsZero = false;
  slot.told = true;
  if (purpose.transaction === undefined || purpose.amps === 0 || amountBefore(part, purpose) !== 0) return;
  const samplesMs = (stationOf(siteOf(state), evseOf(purpose.evse).station)?.sampleSeconds ?? 0) * 1000;
  slot.resumedAt = now.mono;
  slot.resumeAt = after(now.mono, Math.max(resumeMs, 2 * samplesMs + latencyMs));
  wakeBy(state, slot.resumeAt);
}

/** What counted before this command: the one before it in its place, or for a first TxProfile what it stands on. */
function amountBefore({ limits }: StationPart, { rung, evse, command }: LimitPurpose): number | undefined {
  const { evse: number } = evseOf(evse);
  const held = slotsOf(limits, rung).get(number) ?? [];
  const before = held[held.findIndex((one) => one.command === command) - 1];
  return (before ?? (rung === 'tx' ? limits.default.get(number)?.at(-1) : undefined))?.amps;
}

/** It may go on with more than this says, whatever was told it in between. */
const isBelow = ({ limits }: StationPart, { rung, evse, amps, lowers }: LimitPurpose): boolean =>
  lowers || mostOf(slotsOf(limits, rung).get(evseOf(evse).evse) ?? []) > amps;

const isLast = ({ limits }: StationPart, { rung, evse, command }: LimitPurpose): boolean =>
  (slotsOf(limits, rung).get(evseOf(evse).evse) ?? []).at(-1)?.command === command;

/** Nothing else there waits for its answer. */
const isAlone = ({ limits }: StationPart, { rung, evse, command }: LimitPurpose): boolean =>
  (slotsOf(limits, rung).get(evseOf(evse).evse) ?? []).every(
    (one) => one.state === 'confirmed' || one.command === command,
  );

/** A TxProfile is rightly refused when its transaction has ended. */
const isOver = ({ transactions }: StationPart, { rung, transaction }: LimitPurpose): boolean =>
  rung === 'tx' && (transaction === undefined || transactions.known.get(transaction)?.endedAt !== undefined);

function refused(
  state: State,
  { capabilities }: StationPart,
  purpose: LimitPurpose,
  slot: SlotLive,
  why: Refusal['why'],
  now: Now,
): LimitCapabilities | undefined {
  const known = capabilities.limits;
  state.alarms.set(
    `BB_LIMIT_REFUSED:${purpose.evse}`,
    `${purpose.evse} refused a limit of ${purpose.amps} A; it counts with the most that it may hold. Check its smart-charging support.`,
  );
  const hasMinimum = state.loads.some(
    ({ station, minAmps, evses }) =>
      minAmps > 0 &&
      evses.some(({ id }) => purpose.evse === `${station.id}/${id}` || purpose.evse === `${station.id}/0`),
  );
  const mayBeZero = purpose.amps === 0 && hasMinimum && known?.zeroOk !== true && why === 'rejected';
  if (mayBeZero && !slot.doubtsZero) {
    slot.doubtsZero = true;
    return undefined;
  }
  slot.doubtsZero = false;
  slot.refusals += 1;
  slot.refusedAmps = purpose.amps;
  const learned = learnRefused(known, purpose.rung, why, slot.refusals);
  slot.retryAt = learned === undefined ? after(now.mono, limitRetryMs) : now.mono;
  wakeBy(state, slot.retryAt);
  return learned;
}
