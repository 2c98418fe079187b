// What a device shows that a person has to know, among the alarms of the gateway.

import type { AlarmKey } from '../../model/alarm.ts';
import type { Device } from '../../modbus/device-state.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { MeterLive } from './live.ts';

/** `standing`: the alarms of this device so far. */
export function showFindings(state: State, { config, findings }: Device, standing: Set<AlarmKey>): void {
  if (findings.size === 0 && standing.size === 0) return;
  const found = new Map<AlarmKey, string>(
    [...findings.values()].map(({ code, point, message, remedy }) => [
      `${code}:${config.id}${point === undefined ? '' : ` ${point}`}`,
      `${message}. ${remedy}`,
    ]),
  );
  for (const key of standing)
    if (!found.has(key)) {
      state.alarms.delete(key);
      standing.delete(key);
    }
  for (const [key, text] of found) {
    state.alarms.set(key, text);
    standing.add(key);
  }
}

/** A meter whose readings cannot be used (F094): what it measures is not known. */
export function showLost(state: State, { key, alarms }: MeterLive, now: Now): void {
  const { quality, readAt } = readingOf(state, key, now);
  const alarm: AlarmKey = `BB_METER_LOST:${key}`;
  if (quality === 'good') return void state.alarms.delete(alarm);
  const ageMs = now.mono - (readAt ?? Number.NEGATIVE_INFINITY);
  const since = Number.isFinite(ageMs) ? `for ${Math.round(ageMs / 1000)} s` : 'since the gateway began';
  alarms.add(alarm);
  state.alarms.set(
    alarm,
    `Meter ${key} has said nothing that counts ${since}: where it is, the other load counts with its worst case. Look at its wiring, its supply and its unit id.`,
  );
}
