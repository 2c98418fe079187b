// Requests of a device: each has an id of its own, and what it was for is kept until its answer.

import type { BusAction, BusLane, BusRequest } from '../model/bus.ts';
import { busLanes } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import type { Asked, Device } from './device-state.ts';
import { timingOf } from './device-state.ts';
import type { Read } from './plan.ts';

export interface Wish {
  readonly unit: number;
  readonly action: BusAction;
  readonly lane: BusLane;
  readonly replaces?: string;
}

/** Without the parts that every request has. */
type Purpose<T = Asked> = T extends Asked ? Omit<T, 'round' | 'askedAt'> : never;

export function ask(device: Device, wish: Wish, purpose: Purpose, now: Mono): BusRequest {
  device.requests += 1;
  const id = `${device.config.id}#${device.requests}`;
  device.asked.set(id, { ...purpose, round: device.round, askedAt: now });
  return { id, timing: timingOf(device), ...wish };
}

export const readAction = ({ fn, address, count }: Read): BusAction => ({ kind: 'read', fn, address, count });

export const keyOfRead = ({ unit, fn, address, count }: Read): string => `read ${unit} ${fn} ${address} ${count}`;

/** In the order in which they should leave. */
export const inOrderOfLanes = (requests: readonly BusRequest[]): BusRequest[] =>
  requests.toSorted((a, b) => busLanes.indexOf(a.lane) - busLanes.indexOf(b.lane));
