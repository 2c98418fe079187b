// The codes of the gateway in other languages than English, which the gateway speaks itself: what happened, in short, and what
// to do. Names and figures are not here: they stand beside it, and in the gateway's own words under it.

import type { AlarmCode, WarningCode } from '../../../../src/model/alarm.ts';

export type Told = readonly [what: string, todo?: string];

export type Codes = Readonly<Partial<Record<string, Told>>>;

/** An alarm without a text is an error of types; that others have theirs, a test holds. */
export type AllCodes = Codes & Readonly<Record<AlarmCode | WarningCode | 'BB_SAFE_MODE', Told>>;
