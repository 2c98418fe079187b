// The list of alarms as JSON.

import type { AlarmCode } from '../../model/alarm.ts';

export interface AlarmTold {
  readonly code: AlarmCode;
  /** The station, EVSE, circuit, meter or uplink that it is about. */
  readonly about?: string;
  readonly text: string;
  /** Since when this process knows of it. */
  readonly since: string;
}

/** More are counted and not told: nobody reads them, and a message has an end. */
export const mostTold = 200;

export const alarmsTextOf = (
  origin: { readonly gatewayId: string; readonly at: string },
  all: readonly AlarmTold[],
): string =>
  JSON.stringify({
    ...origin,
    alarms: all.slice(0, mostTold),
    ...(all.length > mostTold && { more: all.length - mostTold }),
  });
