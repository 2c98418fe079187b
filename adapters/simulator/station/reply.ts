// How a simulated charge point answers one CALL of its central system.

import type { Payload } from '../frame.ts';
import type { Body, Live } from './body.ts';
import type { At } from './types.ts';

/** A CALLERROR instead of an answer. */
export interface Refusal {
  readonly code: string;
  readonly why: string;
}

export type Reply = { readonly payload: Payload } | Refusal;

export type Handler = (body: Body, live: Live, payload: Payload, now: At) => Reply;

/** A handler, and the feature profile (in the words of 1.6 §3.2) without which the station does not support it. */
export type Handlers = Readonly<Record<string, readonly [profile: string, handler: Handler]>>;

export const done = (payload: Payload): Reply => ({ payload });
export const status = (text: string): Reply => done({ status: text });
/** Said with the code of each version. */
export const malformed = 'FormationViolation';
export const incomplete = (why: string): Refusal => ({ code: malformed, why });
