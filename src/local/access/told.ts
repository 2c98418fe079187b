// What is refused at the desk of accounts, in words that tell nobody more than he knows.

import type { Problem } from '../problem.ts';
import { failed } from '../problem.ts';

/** The same whether the name or the password is wrong. */
export const wrong = () =>
  failed(401, 'BB_ACCESS_WRONG', 'The name or the password is wrong. After five tries in a minute wait a minute.');

export const wrongCode = () =>
  failed(401, 'BB_ACCESS_CODE', 'This is not the code. "busbar claim" on the gateway prints the one that counts now.');

export const claimedAlready = () =>
  failed(409, 'BB_ACCESS_CLAIMED', 'This gateway is claimed already. Sign in, or ask its admin for an account.');

export function tooMany(waitMs: number): { ok: false; problem: Problem } {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  const { problem } = failed(
    429,
    'BB_API_RATE',
    `Too many tries. The next one counts in ${retryAfterSeconds} s; until then a right password is refused too.`,
  );
  return { ok: false, problem: { ...problem, retryAfterSeconds } };
}

export const busy = () =>
  failed(503, 'BB_API_BUSY', 'Too many passwords are looked at just now. Try again in a moment.');
