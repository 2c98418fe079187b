// What profiles a station of OCPP 2.x holds besides ours (K09): others are cleared one by one (K10) and asked for once more. One
// that it does not let go may count above ours, unseen. Without the journal, or after the chargers were given their own limits
// back, nobody knows what is ours; and where a central system keeps profiles in it, they are to be there.

import type { ForeignProfile } from '../../model/capabilities.ts';
import { knownSetting } from '../../model/capabilities.ts';
import type { ChargingProfile, ProfilePurpose, Rung } from '../../model/charging-profile.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import { ownIdsFrom, placeOfProfile, purposeOf } from '../../ocpp/limit-profile.ts';
import type { Order } from '../../ocpp/order.ts';
import type { ProfilesInHand } from '../../site/adoption.ts';
import { slotsOf } from '../../site/limits.ts';
import { slotLive } from '../../site/live.ts';
import type { StationPart } from '../../site/station-part.ts';
import { idsAboveIn } from '../limits/profile-ids.ts';
import { isReleased } from '../limits/release.ts';
import { keepsProfiles } from '../relay/relayed.ts';
import type { Step, StepContext } from './step.ts';

/** Stations report what they hold at once. One that says nothing is not asked about the rest, and keeps nobody waiting. */
const silenceMs = 10_000;
/** Asked, cleared, asked, cleared and asked. */
const mostRounds = 3;
/** More than others leave in a station: so many of a purpose are looked at, and so many are cleared in a round. */
const mostForeign = 8;
const mostCleared = 16;
const mostPages = 64;

export const checkProfiles: Step = {
  name: 'check profiles',
  next: (context, now, at) => {
    const { state, station, live, part } = context;
    const { id } = station;
    if (state.safeMode !== undefined || isReleased(state) || keepsProfiles(state, id)) return undefined;
    const hand = (live.adoption.profiles ??= newHand(part));
    if (hand.asking !== undefined) {
      const until = after((hand.heardAt ??= now), silenceMs);
      if (now < until) return { waitUntil: until };
      giveUp(hand);
    }
    return nextOf(context, hand, at);
  },
  heard: (context, order, { status }) => {
    const hand = context.live.adoption.profiles;
    // A limit goes before other orders: one of ours that came under this id meanwhile is gone again.
    if (order.kind === 'clearChargingProfile' && order.id !== undefined) tellsAgain(context, order.id);
    if (order.kind !== 'getChargingProfiles' || hand?.asking === undefined || hand.request !== order.request) return [];
    if (status === 'NoProfiles') settle(hand);
    else if (status !== 'Accepted') giveUp(hand);
    else hand.heardAt = undefined;
    return [];
  },
  ended: ({ station, part, live }) => {
    const { foreign } = live.adoption.profiles ?? {};
    if (foreign === undefined) return [];
    const before = part.capabilities.foreignProfiles ?? [];
    // What it reported nothing of is as it was.
    const left = [...before.filter(({ purpose }) => !foreign.has(purpose)), ...[...foreign.values()].flat()];
    if (JSON.stringify(left) === JSON.stringify(before)) return [];
    return [{ kind: 'StationLearned', station: station.id, about: { foreignProfiles: left } }];
  },
};

const newHand = ({ capabilities: { settings } }: StationPart): ProfilesInHand => {
  const more = knownSetting(settings, 'SmartChargingCtrlr.SupportedAdditionalPurposes')?.value?.split(',') ?? [];
  const isThere = (purpose: ProfilePurpose): boolean => more.some((one) => one.trim() === purpose);
  return {
    ...{ asking: undefined, request: 0, pages: 0, heardAt: undefined, found: [], clearing: [], round: 1 },
    foreign: new Map(),
    // What limits it from elsewhere is none of ours to clear (K10.FR.06), and counts.
    due: [...plain, ...additional.filter(isThere), 'ChargingStationExternalConstraints'],
  };
};

const plain: readonly ProfilePurpose[] = ['TxProfile', 'TxDefaultProfile', 'ChargingStationMaxProfile'];
/** Of 2.1: one counts instead of others, one adds to them. */
const additional: readonly ProfilePurpose[] = ['PriorityCharging', 'LocalGeneration'];

function nextOf(context: StepContext, hand: ProfilesInHand, at: Utc): Order | undefined {
  for (;;) {
    const gone = hand.clearing.shift();
    if (gone !== undefined && isOurs(context.part, gone)) continue;
    if (gone !== undefined && tellsAgain(context, gone.id)) continue;
    if (gone !== undefined) return { kind: 'clearChargingProfile', id: gone.id };
    const purpose = hand.due.shift();
    if (purpose !== undefined) return ask(hand, purpose, at);
    const left = [...hand.foreign.values()].flat();
    if (left.length === 0 || hand.round >= mostRounds) return undefined;
    hand.round += 1;
    hand.clearing = left.slice(0, mostCleared);
    hand.due = [...new Set(left.map((one) => one.purpose))];
  }
}

/** Where the id is that of one of ours, something else may be there instead: ours takes its place again when it is told once more. */
function tellsAgain({ state, live, part }: StepContext, id: number): boolean {
  const place = placesOf(part, id).find(({ rung, evse }) => slotsOf(part.limits, rung).has(evse));
  if (place === undefined) return false;
  slotLive(live, place.rung, place.evse).isStuck = true;
  state.reallocate = true;
  return true;
}

function ask(hand: ProfilesInHand, purpose: ProfilePurpose, at: Utc): Order {
  // Another number than that of any report which may still be on its way.
  const request = Math.max(hand.request + 1, Math.floor(at / 1000) % 0x7fff_0000);
  hand.asking = purpose;
  hand.request = request;
  hand.pages = 0;
  hand.heardAt = undefined;
  hand.found = [];
  return { kind: 'getChargingProfiles', request, purpose };
}

/** All of an answer is there. */
function settle(hand: ProfilesInHand): void {
  if (hand.asking !== undefined) hand.foreign.set(hand.asking, hand.found);
  hand.asking = undefined;
}

/** What it said before of what it does not report now still counts. */
function giveUp(hand: ProfilesInHand): void {
  hand.asking = undefined;
  hand.due = [];
}

/** A page came; false where nobody waits for it. */
export function takePage(
  part: StationPart,
  hand: ProfilesInHand | undefined,
  page: { readonly request: number; readonly profiles: readonly ChargingProfile[]; readonly hasMore: boolean },
  now: Mono,
): hand is ProfilesInHand {
  if (hand?.asking === undefined || hand.request !== page.request) return false;
  hand.heardAt = now;
  hand.pages += 1;
  for (const { id, purpose } of page.profiles) {
    // What it was not asked for, it is asked for in its turn; what limits it from elsewhere is none of ours to clear.
    if (purpose !== hand.asking || purpose === 'ChargingStationExternalConstraints') continue;
    if (hand.found.length < mostForeign && !isOurs(part, { id, purpose })) hand.found.push({ id, purpose });
  }
  if (!page.hasMore || hand.pages >= mostPages) settle(hand);
  return true;
}

/** It is in a place where the station was told a limit, under the id of that. */
const isOurs = (part: StationPart, { id, purpose }: ForeignProfile): boolean =>
  placesOf(part, id).some(({ rung, evse }) => purposeOf(rung) === purpose && slotsOf(part.limits, rung).has(evse));

/** Where one of ours would be with this id: by itself, or on top of those of a central system. */
function placesOf(part: StationPart, id: number): { readonly rung: Rung; readonly evse: number }[] {
  const above = idsAboveIn(part);
  return [above, Math.max(ownIdsFrom, above)].flatMap((from) => placeOfProfile(id, from) ?? []);
}
