// Why a vehicle will not have what it needs when it leaves, in words.

import { lineName } from '../model/electric.ts';
import type { Reason } from '../model/reason.ts';
import { explain } from './explain.ts';

export interface Missing {
  readonly needsKwh: number;
  /** With the most that it can take, until it leaves. */
  readonly possibleKwh: number;
  readonly maxAmps: number;
  readonly maxKw: number;
  /** Its vehicle takes less than its EVSE could give. */
  readonly takesLess: boolean;
  /** As a clock on the wall shows it. */
  readonly leavesAt: string;
  /** What leaves it the least room. */
  readonly full?: {
    readonly reason: Reason;
    /** Of the time in which it has less than it could take. */
    readonly share: number;
    readonly limitAmps: number;
    readonly sharedBy: number;
    /** Of those, how many come before it. */
    readonly before: number;
  };
}

/** Less is not worth a word. */
const grainKwh = 0.05;

export function missingWords(missing: Missing): string {
  const { needsKwh, possibleKwh, maxAmps, maxKw, takesLess, leavesAt, full } = missing;
  if (possibleKwh < needsKwh - grainKwh)
    return `There is too little time: at ${amount(maxAmps)} A (${amount(maxKw)} kW), the most that ${takesLess ? 'its vehicle was seen to take' : 'it can have there'}, it gets ${amount(possibleKwh)} of ${amount(needsKwh)} kWh until ${leavesAt}.`;
  if (full === undefined)
    return 'There is no room for all of it beside vehicles that leave earlier, need less or have a higher priority.';
  const { share, sharedBy, before } = full;
  const others = sharedBy - 1;
  const ofThem =
    others <= 0
      ? ''
      : `; ${others} other ${others === 1 ? 'vehicle needs' : 'vehicles need'} it too${before > 0 ? `, ${before} of higher priority` : ''}`;
  return `${placeOf(full)} for ${Math.round(share * 100)} % of the time in which it could have more${ofThem}.`;
}

function placeOf({ reason, limitAmps }: NonNullable<Missing['full']>): string {
  if (reason.kind === 'circuit') {
    const line = reason.line === undefined ? '' : `, ${lineName(reason.line)}`;
    return `Circuit ${reason.circuit}${line} has no more room (${amount(limitAmps)} A for vehicles at the least)`;
  }
  return `${explain(reason).text.replace(/\.$/, '')}: there is no more room under it (${amount(limitAmps)} A)`;
}

const amount = (value: number): string => String(Math.round(value * 10) / 10);
