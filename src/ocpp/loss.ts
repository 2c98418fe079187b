// What a message cannot carry into another version: never an error, always counted.

import type { Version } from '../model/protocol.ts';

/**
 * `noSuchField`: the version has no place for it. `noSuchWord`: its list has no such word, so the nearest is said, or nothing.
 * `tooLong`: it was cut, or goes by another name. `notANumber`, `rounded`: the version takes numbers, or whole ones, only.
 * `tooLate`: the message that could carry it had left. `invalid`: no schema takes it.
 */
export type LossReason = 'invalid' | 'noSuchField' | 'noSuchWord' | 'notANumber' | 'rounded' | 'tooLate' | 'tooLong';

/** `field` bears the name that it has in the version that said it. */
export interface Loss {
  readonly field: string;
  readonly reason: LossReason;
}

/** `from` is `site` where the site itself said it. */
export interface LossCount extends Loss {
  readonly from: Version | 'site';
  readonly to: Version;
  count: number;
}

export type Lose = (field: string, reason: LossReason) => void;

export const loseNothing: Lose = () => undefined;

/** The losses of one message, each once. */
export function collectLosses(): { readonly losses: Loss[]; readonly lose: Lose } {
  const losses: Loss[] = [];
  const lose: Lose = (field, reason) => {
    if (!losses.some((one) => one.field === field && one.reason === reason)) losses.push({ field, reason });
  };
  return { losses, lose };
}

/** A wording with what it could not carry, if there is anything. */
export const withLosses = <Said extends object>(
  said: Said,
  losses: readonly Loss[],
): Said & { losses?: readonly Loss[] } => (losses.length === 0 ? said : { ...said, losses });
