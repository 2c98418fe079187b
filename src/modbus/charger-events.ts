// What has changed at the plug, told once. What is not known changes nothing.

import type { Mono } from '../model/time.ts';
import type { Charger } from './charger-state.ts';
import { faultsOf } from './charger-state.ts';
import { numberOf, readingOf } from './device-readings.ts';
import { iecStateOf, statePoints } from './device-scope.ts';
import { find, takeBack } from './device-state.ts';
import type { IecState } from './driver.ts';

/** So many polls in a row without a state are said. */
const unknownPolls = 3;

/** Undefined where the letter says nothing of it. */
export const isPlugged = (iec: IecState): boolean | undefined =>
  iec === 'A' ? false : 'BCD'.includes(iec.charAt(0)) ? true : undefined;

export const isCharging = (iec: IecState): boolean | undefined =>
  iec === 'unknown' ? undefined : iec === 'C' || iec === 'C2' || iec === 'D' || iec === 'D2';

export function noticeState(charger: Charger, said: readonly string[], now: Mono): void {
  const points = statePoints(charger.device);
  if (points.some((name) => said.includes(name))) plugEvents(charger, now);
  tokenEvents(charger, said, now);
  uptimeEvents(charger, said, now);
}

function plugEvents(charger: Charger, now: Mono): void {
  const { device, seen } = charger;
  const iec = iecStateOf(device);
  noticeUnknown(charger, iec, now);
  const plugged = isPlugged(iec);
  const charging = isCharging(iec);
  if (plugged === true && seen.plugged !== true) push(charger, 'plugged', seen.plugged === undefined, now);
  if (charging !== undefined && charging !== (seen.charging ?? false))
    push(charger, charging ? 'chargingBegan' : 'chargingPaused', seen.charging === undefined, now);
  if (plugged === false && seen.plugged === true) push(charger, 'unplugged', false, now);
  if (plugged !== undefined) seen.plugged = plugged;
  if (charging !== undefined) seen.charging = charging;
  faultEvents(charger, iec, now);
}

function push(
  { events }: Charger,
  kind: 'plugged' | 'unplugged' | 'chargingBegan' | 'chargingPaused' | 'healed' | 'rebooted',
  isFirst: boolean,
  at: Mono,
): void {
  events.push({ kind, at, ...(isFirst && { isFirst }) });
}

function faultEvents(charger: Charger, iec: IecState, now: Mono): void {
  const { seen } = charger;
  const codes = faultsOf(charger)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
  if (iec === 'unknown' && codes.length === 0) return;
  const isFaulted = iec === 'E' || codes.length > 0;
  if (isFaulted && seen.faulted !== true) {
    const isFirst = seen.faulted === undefined;
    charger.events.push({ kind: 'faulted', at: now, codes, ...(isFirst && { isFirst }) });
  }
  if (!isFaulted && seen.faulted === true) push(charger, 'healed', false, now);
  seen.faulted = isFaulted;
}

function noticeUnknown({ device, seen }: Charger, iec: IecState, now: Mono): void {
  seen.unknowns = iec === 'unknown' ? seen.unknowns + 1 : 0;
  if (seen.unknowns === 0) return takeBack(device, 'BB_MODBUS_STATE');
  if (seen.unknowns < unknownPolls) return;
  const shown = statePoints(device).map((name) => `${name} ${String(device.readings.get(name)?.value ?? 'nothing')}`);
  const finding = {
    code: 'BB_MODBUS_STATE',
    point: undefined,
    message: `${device.config.id} is in a state that its device file does not know: ${shown.join(', ')}`,
    remedy: 'Tell us these values and the firmware. Until then its last known state counts.',
  } as const;
  find(device, finding, now);
}

/** A token is shown when it was not there before; what lies in the register at first may be of yesterday. */
function tokenEvents(charger: Charger, said: readonly string[], now: Mono): void {
  if (!said.includes('rfid')) return;
  const { value } = readingOf(charger.device, 'rfid', now);
  const token = tokenOf(value);
  const before = charger.seen.token;
  charger.seen.token = token;
  if (token !== null && before !== undefined && token !== before)
    charger.events.push({ kind: 'tokenShown', at: now, token });
}

/** Registers without a token hold nothing, blanks, or only zeros or ones. */
export function tokenOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return /^(0*|F{8,}|f{8,})$/.test(text) ? null : text;
}

function uptimeEvents(charger: Charger, said: readonly string[], now: Mono): void {
  if (!said.includes('uptime')) return;
  const uptime = numberOf(charger.device, 'uptime', now);
  if (uptime === undefined) return;
  const before = charger.seen.uptime;
  charger.seen.uptime = uptime;
  if (before === undefined || uptime >= before) return;
  push(charger, 'rebooted', false, now);
  // It may not know any more what it was told, on the same connection.
  charger.device.forgot = true;
}
