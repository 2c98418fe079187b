// A bus on which devices answer at once.

import type { Driver } from '../../src/core/driver.ts';
import type { Send } from '../../src/core/ports.ts';
import type { BusRequest, BusResult, LineId } from '../../src/model/bus.ts';
import type { Mono } from '../../src/model/time.ts';

export interface BusByHand {
  /** What a device answers; `undefined` is silence. */
  readonly answer: (line: LineId, request: BusRequest, now: Mono) => BusResult | undefined;
  /** Which connection it is; 1 when absent. */
  connection?: number;
}

export function answerBus(
  driver: Driver,
  bus: BusByHand | undefined,
  { line, request }: Extract<Send, { kind: 'bus' }>,
  now: Mono,
): void {
  const result = bus?.answer(line, request, now) ?? { kind: 'lost', why: 'timeout', detail: 'no answer' };
  driver.offer({ kind: 'bus', line, request: request.id, connection: bus?.connection ?? 1, result });
}
