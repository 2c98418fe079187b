// How a station takes a limit: the first rung of the ladder that it does not refuse. What one station showed counts for
// others of its model and firmware, until they show otherwise themselves (Q34, Q35).

import type { Capabilities, LimitCapabilities } from '../model/capabilities.ts';
import type { Holding, LadderRung, Rung } from '../model/charging-profile.ts';
import { rungs } from '../model/charging-profile.ts';
import type { Station } from '../model/config/site.ts';
import type { StationId } from '../model/ids.ts';
import type { Ledger } from '../site/ledger.ts';
import type { StationPart } from '../site/station-part.ts';
import { fallbackStates, modelOf } from './fallback-state.ts';

/** How a station is told its limits. */
export interface Hold {
  /** `none`: it takes no limit, and counts at its rating. */
  readonly rung: Rung | 'none';
  readonly unit: 'A' | 'W';
  /** Stack level of a TxProfile. */
  readonly level: number;
  readonly zeroOk: boolean;
  readonly holding: Holding;
  /** Its profiles may say how long they count when it has lost us (2.1). */
  readonly knowsOffline?: true;
  /** It takes Dynamic profiles (2.1). */
  readonly dynamic?: true;
  /** As the ChargingStationMaxProfile of the highest level, under which a central system keeps profiles of its own. */
  readonly onTop?: true;
  /** A TxProfile may say on how many phases the session goes on (`numberPhases`), and on which (`phaseToUse`, 2.x). */
  readonly switches?: 'phases' | 'phaseToUse';
  /** It holds profiles of others that may count above ours: it counts at its rating, and is told its limits all the same. */
  readonly overruled?: true;
}

/** Stack level of a lease: above the fallback, which is at 0. */
export const leaseLevel = 1;

/** Of a station of which nothing is known. */
export const firstHold: Hold = { rung: 'tx', unit: 'A', level: 1, zeroOk: true, holding: 'hold' };

/** One limit for all its EVSEs together has one place. */
export const firstHoldOf = ({ sharedLimit }: Station): Hold =>
  sharedLimit === true ? { ...firstHold, rung: 'max', level: 0 } : firstHold;

/** A charger that the gateway drives by its registers has one limit for each EVSE. */
const driven: Hold = { rung: 'default', unit: 'A', level: 0, zeroOk: true, holding: 'hold' };

const drivenHold = ({ watchdogSeconds }: Station): Hold =>
  watchdogSeconds === undefined ? driven : { ...driven, holding: 'watchdog' };

interface ModelLimits extends LimitCapabilities {
  readonly lease?: Capabilities['lease'];
}

const nothing: ModelLimits = { works: [], refused: [] };

/**
 * How each of these stations is told its limits. `isClockRight`: whether its clock may be right enough to end a lease.
 * `isUnder`: its central system keeps profiles in it, and ours is to stand on top of them.
 */
export function holdsOf(
  stations: readonly Station[],
  ledger: Ledger,
  isClockRight: (station: StationId) => boolean = () => false,
  isUnder: (station: StationId) => boolean = () => false,
): Map<StationId, Hold> {
  const models = modelsOf(ledger);
  const fallbacks = fallbackStates(ledger);
  return new Map(
    stations.map((station) => {
      if (station.modbus !== undefined) return [station.id, drivenHold(station)];
      const part = ledger.stations.get(station.id);
      if (part === undefined) return [station.id, firstHoldOf(station)];
      const { capabilities } = part;
      const others = models.get(modelOf(part) ?? '') ?? nothing;
      const limits = seeded(capabilities.limits ?? nothing, others);
      const top = topLevelOf(part, isUnder(station.id));
      const hold = { ...holdOf(station, capabilities, limits, top), ...newsOf(part), ...switchingOf(part) };
      if (hold.onTop === true) return [station.id, hold];
      if (isOverruled(capabilities, hold, station)) return [station.id, { ...hold, overruled: true }];
      // A lease is worth what its station falls back to when it ends.
      const fallsBack = fallbacks.get(station.id) !== 'failed';
      const mayLease = fallsBack && takesLeases(station, part, limits, others) && isClockRight(station.id);
      return [station.id, mayLease && hold.rung !== 'none' ? { ...hold, ...leased } : hold];
    }),
  );
}

/** Of several profiles for the whole station the lowest counts, unless ours is of that kind too; all others may raise. */
const isOverruled = ({ foreignProfiles = [] }: Capabilities, { rung }: Hold, { sharedLimit }: Station): boolean => {
  if (rung === 'none') return false;
  // It has said that nothing in it raises what all of it may draw; only another of the same kind may stand above ours.
  if (sharedLimit === true) return foreignProfiles.some(({ purpose }) => purpose === 'ChargingStationMaxProfile');
  return foreignProfiles.some(({ purpose }) => rung === 'max' || purpose !== 'ChargingStationMaxProfile');
};

/** A fallback for each EVSE, and above it the lease. */
const leased = { rung: 'default', holding: 'lease' } as const;

/**
 * Only what was proved of its model and firmware. A TxProfile would count above its leases (1.6 §3.13.1): one that it holds
 * from before goes with its session first.
 */
function takesLeases(
  station: Station,
  { capabilities, limits: { tx } }: StationPart,
  limits: LimitCapabilities,
  others: ModelLimits,
): boolean {
  if (
    station.holding === 'hold' ||
    station.sharedLimit === true ||
    limits.refused.includes('lease') ||
    limits.refused.includes('default')
  )
    return false;
  if ((capabilities.lease ?? others.lease) !== 'proved' || tx.size > 0) return false;
  return isInRange(capabilities, 2 * station.evses.length);
}

/** It takes so many profiles, and one above another. */
function isInRange({ settings = {} }: Capabilities, profiles: number): boolean {
  const atLeast = (key: string, least: number): boolean => {
    const value = Number.parseInt(settings[key]?.value ?? '', 10);
    return Number.isNaN(value) || value >= least;
  };
  return atLeast('MaxChargingProfilesInstalled', profiles) && atLeast('ChargeProfileMaxStackLevel', leaseLevel);
}

/** What only 2.1 knows, and only where the station says so. */
function newsOf({ booted, capabilities: { settings = {} } }: StationPart): Pick<Hold, 'knowsOffline' | 'dynamic'> {
  if (booted?.protocol !== '2.1') return {};
  const says = (...names: readonly string[]): boolean =>
    names.some((name) => settings[`SmartChargingCtrlr.${name}`]?.value?.toLowerCase() === 'true');
  return {
    ...(says('SupportsMaxOfflineDuration', 'SupportsFeature[MaxOfflineDuration]') && { knowsOffline: true }),
    ...(says('SupportsDynamicProfiles', 'SupportsFeature[DynamicProfiles]') && { dynamic: true }),
  };
}

/** Only where the station says so, and only the ones of 2.x know which phase (ACPhaseSwitchingSupported, K01.FR.20). */
function switchingOf({ booted, capabilities: { settings = {} } }: StationPart): Pick<Hold, 'switches'> {
  const says = (name: string): boolean => settings[name]?.value?.toLowerCase() === 'true';
  const isAware = booted !== undefined && booted.protocol !== '1.6';
  if (isAware && says('SmartChargingCtrlr.ACPhaseSwitchingSupported')) return { switches: 'phaseToUse' };
  return says('ConnectorSwitch3to1PhaseSupported') ? { switches: 'phases' } : {};
}

/**
 * The highest level that it takes, where its limit is to stand on top. One that holds ours in other places keeps it there,
 * and one that holds it on top there, until it was given its own limits back: of two that are in it, the wrong one may count.
 */
function topLevelOf({ limits, capabilities: { settings = {} } }: StationPart, isUnder: boolean): number | undefined {
  const held = limits.max.get(0)?.flatMap(({ level }) => level ?? []) ?? [];
  const isElsewhere = limits.tx.size > 0 || limits.default.size > 0 || limits.lease.size > 0;
  if (held.length === 0 && (!isUnder || isElsewhere)) return undefined;
  const most = Number.parseInt(settings['ChargeProfileMaxStackLevel']?.value ?? '', 10);
  return Math.max(0, Number.isNaN(most) ? 0 : most, ...held);
}

const onlyMax: readonly LadderRung[] = ['max'];

function holdOf(
  station: Station,
  { settings = {} }: Capabilities,
  limits: LimitCapabilities,
  top: number | undefined,
): Hold {
  const number = (key: string, otherwise: number): number => {
    const value = Number.parseInt(settings[key]?.value ?? '', 10);
    return Number.isNaN(value) ? otherwise : value;
  };
  const installed = number('MaxChargingProfilesInstalled', Infinity);
  const needs: Record<LadderRung, number> = {
    tx: 2 * station.evses.length,
    default: station.evses.length,
    default0: 1,
    max: 1,
  };
  const refused = new Set(limits.refused);
  // Without a TxDefaultProfile of its own an EVSE has nothing to fall back to when its TxProfile ends.
  if (refused.has('default')) refused.add('tx');
  const isOnTop = top !== undefined && !refused.has('max') && installed >= needs.max;
  const usable = station.sharedLimit === true ? onlyMax : rungs;
  const rung = isOnTop ? 'max' : (usable.find((one) => !refused.has(one) && needs[one] <= installed) ?? 'none');
  const onTop = isOnTop ? ({ onTop: true } as const) : {};
  const level = limits.level ?? Math.min(firstHold.level, number('ChargeProfileMaxStackLevel', firstHold.level));
  return {
    rung: installed < 1 ? 'none' : rung,
    unit: unitOf(station, settings['ChargingScheduleAllowedChargingRateUnit']?.value),
    level: isOnTop ? top : level,
    ...onTop,
    zeroOk: limits.zeroOk ?? true,
    holding: 'hold',
  };
}

/**
 * Watts where the station takes nothing else, however it spells it (Q36). A DC unit gets watts whenever it takes them: amps
 * may mean those of its DC side.
 */
function unitOf(station: Station, allowed = ''): Hold['unit'] {
  const words = allowed.toLowerCase().split(/[^a-z]+/);
  const takesWatts = words.some((word) => /^(w|watts?|power)$/.test(word));
  const takesAmps = words.some((word) => /^(a|amps?|current)$/.test(word));
  const isDc = station.evses.every(({ minAmps }) => minAmps === 0);
  return takesWatts && (isDc || !takesAmps) ? 'W' : 'A';
}

/** What each model with its firmware showed, all its stations together. */
function modelsOf(ledger: Ledger): Map<string, ModelLimits> {
  const models = new Map<string, ModelLimits>();
  for (const part of ledger.stations.values()) {
    const model = modelOf(part);
    const { limits = nothing, lease: own } = part.capabilities;
    if (model === undefined) continue;
    const known = models.get(model) ?? nothing;
    // One that failed is enough: a lease must end wherever it is given.
    const lease = known.lease === 'failed' || own === 'failed' ? 'failed' : (known.lease ?? own);
    const zeroOk = known.zeroOk === false || limits.zeroOk === false ? false : (known.zeroOk ?? limits.zeroOk);
    const level = limits.level ?? known.level;
    models.set(model, {
      works: [...new Set([...known.works, ...limits.works])],
      refused: [...new Set([...known.refused, ...limits.refused])],
      ...(zeroOk !== undefined && { zeroOk }),
      ...(level !== undefined && { level }),
      ...(lease !== undefined && { lease }),
    });
  }
  return models;
}

const seeded = (own: LimitCapabilities, others: LimitCapabilities): LimitCapabilities => ({
  works: own.works,
  // A station that is out of order is no model for others that work.
  refused: [
    ...own.refused,
    ...others.refused.filter((rung) => !own.works.includes(rung) && !others.works.includes(rung)),
  ],
  ...(own.zeroOk !== undefined ? { zeroOk: own.zeroOk } : others.zeroOk !== undefined && { zeroOk: others.zeroOk }),
  ...(own.level !== undefined ? { level: own.level } : others.level !== undefined && { level: others.level }),
});

/** A limit as a station was told it. */
export interface Told {
  readonly rung: Rung;
  readonly amps: number;
  readonly level: number;
}

/** What it teaches that a station took a limit; undefined for nothing new. `refusedZero`: it refused 0 in its place. */
export function learnAccepted(
  before: LimitCapabilities | undefined,
  { rung, amps, level }: Told,
  refusedZero: boolean,
): LimitCapabilities | undefined {
  const known = before ?? nothing;
  const zeroOk = amps === 0 ? true : refusedZero ? false : known.zeroOk;
  const isLower = rung === 'tx' && level < firstHold.level;
  if (known.works.includes(rung) && zeroOk === known.zeroOk && (!isLower || known.level === level)) return undefined;
  return {
    ...known,
    works: known.works.includes(rung) ? known.works : [...known.works, rung],
    ...(zeroOk !== undefined && { zeroOk }),
    ...(isLower && { level }),
  };
}

/** One refusal may have another reason; the same again after a while is an answer. */
const refusalsThatTeach = 2;

/** What a refusal teaches. A rung that worked once is not given up for a refusal. */
export function learnRefused(
  before: LimitCapabilities | undefined,
  rung: Rung,
  why: 'rejected' | 'unsupported',
  refusals: number,
): LimitCapabilities | undefined {
  const known = before ?? nothing;
  if (known.works.includes(rung) || known.refused.includes(rung)) return undefined;
  if (why === 'rejected' && refusals < refusalsThatTeach) return undefined;
  return { ...known, refused: [...known.refused, rung] };
}
