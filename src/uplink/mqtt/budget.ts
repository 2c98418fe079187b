// How much of a day's bytes is spent, and what is told more rarely so that the rest suffices for the day. Transactions, answers
// and alarms go on whatever is left.

import type { Utc } from '../../model/time.ts';
import type { Coarseness } from './change.ts';

export interface Spending {
  /** Days since 1970, UTC. */
  day: number;
  bytes: number;
  /** Of everything but telemetry, in a second: a mean of about the last hour. */
  othersPerSecond: number;
  /** Of everything but telemetry, since that was worked out. */
  others: number;
  /** What one message of telemetry weighs; a mean of the last ones. */
  telemetryBytes: number;
}

/** What is done about it. */
export interface Economy {
  /** Over so many intervals telemetry is summed up. */
  readonly factor: number;
  readonly coarse: Coarseness;
  /** Nothing but transactions, answers and alarms. */
  readonly isSpent: boolean;
}

export const noEconomy: Economy = { factor: 1, coarse: 0, isSpent: false };

/**
 * Beside topic and text: header, packet id and properties of MQTT, its acknowledgement, and one packet of TCP/IP with TLS each
 * way. Several messages may share a packet, so it is more rather than less.
 */
const overheadBytes = 160;
/** TLS with certificates, CONNECT and SUBSCRIBE with their answers. */
export const openingBytes = 6000;
/** A ping and its answer each 15 s, with TCP/IP and TLS: nearly what an idle connection costs. */
export const keepaliveBytesPerSecond = 15;

export const weightOf = (topic: string, text: string): number => topic.length + text.length + overheadBytes;

const dayMs = 86_400_000;
const dayOf = (now: Utc): number => Math.floor(now / dayMs);
/** How much of its day has passed. */
export const shareOfDay = (now: Utc): number => (now - dayOf(now) * dayMs) / dayMs;

/** What was spent before this process began nobody knows: as much as the day is old, so that who starts often spends no more. */
export const newSpending = (bytesPerDay: number, now: Utc): Spending => ({
  day: dayOf(now),
  bytes: bytesPerDay * shareOfDay(now),
  othersPerSecond: 0,
  others: 0,
  telemetryBytes: 0,
});

/** A new day begins with nothing spent. */
export function beginDay(spending: Spending, now: Utc): void {
  if (spending.day === dayOf(now)) return;
  spending.day = dayOf(now);
  spending.bytes = 0;
}

export function spend(spending: Spending, bytes: number, isTelemetry: boolean): void {
  spending.bytes += bytes;
  if (!isTelemetry) spending.others += bytes;
  else
    spending.telemetryBytes =
      spending.telemetryBytes === 0 ? bytes : spending.telemetryBytes + (bytes - spending.telemetryBytes) / 4;
}

/** What is told once over each connection says nothing of how much comes in an hour. */
export function spendOnce(spending: Spending, bytes: number): void {
  spending.bytes += bytes;
}

/** After each interval of `seconds`. */
export function noteRate(spending: Spending, seconds: number): void {
  const weight = Math.min(1, seconds / 3600);
  spending.othersPerSecond += weight * (spending.others / seconds - spending.othersPerSecond);
  spending.others = 0;
}

/** Beyond this an hour is one message, and less says little of a day. */
const mostFactor = 64;
/** To tell more again there must be so much to spare, so that it does not go to and fro. */
const spare = 0.75;
/** From here on state is told more coarsely too. */
const coarseFrom = 8;
const coarsestFrom = 32;

export function economyOf(
  { bytes, othersPerSecond, telemetryBytes }: Spending,
  { bytesPerDay, sampleSeconds, now, before }: EconomyQuestion,
): Economy {
  if (bytes >= bytesPerDay) return { factor: mostFactor, coarse: 2, isSpent: true };
  const secondsLeft = (1 - shareOfDay(now)) * (dayMs / 1000);
  const room = Math.max(0, bytesPerDay - bytes - othersPerSecond * secondsLeft);
  const plain = (telemetryBytes * secondsLeft) / sampleSeconds;
  let factor = 1;
  while (factor < mostFactor && plain / factor > (factor < before.factor ? spare * room : room)) factor *= 2;
  return { factor, coarse: factor >= coarsestFrom ? 2 : factor >= coarseFrom ? 1 : 0, isSpent: false };
}

export interface EconomyQuestion {
  readonly bytesPerDay: number;
  readonly sampleSeconds: number;
  readonly now: Utc;
  /** What is done until now. */
  readonly before: Economy;
}

/** What waited is told only with what the day has saved so far. */
export const hasSaved = ({ bytes, telemetryBytes }: Spending, bytesPerDay: number, now: Utc): boolean =>
  bytes + telemetryBytes <= bytesPerDay * shareOfDay(now);
