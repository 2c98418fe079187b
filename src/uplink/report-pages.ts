// A report of the device model in pieces that a CSMS takes in one frame.

import type { VariableToSay } from '../ocpp/heard-device.ts';

/** What a frame holds at most: CSMSs take 64 KiB and more. */
const mostBytes = 32 * 1024;
/** What the words around the texts of one variable take. */
const bytesAround = 320;

/** The next piece; at least one variable. */
export function pageFrom(variables: readonly VariableToSay[], from: number): readonly VariableToSay[] {
  let bytes = 0;
  let until = from;
  while (until < variables.length) {
    bytes += bytesOf(variables[until]!);
    if (bytes > mostBytes && until > from) break;
    until += 1;
  }
  return variables.slice(from, until);
}

// A character of another script has up to three bytes, and one that JSON escapes up to six characters.
const bytesOf = ({ value = '', values = '' }: VariableToSay): number =>
  bytesAround + 3 * (value.length + values.length);
