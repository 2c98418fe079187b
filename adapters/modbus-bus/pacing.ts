// When the line may be used again: the pauses that devices ask for, and the silence after one that did not answer.

import type { BusRequest } from '../../src/model/bus.ts';
import type { Endpoint } from './channel.ts';
import type { Patience } from './patience.ts';

export interface Pacing {
  /** The earliest moment for this request, on a connection that is usable from one moment on and silent until another. */
  from(request: BusRequest, usableFrom: number, silentUntil: number): number;
  answered(request: BusRequest, now: number): void;
  /** It may have been carried out all the same. `isSilent`: the line is silent for its late answer. */
  lost(request: BusRequest, now: number, isSilent: boolean): void;
  /** The line is silent for something that nobody knows. */
  surprised(): void;
}

export function createPacing(endpoint: Endpoint, patience: Patience): Pacing {
  const frameGapMs = endpoint.kind === 'rtu' ? Math.max(shortestGapMs, Math.ceil(charsMs(3.5, endpoint.baud))) : 0;
  const writeFreeAt = new Map<number, number>();
  let answeredAt = -Infinity;
  let silentFor: number | undefined;

  /** A unit that is gone keeps no heartbeat of another waiting twice: its answer would not pass for that of the other. */
  const breaksSilence = ({ lane, unit }: BusRequest): boolean =>
    (lane === 'lowering' || lane === 'heartbeat') &&
    silentFor !== undefined &&
    silentFor !== unit &&
    patience.isGone(silentFor);

  function noteWrite({ action, unit, timing }: BusRequest, now: number): void {
    if (action.kind === 'write') writeFreeAt.set(unit, now + timing.writeGapMs);
  }

  return {
    from: (request, usableFrom, silentUntil) =>
      Math.max(
        usableFrom,
        breaksSilence(request) ? 0 : silentUntil,
        answeredAt + Math.max(request.timing.minGapMs, frameGapMs),
        writeFreeAt.get(request.unit) ?? 0,
      ),
    answered(request, now) {
      answeredAt = now;
      noteWrite(request, now);
    },
    lost(request, now, isSilent) {
      if (isSilent) silentFor = request.unit;
      noteWrite(request, now);
    },
    surprised() {
      silentFor = undefined;
    },
  };
}

/** Above 19200 baud the silence between two frames stays the same (Modbus over serial line 2.5.1.1). */
const shortestGapMs = 2;

/** A character is 11 bits: start, eight, parity or a second stop, stop. */
const charsMs = (chars: number, baud: number): number => (chars * 11_000) / baud;

/** How long a request and its answer are on the wire; 0 where the wire is not ours. */
export function airMsOf({ action }: BusRequest, endpoint: Endpoint): number {
  if (endpoint.kind !== 'rtu') return 0;
  const data = action.kind === 'read' ? 2 * action.count : 2 * action.words.length;
  return charsMs(16 + data, endpoint.baud);
}
