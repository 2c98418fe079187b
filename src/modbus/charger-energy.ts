// Energy that a charger has delivered, counted by the gateway: it only goes up, whatever registers do.

import type { Mono } from '../model/time.ts';
import type { Charger, Energy } from './charger-state.ts';
import { cyclePeriod, isSaid, numberOf, readingOf, stalePeriods } from './device-readings.ts';
import { energyVerdict } from './energy-step.ts';

/** After an answer that said something. A total counts before a register of the session, and that before the power. */
export function countEnergy(charger: Charger, said: readonly string[], now: Mono): void {
  const { device, energy } = charger;
  const source = sourceOf(charger);
  if (source !== energy.source) begin(energy, source);
  if (source === 'total' && isSaid(charger.device, 'energy_total', said)) countTotal(charger, now);
  if (source === 'session' && isSaid(charger.device, 'session_energy', said)) countSession(charger, now);
  if (source === 'power' && isSaid(charger.device, 'power', said))
    countPower(energy, numberOf(device, 'power', now), now, gapMs(charger));
}

/** What went by between two counters is not known: nothing is counted for it. */
function begin(energy: Energy, source: Energy['source']): void {
  energy.source = source;
  energy.last = undefined;
  energy.lastAt = undefined;
  energy.suspects = 0;
}

function sourceOf({ device }: Charger): Energy['source'] {
  const { points, computed } = device.driver;
  const has = (name: string): boolean => {
    const point = points.get(name);
    if (point === undefined) return computed.get(name)?.kind === 'expression';
    return point.read !== undefined && point.poll !== 'manual' && !device.refused.has(name);
  };
  // A total that was good once stays the one that counts: another one would begin in the middle.
  if (has('energy_total')) return 'total';
  return has('session_energy') ? 'session' : has('power') ? 'power' : undefined;
}

function countTotal({ device, energy }: Charger, now: Mono): void {
  const value = numberOf(device, 'energy_total', now);
  if (value === undefined) return;
  const changes = device.counterChanges.get('energy_total') ?? 0;
  // The first one is where the register stands, so that the gateway and the display agree, and what was delivered while
  // the gateway was away counts. A register that is behind is another one: then only what it adds counts.
  if (energy.isFirst && value >= energy.wh) energy.wh = value;
  else if (energy.last !== undefined && changes === energy.changes) energy.wh += Math.max(0, value - energy.last);
  energy.isFirst = false;
  energy.changes = changes;
  energy.last = value;
  energy.lastAt = now;
}

/** A register that begins anew with each session: what it says then was delivered since. */
function countSession({ device, energy, seen, config }: Charger, now: Mono): void {
  const { value } = readingOf(device, 'session_energy', now);
  const point = device.driver.points.get('session_energy');
  if (typeof value !== 'number' || value < 0) return;
  const take = (delivered: number): void => {
    energy.wh += delivered;
    energy.last = value;
    energy.lastAt = now;
    energy.suspects = 0;
  };
  if (energy.last === undefined) return take(0);
  const elapsedMs = now - (energy.lastAt ?? now);
  const maxWatts = device.config.maxWatts ?? config.ratingAmps * 3 * 253;
  const step = { value, elapsedMs, maxWatts, stepWh: Math.abs(point?.scale ?? 1), suspects: energy.suspects };
  const verdict = energyVerdict({ ...step, before: energy.last });
  if (verdict.kind === 'take') return take(value - energy.last);
  if (verdict.kind === 'drop') return void (energy.suspects = verdict.suspects);
  // Said three times: another session. What it has by now must be possible in the time since the last sample.
  const isNew = value < energy.last && seen.plugged !== undefined;
  take(isNew && energyVerdict({ ...step, before: 0, suspects: 0 }).kind === 'take' ? value : 0);
}

function countPower(energy: Energy, watts: number | undefined, now: Mono, mostMs: number): void {
  const elapsedMs = energy.lastAt === undefined ? Infinity : now - energy.lastAt;
  if (watts !== undefined && energy.last !== undefined && elapsedMs <= mostMs)
    energy.wh += (Math.max(0, (watts + energy.last) / 2) * elapsedMs) / 3_600_000;
  energy.last = watts;
  energy.lastAt = now;
}

const gapMs = ({ device }: Charger): number =>
  stalePeriods * cyclePeriod(device, device.driver.points.get('power')?.poll === 'slow' ? 'slow' : 'fast');
