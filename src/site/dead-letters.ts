// Messages that an uplink refused for good: kept until somebody has them sent again or gives them up.

import type { LetterDiscarded, LetterReplayed, Parked } from '../model/fact/uplink.ts';

export interface DeadLetters {
  /** Oldest first. */
  parked: Parked[];
  /** How many were ever parked. */
  parkedTotal: number;
  /** Those that are to be sent once more, by message id. */
  readonly replays: Map<string, Parked>;
}

/** So many letters of so many bytes are kept; beyond it the oldest readings go first, because a bill can do without them. */
export const lettersKept = 1000;
const letterBytesKept = 2 * 1024 * 1024;

export function park(letters: DeadLetters, letter: Parked): void {
  letters.replays.delete(letter.messageId);
  letters.parked = kept([...letters.parked, letter]);
  letters.parkedTotal += 1;
}

export function foldLetter(letters: DeadLetters, fact: LetterReplayed | LetterDiscarded): void {
  const letter = letters.parked.find((one) => one.messageId === fact.messageId);
  if (letter === undefined) return;
  letters.parked = letters.parked.filter((one) => one !== letter);
  if (fact.kind === 'LetterReplayed') letters.replays.set(letter.messageId, letter);
}

function kept(parked: Parked[]): Parked[] {
  let bytes = parked.reduce((sum, one) => sum + one.payload.length, 0);
  while (parked.length > lettersKept || (bytes > letterBytesKept && parked.length > 1)) {
    const readings = parked.findIndex(({ action }) => action === 'MeterValues');
    const [gone] = parked.splice(Math.max(0, readings), 1);
    bytes -= gone!.payload.length;
  }
  return parked;
}
