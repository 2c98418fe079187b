// What follows when a setting of a simulated station changes.

import type { Body, Live } from './body.ts';
import { keyNumber } from './keys.ts';
import { raiseSecurityEvent } from './security-events.ts';
import { restartSampling } from './sessions.ts';
import type { At } from './types.ts';

/** A setting has its new value. */
export function settingChanged(body: Body, live: Live, key: string, now: At): void {
  const { keys } = body.memory;
  if (key === 'HeartbeatInterval' && keyNumber(keys, key) > 0) {
    live.heartbeatMs = keyNumber(keys, key) * 1000;
    live.heartbeatAt = now.mono + live.heartbeatMs;
  }
  if (key === 'MeterValueSampleInterval' || key === 'ClockAlignedDataInterval') restartSampling(body, live, now);
}

/**
 * The status of the answer. A new password counts from the next connection on, which follows at once (whitepaper A01). It can
 * never be read.
 */
export function changePassword(body: Body, live: Live, value: string, now: At): string {
  if (!/^[!-~]{16,40}$/.test(value)) return 'Rejected';
  body.memory.password = value;
  raiseSecurityEvent(body, 'ReconfigurationOfSecurityParameters', now);
  live.hangUpAt = now.mono + 500;
  return 'Accepted';
}
