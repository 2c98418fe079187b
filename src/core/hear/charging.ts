// What a station of OCPP 2.x says of smart charging: what its vehicle needs and chose (K15 to K17), who goes first (K22), and which
// limit counts for a profile that it asks about (K28).

import { inForce } from '../../control/envelope.ts';
import type { Load } from '../../control/envelope.ts';
import { profileLevel } from '../../control/schedule.ts';
import type { ChargingSchedule } from '../../model/charging-profile.ts';
import { tenthDown } from '../../model/electric.ts';
import { evseKey } from '../../model/ids.ts';
import type { Needs } from '../../model/needs.ts';
import type { ChargingHeard, ChargingNeedsHeard, ProfilesHeard } from '../../ocpp/heard-charging.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import { fitting } from '../../ocpp/fitting.ts';
import type { Loss } from '../../ocpp/loss.ts';
import type { Passage } from '../../ocpp/order.ts';
import { placeOfProfile } from '../../ocpp/limit-profile.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import { slotsOf } from '../../site/limits.ts';
import { slotLive } from '../../site/live.ts';
import type { Transaction } from '../../site/transaction.ts';
import { byStationId, openAt } from '../../site/transaction.ts';
import { lookAgain } from '../adopt/adopt.ts';
import { takePage } from '../adopt/check-profiles.ts';
import { placeOf } from '../limits/csms-limits.ts';
import { idsAboveIn } from '../limits/profile-ids.ts';
import { isCallable } from '../orders/context.ts';
import { firstPriority } from '../orders/dynamic.ts';
import { deliveredTo } from '../plan/need-of.ts';
import { setNeeds } from '../plan/serve-needs.ts';
import { count, siteOf } from '../state.ts';
import { addNotice } from '../uplink/live.ts';
import { lose } from '../losses.ts';
import type { Context } from './context.ts';
import { answer } from './context.ts';
import { isTold, learnExternalLimit } from './external-limit.ts';
import { numberFor } from '../uplink/numbers.ts';
import { uplinksOf } from '../uplink/work.ts';

type Heard = Exclude<ChargingHeard, { kind: 'chargingLimit' | 'limitCleared' }>;

export function hearCharging(context: Context, said: Heard): void {
  switch (said.kind) {
    case 'chargingNeeds':
      return hearNeeds(context, said);
    case 'vehicleSchedule':
      return hearSchedule(context, said.evse, said.schedule);
    case 'limitPulled':
      return answerPull(context, said.profile);
    case 'priority':
      return hearPriority(context, said.transaction, said.activated);
    case 'profilesReported':
      return hearProfiles(context, said);
  }
}

/** A page of what it was asked for when it came (K09). */
function hearProfiles(context: Context, said: ProfilesHeard): void {
  const { state, station, part, live, now } = context;
  answer(context, { kind: 'empty' });
  if (!takePage(part, live.adoption.profiles, said, now.mono)) return count(state, 'strangeReports');
  learnExternalLimit(context, said);
  lookAgain(state, station, now);
}

/** More than the largest battery on wheels. */
const mostKwh = 2000;
/** Nobody plans further ahead. */
const mostAheadMs = 31 * 86_400_000;

/** What it needs counts for its session; the schedule that follows is the limit of that, told once more (K15.FR.07). */
function hearNeeds(context: Context, said: ChargingNeedsHeard): void {
  const { part, state, station, now } = context;
  const open = openAt(part.transactions, said.evse);
  passUp(context, said.evse);
  if (open === undefined) return answer(context, { kind: 'charging', status: 'Rejected' });
  const before = ownNeeds(context, open);
  const { departsAt, energyWh } = said;
  const isAhead = departsAt !== undefined && departsAt > now.utc && departsAt <= now.utc + mostAheadMs;
  const energyKwh = energyWh === undefined ? undefined : Math.max(0, energyWh) / 1000 + deliveredTo(open);
  const needs: Needs = {
    ...(before?.priority !== undefined && { priority: before.priority }),
    ...(isAhead && { departs: { at: departsAt } }),
    ...(energyKwh !== undefined && { energyKwh: Math.min(mostKwh, Math.round(energyKwh * 100) / 100) }),
  };
  setNeeds(state, evseKey(station, open.evse), { by: 'vehicle' }, needs, context.heard.facts, now);
  tellAgain(context, open.evse);
  // K15.FR.05: its schedule comes later where it cannot be told now.
  answer(context, { kind: 'charging', status: mayTell(context) ? 'Accepted' : 'Processing' });
}

/** What a station gets is written first, and told to whoever may be called. */
const mayTell = ({ state, station, now }: Context): boolean =>
  state.live.disk === 'ok' && state.safeMode === undefined && isCallable(state, station, now);

const ownNeeds = ({ part }: Context, { evse, transaction }: Transaction): Needs | undefined => {
  const said = part.needs.get(evse)?.vehicle;
  return said?.transaction === transaction ? said.needs : undefined;
};

/** Its limit is told once more, as a schedule that it waits for. */
function tellAgain({ part, live, state }: Context, evse: number): void {
  for (const rung of ['tx', 'default', 'lease'] as const)
    if (slotsOf(part.limits, rung).has(evse)) {
      slotLive(live, rung, evse).isStuck = true;
      break;
    }
  state.reallocate = true;
}

/** What stations round. */
const toleranceAmps = 0.5;

/** A schedule above the limit is refused, and the limit told again (K15.FR.11, K16). */
function hearSchedule(context: Context, evse: number, schedule: ChargingSchedule): void {
  const { state, station, part } = context;
  passUp(context, evse);
  const open = openAt(part.transactions, evse);
  const load = loadAt(context, evse);
  if (open === undefined || load === undefined) return answer(context, { kind: 'charging', status: 'Rejected' });
  const place = placeOf(siteOf(state), evseKey(station, evse), open);
  const highest = Math.max(
    ...schedule.periods.map((period) => {
      const periods = [{ ...period, startSeconds: 0 }];
      const profile = { id: 0, stackLevel: 0, purpose: 'TxProfile', kind: 'Relative' } as const;
      return profileLevel({ ...profile, schedule: { unit: schedule.unit, periods } }, place, place.beganAt).amps ?? 0;
    }),
  );
  const isAbove = highest > inForce(state.ledger, load) + toleranceAmps;
  if (isAbove) tellAgain(context, evse);
  answer(context, { kind: 'charging', status: isAbove ? 'Rejected' : 'Accepted' });
}

const loadAt = ({ state, station }: Context, evse: number): Load | undefined =>
  state.loadsOfStation.get(station)?.find(({ evses }) => evses.some(({ id }) => id === evse));

/** What was told last of the place that it asks about, which is counted (K28.FR.09). */
function answerPull(context: Context, profile: number): void {
  const { part } = context;
  const place = placeOfProfile(profile, idsAboveIn(part));
  const held = place === undefined ? undefined : slotsOf(part.limits, place.rung).get(place.evse)?.at(-1);
  const load = place === undefined ? undefined : loadAt(context, place.evse === 0 ? 1 : place.evse);
  if (held === undefined || load === undefined) return answer(context, { kind: 'charging', status: 'Rejected' });
  const limit = load.wattsPerAmp === undefined ? held.amps : Math.floor(held.amps * load.wattsPerAmp + 1e-6);
  answer(context, { kind: 'charging', status: 'Accepted', limit: tenthDown(limit) });
}

/** Its driver has a say in who goes first, within what the site has to give. */
function hearPriority(context: Context, transaction: string, activated: boolean): void {
  const { part, state, station, now } = context;
  answer(context, { kind: 'empty' });
  const known = byStationId(part.transactions, transaction);
  if (known === undefined || known.endedAt !== undefined) return;
  const { priority: _, ...others } = ownNeeds(context, known) ?? {};
  const needs = { ...others, ...(activated && { priority: firstPriority }) };
  setNeeds(state, evseKey(station, known.evse), { by: 'vehicle' }, needs, context.heard.facts, now);
  state.reallocate = true;
  passUp(context, known.evse, { transactionId: known.transaction });
}

/** To the central systems that are there, by their own numbers; what their version cannot say of it is left out, and counted. */
function passUp(context: Context, evse: number, change: object = {}): void {
  const { state, station, frame, payload, link } = context;
  for (const uplink of uplinksOf(state, station)) {
    if (!isTold(uplink, context)) continue;
    const { version } = uplink.config;
    const number = numberFor(state, uplink, evseKey(station, evse));
    if (number === undefined) continue;
    const said = { ...(payload as Passage), ...change };
    const passed = dialectOf(version).toCsms.passed(frame.action, said, { evse: () => number });
    const wording = passed === undefined ? undefined : fitting(version, passed);
    const isSaid = wording !== undefined && checkOutbound(version, wording.action, wording.payload) === undefined;
    if (isSaid) addNotice(uplink, wording);
    const whole: Loss = { field: frame.action, reason: passed === undefined ? 'noSuchField' : 'invalid' };
    lose(state, link.peer.version, version, isSaid ? wording.losses : [whole]);
  }
}
