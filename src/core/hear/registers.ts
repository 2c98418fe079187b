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

/** Where a transaction begins: a 0 after a register is none, unless the meter counts each transaction from 0 (Q43, Q44). */
export function believeStart(part: Transactions, evse: number, wh: number, isMissing: boolean): Believed {
  const last = part.registers?.get(evse);
  if (isMissing) return { anomaly: 'noStartRegister', ...(last !== undefined && { registerWh: last }) };
  if (last === undefined || wh >= last) return {};
  if (wh > 0) return { anomaly: 'registerDropped' };
  return countsFromZero(part, evse) ? {} : { anomaly: 'startRegisterZero', registerWh: last };
}

function countsFromZero(part: Transactions, evse: number): boolean {
  let before: Transaction | undefined;
  for (const known of part.known.values()) if (known.evse === evse) before = known;
  return before?.meterStartWh === 0 && before.believedStartWh === undefined;
}

/** Energy of a transaction that ended, never negative; flagged where its register cannot be right (F080). */
export function believeStop(
  known: Transaction,
  wh: number,
  at: Utc,
  watts: number | undefined,
): { readonly energyWh: number; readonly anomaly?: Anomaly } {
  const start = startOf(known);
  const last = lastOf(known);
  const most = mostWh(watts, known.registerAt ?? known.startedAt, at);
  if (wh < start) return { energyWh: Math.max(0, last - start), anomaly: 'stopBelowStart' };
  if (wh < last) return { energyWh: Math.max(0, last - start), anomaly: 'registerDropped' };
  if (wh - last > most) return { energyWh: wh - start, anomaly: 'energyJump' };
  return { energyWh: wh - start };
}
