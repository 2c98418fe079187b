// Charging profiles of a central system on their way to the station that it speaks with. Where the station holds the limit of
// the gateway above them, they go on, and a copy is kept for the minimum; elsewhere the gateway keeps them and merges them
// into its own. Nothing that a central system sends raises, clears, replaces or shows what is ours.

import type { ProfilePurpose } from '../../model/charging-profile.ts';
import type { StationId } from '../../model/ids.ts';
import { ownIdsFrom } from '../../ocpp/limit-profile.ts';
import type { Order, OrderOf } from '../../ocpp/order.ts';
import { checkInbound } from '../../ocpp/schema.ts';
import { isBounded } from '../../site/limits.ts';
import { slotLive, stationLive } from '../../site/live.ts';
import type { CallFrame } from '../hear/context.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import { passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import { serveUpdateDynamic } from '../orders/dynamic.ts';
import { meantProfiles, serveClearProfile, serveSetProfile } from '../orders/smart-charging.ts';
import { storeProfile } from '../orders/store-profile.ts';
import { evseMeant } from '../orders/context.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/**
 * `pass`: it goes on as it was written, and `order` is taken over when the station took it. `bare`: it goes on without its
 * profile. `serve`: the gateway answers. `refuse`: nobody takes it.
 */
export type LimitWay =
  | { readonly way: 'pass' | 'bare'; readonly order?: Order }
  | { readonly way: 'serve' }
  | { readonly way: 'refuse'; readonly order: Order };

const plain: LimitWay = { way: 'pass' };
const serve: LimitWay = { way: 'serve' };

const ofLimits: ReadonlySet<string> = new Set([
  'ClearChargingProfile',
  'GetChargingProfiles',
  'GetCompositeSchedule',
  'SetChargingProfile',
  'UpdateDynamicSchedule',
  'UsePriorityCharging',
  'RemoteStartTransaction',
  'RequestStartTransaction',
]);

/** Whether the station holds the limit of the gateway as the most of all, under which anything else may stand. */
export function holdsOnTop(state: State, station: StationId): boolean {
  const loads = state.loadsOfStation.get(station) ?? [];
  const max = state.ledger.stations.get(station)?.limits.max.get(0);
  if (loads.length === 0 || !loads.every(({ hold }) => hold.onTop === true) || !isBounded(max)) return false;
  const live = stationLive(state.live, station);
  // One that booted may have lost it.
  return !live.rebooted || slotLive(live, 'max', 0).told;
}

/** The lowest level at which ours may stand: what is below it does not take its place. */
const ownLevel = (state: State, station: StationId): number =>
  Math.min(...(state.ledger.stations.get(station)?.limits.max.get(0) ?? []).map(({ level = 0 }) => level));

interface Asked {
  readonly state: State;
  readonly heard: Heard;
  readonly link: Link;
  readonly uplink: UplinkLive;
  readonly station: StationId;
  readonly frame: CallFrame;
  readonly now: Now;
}

export function limitWay(asked: Asked): LimitWay {
  const { state, link, station, frame } = asked;
  const { action, payload } = frame;
  if (!ofLimits.has(action) || isBareStart(frame)) return plain;
  const words = dialectOfLink(link).orders.byAction.get(action);
  if (words === undefined || checkInbound(link.peer.version, action, payload) !== undefined) return serve;
  const order = words.read(payload as never);
  const isOnTop = holdsOnTop(state, station);
  switch (order.kind) {
    case 'remoteStart':
      return startWay(asked, order, isOnTop);
    case 'setChargingProfile':
      return setWay(state, station, order, isOnTop);
    case 'clearChargingProfile':
      return isOnTop ? clearWay(asked, order) : serve;
    case 'updateDynamicSchedule':
      return isOnTop && order.profile < ownIdsFrom ? { way: 'pass', order } : serve;
    // What it says of this is true only where the profiles of the central system are in it.
    case 'getCompositeSchedule':
    case 'usePriorityCharging':
      return isOnTop ? plain : serve;
    // GetChargingProfiles: the copies are those of the central system, all of them and none of ours.
    default:
      return serve;
  }
}

/** A start that brings no profile is none of our affair. */
const isBareStart = ({ action, payload }: CallFrame): boolean =>
  action.endsWith('StartTransaction') &&
  (payload as { chargingProfile?: unknown } | null)?.chargingProfile === undefined;

/** These belong to one that limits the station from outside, or raise what it may draw. */
const neverPassed: ReadonlySet<ProfilePurpose> = new Set(['ChargingStationExternalConstraints', 'LocalGeneration']);

function setWay(state: State, station: StationId, order: OrderOf<'setChargingProfile'>, isOnTop: boolean): LimitWay {
  const { id, purpose, stackLevel } = order.profile;
  if (id >= ownIdsFrom) return { way: 'refuse', order };
  if (!isOnTop || neverPassed.has(purpose)) return serve;
  const isMost = purpose === 'ChargingStationMaxProfile';
  if (isMost && (stackLevel >= ownLevel(state, station) || order.evse !== 0)) return { way: 'refuse', order };
  return { way: 'pass', order };
}

/** A start brings a profile for its own session (1.6 §5.11), or is refused. */
function startWay(asked: Asked, order: OrderOf<'remoteStart'>, isOnTop: boolean): LimitWay {
  const { profile, token, evse } = order;
  if (profile === undefined) return plain;
  if (profile.id >= ownIdsFrom || profile.purpose !== 'TxProfile') return { way: 'refuse', order };
  if (isOnTop) return { way: 'pass', order };
  const context = contextOf(asked);
  const key = evse === 0 ? undefined : evseMeant(context, evse);
  return key !== undefined && storeProfile(context, profile, key, token) ? { way: 'bare' } : { way: 'refuse', order };
}

/** What names ours with others is worked off one by one, by the ids of the others. */
function clearWay(asked: Asked, order: OrderOf<'clearChargingProfile'>): LimitWay {
  const { state, heard, station, uplink, now } = asked;
  const { id, evse, purpose, stackLevel } = order;
  if (id !== undefined) return id < ownIdsFrom ? { way: 'pass', order } : serve;
  const mayBeOurs =
    (purpose === undefined || purpose === 'ChargingStationMaxProfile') &&
    (evse === undefined || evse === 0) &&
    (stackLevel === undefined || stackLevel >= ownLevel(state, station));
  if (!mayBeOurs) return { way: 'pass', order };
  const from = { kind: 'gateway', purpose: 'clear for a central system' } as const;
  for (const one of meantProfiles(contextOf(asked), uplink.config.id, order)) {
    const clear = { kind: 'clearChargingProfile', id: one } as const;
    passOn({ state, decided: heard, from, now }, clear, [{ station, order: clear }]);
  }
  return serve;
}

const contextOf = ({ state, heard, link, uplink, frame, now }: Asked) =>
  ({
    state,
    decided: heard,
    from: { kind: 'csms', uplink: uplink.config.id, asker: { link: link.id, idText: frame.idText } },
    now,
  }) as const;

/** The station took it: what it says of limits counts for what the gateway gives it, and ours is told once more. */
export function takeOver(
  state: State,
  heard: Heard,
  { uplink, station, order }: { uplink: UplinkLive; station: StationId; order: Order },
  asker: { readonly link: Link['id']; readonly idText: string },
  now: Now,
): void {
  const decided = { facts: heard.facts, commands: [] };
  const context = { state, decided, from: { kind: 'csms', uplink: uplink.config.id, asker }, now } as const;
  state.reallocate = true;
  switch (order.kind) {
    case 'setChargingProfile':
      return serveSetProfile(context, order);
    case 'updateDynamicSchedule':
      return serveUpdateDynamic(context, order);
    case 'remoteStart': {
      const key = evseMeant(context, order.evse);
      if (order.profile !== undefined && key !== undefined) storeProfile(context, order.profile, key, order.token);
      return;
    }
    case 'clearChargingProfile':
      // Some stations clear more than they were asked to.
      slotLive(stationLive(state.live, station), 'max', 0).isStuck = true;
      return serveClearProfile(context, order);
    default:
      return;
  }
}

/** What a station says about profiles of ours: its central system knows nothing of them. */
export function isOwnQuestion(state: State, station: StationId, { action, payload }: CallFrame): boolean {
  // GetChargingProfiles never goes to a station.
  if (action === 'ReportChargingProfiles') return true;
  if (action !== 'PullDynamicScheduleUpdate' || !state.relays.has(station)) return false;
  const { chargingProfileId: id } = (payload ?? {}) as { chargingProfileId?: unknown };
  return !holdsOnTop(state, station) || (typeof id === 'number' && id >= ownIdsFrom);
}
