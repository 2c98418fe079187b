// Security events of a simulated charge point (security whitepaper §4). They survive a power cut and are said until they
// are answered; a central system that does not know them gets no more until the next boot.

import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Body, Call, Live, SecurityEvent } from './body.ts';
import { nextId } from './body.ts';
import type { At } from './types.ts';

/** As many as the smallest stations keep. */
const mostKept = 100;

export function raiseSecurityEvent(body: Body, type: string, now: At, techInfo?: string): void {
  if (body.options.securityEvents !== true) return;
  const { securityEvents } = body.memory;
  const event = { type, timestamp: isoOf(asUtc(now.utc)), ...(techInfo !== undefined && { techInfo }) };
  securityEvents.push(event);
  if (securityEvents.length > mostKept) securityEvents.shift();
}

/** The CALL for the oldest event that is not under way; undefined when there is none, or nobody wants them. */
export function nextSecurityEvent(body: Body, live: Live): Call | undefined {
  if (live.refusesSecurityEvents || body.memory.securityEvents.length === 0) return undefined;
  const underWay = new Set([...live.inFlight.values()].map(({ call }) => call.securityEvent));
  const event = body.memory.securityEvents.find((one) => !underWay.has(one));
  if (event === undefined) return undefined;
  return { id: nextId(body, live), action: 'SecurityEventNotification', payload: { ...event }, securityEvent: event };
}

export function securityEventHeard(body: Body, event: SecurityEvent): void {
  body.memory.securityEvents = body.memory.securityEvents.filter((one) => one !== event);
}
