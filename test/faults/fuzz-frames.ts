// Frames that are nearly right, by the seed, through the real core: it answers or keeps silent, never throws, never hangs.
// `npm run test:fuzz` for ten million of them; FRAMES=n, SEED=n.

import type { Frame } from '../../src/ocpp/frame.ts';
import { parseFrame, payloadTextOf } from '../../src/ocpp/frame.ts';
import { hearStation } from '../../src/ocpp/v16/dialect.ts';
import { takeCall } from '../../src/ocpp/repair.ts';
import type { Chance } from '../sim/schedule.ts';
import { createChance } from '../sim/schedule.ts';

const seeds = [
  '[2,"a1","Heartbeat",{}]',
  '[2,"a2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]',
  '[2,"a3","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-15T18:00:00Z"}]',
  '[2,"a4","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"2026-01-15T18:00:00Z","sampledValue":[{"value":"1","unit":"Wh","context":"Other"}]}]}]',
  '[2,"a5","StopTransaction",{"transactionId":1,"meterStop":1,"timestamp":"2026-01-15T18:00:00Z","reason":"Local"}]',
  '[3,"b1",{"status":"Accepted"}]',
  '[4,"b2","GenericError","why",{}]',
  '[5,"b3","GenericError","why",{}]',
  '[6,"b4","NotifyPeriodicEventStream",{}]',
  '[7,"b5",{}]',
];
const pieces = [
  '"',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '\\',
  '2',
  '-1',
  'null',
  '1e400',
  '""',
  '"\\ud800"',
  '\u0000',
  'é',
  ' ',
  '__proto__',
];

/** A frame with a few places changed. */
export function fuzzed(chance: Chance): string {
  let text = seeds[chance.between(0, seeds.length - 1)]!;
  for (let changes = chance.between(0, 4); changes > 0; changes -= 1) {
    const at = chance.between(0, text.length);
    const piece = pieces[chance.between(0, pieces.length - 1)]!;
    text = text.slice(0, at) + piece + text.slice(at + chance.between(0, 6));
  }
  return text;
}

export interface Fuzzed {
  readonly kinds: Readonly<Record<Frame['kind'], number>>;
  readonly taken: number;
  readonly mended: number;
  readonly slowestMs: number;
}

/** Everything that READ does with a frame before it touches what is known. Throws what it throws. */
export function fuzzFrames(frames: number, seed: number): Fuzzed {
  const chance = createChance(seed);
  const kinds = { bad: 0, call: 0, error: 0, result: 0, resultError: 0, send: 0 };
  let [taken, mended, slowestMs] = [0, 0, 0];
  for (let count = 0; count < frames; count += 1) {
    const text = fuzzed(chance);
    const began = performance.now();
    const frame = parseFrame(text);
    kinds[frame.kind] += 1;
    if (frame.kind === 'bad' && frame.idText !== undefined) JSON.parse(frame.idText);
    if (frame.kind === 'call') {
      payloadTextOf(text, frame);
      const payload = takeCall('1.6', frame.action, frame.payload);
      if ('payload' in payload) {
        taken += 1;
        if (payload.quirks !== undefined) mended += 1;
        hearStation(frame.action, payload.payload);
      }
    }
    slowestMs = Math.max(slowestMs, performance.now() - began);
  }
  return { kinds, taken, mended, slowestMs };
}

if (process.argv[1] === import.meta.filename) {
  const frames = Number(process.env['FRAMES'] ?? 10_000_000);
  console.log(frames, JSON.stringify(fuzzFrames(frames, Number(process.env['SEED'] ?? 1))));
}
