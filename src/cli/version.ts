import { utc } from '../model/time.ts';

/** Of this software, as the CSMS and the support bundle see it. */
export const version = '0.1.0';

/** No clock that is right says less: a day before this software was there. */
export const builtAt = utc(Date.UTC(2026, 0, 1));
