// Energy registers of stations: a meter counts up and no faster than its EVSE can deliver. What says otherwise is kept and
// told as it came, and flagged; what people and reports see is what can be believed.

import type { Anomaly } from '../../model/fact/transaction.ts';
import type { Utc } from '../../model/time.ts';
import type { Transaction, Transactions } from '../../site/transaction.ts';

/** Rounding, meters that count in kWh, and clocks that are a little off. */
const slackWh = 1000;
const slackFactor = 1.2;

export interface Believed {
  /** Absent where the register cannot be believed and nothing can stand for it. */
  readonly registerWh?: number;
  /** Where the count of a transaction begins whose start had no register. */
  readonly startWh?: number;
  readonly anomaly?: Anomaly;
}

const startOf = (known: Transaction): number => known.believedStartWh ?? known.meterStartWh;
const lastOf = (known: Transaction): number => known.registerWh ?? startOf(known);

/** What an EVSE of so many watts can deliver from one moment to another; boundless where either is unknown. */
function mostWh(watts: number | undefined, from: Utc, to: Utc): number {
  if (watts === undefined || to <= from) return Number.POSITIVE_INFINITY;
  return (watts * slackFactor * (to - from)) / 3_600_000 + slackWh;
}

/** The register of a meter value (Q42, Q43). */
export function believeSample(known: Transaction, wh: number, at: Utc, watts: number | undefined): Believed {
  const start = startOf(known);
  const last = lastOf(known);
  const most = mostWh(watts, known.registerAt ?? known.startedAt, at);
  const isPlausible = (register: number): boolean => register >= last && register - last <= most;
  const mayCountFromZero = known.counts !== 'on' && start > 0;
  if (known.counts !== 'fromZero' && isPlausible(wh)) return { registerWh: wh };
  if (mayCountFromZero && isPlausible(start + wh)) return { registerWh: start + wh, anomaly: 'sessionRegister' };
  if (isPlausible(wh)) return { registerWh: wh };
  return wh < last ? { anomaly: 'registerDropped' } : { registerWh: wh, anomaly: 'energyJump' };
}

/**
 * A register of a transaction, and the one of its begin (2.x) where the message brings that. The first one after a start that
 * had none: more than can have been delivered since then is no count from 0, and energy counts from there on. What flowed
 * before nobody knows.
 */
export function believeReading(
  known: Transaction,
  wh: number | undefined,
  at: Utc,
  watts: number | undefined,
  beganAtWh?: number,
): Believed {
  const startWh = known.isStartUnknown === true ? (beganAtWh ?? firstOf(known, wh, at, watts)) : undefined;
  if (wh === undefined) return startWh === undefined ? {} : { startWh };
  if (startWh === undefined) return believeSample(known, wh, at, watts);
  return { ...believeSample({ ...known, believedStartWh: startWh, counts: 'on' }, wh, at, watts), startWh };
}

const firstOf = (known: Transaction, wh: number | undefined, at: Utc, watts: number | undefined): number | undefined =>
  wh !== undefined && wh > mostWh(watts, known.startedAt, at) ? wh : undefined;

/**
 * Where a transaction begins: a 0 after a register is none, unless the meter counts each transaction from 0 (Q43, Q44). One
 * without a register begins where the meter stood last: `idleWh` is what it showed while nothing was under way.
 */
export function believeStart(
  part: Transactions,
  evse: number,
  wh: number,
  isMissing: boolean,
  idleWh?: number,
): Believed {
  const last = part.registers?.get(evse);
  if (isMissing) {
    const known = idleWh !== undefined && idleWh >= (last ?? 0) ? idleWh : last;
    return { anomaly: 'noStartRegister', ...(known !== undefined && { registerWh: known }) };
  }
  if (last === undefined || wh >= last) return {};
  if (wh > 0) return { anomaly: 'registerDropped' };
  return countsFromZero(part, evse) ? {} : { anomaly: 'startRegisterZero', registerWh: last };
}

function countsFromZero(part: Transactions, evse: number): boolean {
  let before: Transaction | undefined;
  for (const known of part.known.values()) if (known.evse === evse) before = known;
  return before?.meterStartWh === 0 && before.believedStartWh === undefined;
}

/**
 * Energy of a transaction that ended, never negative; flagged where its register cannot be right (F080). None where nobody knows
 * what its meter showed when it began.
 */
export function believeStop(
  known: Transaction,
  wh: number,
  at: Utc,
  watts: number | undefined,
): { readonly energyWh?: number; readonly anomaly?: Anomaly } {
  if (known.isStartUnknown === true && firstOf(known, wh, at, watts) !== undefined)
    return { anomaly: 'noStartRegister' };
  const start = startOf(known);
  const last = lastOf(known);
  const most = mostWh(watts, known.registerAt ?? known.startedAt, at);
  if (wh < start) return { energyWh: Math.max(0, last - start), anomaly: 'stopBelowStart' };
  if (wh < last) return { energyWh: Math.max(0, last - start), anomaly: 'registerDropped' };
  if (wh - last > most) return { energyWh: wh - start, anomaly: 'energyJump' };
  return { energyWh: wh - start };
}
