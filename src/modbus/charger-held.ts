// What a charger may draw at most, as far as the gateway can know: never nothing because it is silent.

import { nominalVolts } from '../model/electric.ts';
import type { Mono } from '../model/time.ts';
import type { Charger } from './charger-state.ts';
import { feeds } from './device.ts';
import { millisecondsOf } from './device-readings.ts';
import { firesAfterMs } from './driver-failsafe.ts';
import { isUnreadable } from './device-state.ts';

/**
 * Amps per phase. While it answers: the most that it may hold by what was proved. When it is silent: the larger of that and
 * its failsafe until its watchdog must have fired, and the failsafe after that; its last limit where nothing brings it down;
 * its rating where nobody knows.
 */
export function heldAmps(charger: Charger, now: Mono): number {
  const { device, config } = charger;
  const live = Math.min(charger.holdsAmps, config.ratingAmps);
  if (device.reach.kind === 'unknown' || isUnreadable(device)) return config.ratingAmps;
  if (device.reach.kind === 'reachable') return isFailing(charger) ? Math.max(live, failsafeAmps(charger)) : live;
  switch (device.driver.failsafe?.onLoss) {
    case 'holds-last':
      return live;
    case 'device': {
      const failsafe = failsafeAmps(charger);
      return hasFired(charger, now) ? failsafe : Math.max(live, failsafe);
    }
    case 'unknown':
    case undefined:
      return config.ratingAmps;
  }
}

/** It answers, but does not take what keeps its watchdog quiet. */
const isFailing = ({ device }: Charger): boolean => device.beats.some(({ failures }) => failures > 0);

/** What it falls to: what was read, else what the installer says, else its rating. Watts may all be drawn on one line. */
export function failsafeAmps({ device, config }: Charger): number {
  const point = device.driver.failsafe?.current;
  const read = point === undefined ? undefined : device.readings.get(point)?.value;
  const isWatts = device.driver.points.get(point ?? '')?.unit === 'W';
  const said = typeof read === 'number' ? (isWatts ? read / nominalVolts : read) : config.failsafeAmps;
  return Math.min(said ?? config.ratingAmps, config.ratingAmps);
}

/**
 * Seconds after which its own watchdog brings it to its failsafe, when nobody speaks to it any more; undefined where it has
 * none, or nobody knows when.
 */
export function watchdogSecondsOf({ device, config }: Charger): number | undefined {
  if (device.driver.failsafe?.onLoss !== 'device') return undefined;
  const timeoutMs = millisecondsOf(device, device.driver.failsafe.timeout) ?? config.watchdogMs;
  const firesMs = timeoutMs === undefined ? undefined : firesAfterMs(timeoutMs);
  return firesMs === undefined ? undefined : firesMs / 1000;
}

/** Only when nothing that feeds it can have come through for longer than it waits. */
function hasFired({ device, config }: Charger, now: Mono): boolean {
  const timeoutMs = millisecondsOf(device, device.driver.failsafe?.timeout) ?? config.watchdogMs;
  const firesMs = timeoutMs === undefined ? undefined : firesAfterMs(timeoutMs);
  if (firesMs === undefined) return false;
  for (const asked of device.asked.values()) if (feeds(device, asked)) return false;
  const since = device.reach.fedAt ?? device.reach.since;
  return now - since > firesMs;
}

/**
 * Once its watchdog must have fired, what it held before is somebody else's: when it comes back it is told no more than what it
 * fell to, until it is commanded anew.
 */
export function letFall(charger: Charger, now: Mono): void {
  const { device, targetAmps } = charger;
  if (targetAmps === undefined || device.reach.kind !== 'unreachable') return;
  if (device.driver.failsafe?.onLoss !== 'device' || !hasFired(charger, now)) return;
  charger.targetAmps = Math.min(targetAmps, failsafeAmps(charger));
}

/** After a new connection: it may have fallen to its failsafe, or to what it holds after a restart. */
export function mayHaveFallen(charger: Charger): void {
  const onLoss = charger.device.driver.failsafe?.onLoss;
  if (onLoss === 'holds-last') return;
  charger.holdsAmps = onLoss === 'device' ? Math.max(charger.holdsAmps, failsafeAmps(charger)) : Infinity;
}
