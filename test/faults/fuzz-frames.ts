// Frames that are nearly right, by the seed, through the real core: it answers or keeps silent, never throws, never hangs.
// `npm run test:fuzz` for ten million of them; FRAMES=n, SEED=n.

import type { Frame } from '../../src/ocpp/frame.ts';
import { parseFrame, payloadTextOf } from '../../src/ocpp/frame.ts';
import { dialect16 } from '../../src/ocpp/v16/dialect.ts';
import { takeCall } from '../../src/ocpp/repair.ts';
import type { Chance } from '../sim/schedule.ts';
import { createChance } from '../sim/schedule.ts';

/** No frame may cost more (F070). */
export const mostMs = 100;

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

/** A frame as long as a station may send it, in which one part repeats: what costs much costs it there. */
export function grown(chance: Chance): string {
  const [before, part, after] = repeating[chance.between(0, repeating.length - 1)]!;
  return repeat(before, chance.between(0, 1) === 0 ? part : part.slice(0, chance.between(1, part.length)), after);
}

function repeat(before: string, part: string, after: string): string {
  const times = Math.floor((mostCharacters - before.length - after.length) / part.length);
  return before + part.repeat(times).replace(/,$/, '') + after;
}

const mostCharacters = 256 * 1024;
const meterValues = '[2,"g1","MeterValues",{"connectorId":1,"meterValue":[';
const samples = `${meterValues}{"timestamp":"2026-01-15T18:00:00Z","sampledValue":[`;
const status = '[2,"g2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"';
const repeating: readonly (readonly [before: string, part: string, after: string])[] = [
  [meterValues, '{},', ']}]'],
  [meterValues, 'null,', ']}]'],
  [meterValues, '[[]],', ']}]'],
  [meterValues, '{"timestamp":"2026-1-5 18:0:0","sampledValue":[{"value":"x"}]},', ']}]'],
  [samples, '{"value":"1"},', ']}]}]'],
  [samples, '{"value":1,"unit":"wh","context":"x","measurand":"y","phase":"z"},', ']}]}]'],
  [samples, '{"value":null,"unit":1,"context":1,"measurand":1,"phase":1,"location":1,"format":1},', ']}]}]'],
  [`${status},"info":"`, '\\u0041', '"}]'],
  [`${status},`, '"a":{},', '"b":1}]'],
  ['[2,"', '\\"', '","Heartbeat",{}]'],
  ['[2,', '9', ',"Heartbeat",{}]'],
  ['[2,"g3",', ' ', '"Heartbeat",{}]'],
  ['[2,"g4","Heartbeat",{},', '0,', '0]'],
  ['[2,"g5","DataTransfer",', '[', ''],
  ['[2,"g6","DataTransfer",', '{"a":', ''],
  ['[2,"g7","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":"', '1', '"}]'],
  [
    '[2,"g8","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-15T18:00:00.',
    '0',
    'Z"}]',
  ],
];

/** Each of the long frames once. */
export const longFrames: readonly string[] = repeating.map((one) => repeat(...one));

export interface Fuzzed {
  readonly kinds: Readonly<Record<Frame['kind'], number>>;
  readonly taken: number;
  readonly mended: number;
  /** What the frame that cost most costs: processor time, where it was read several times. */
  readonly slowestMs: number;
  readonly slowest: string;
  /** Until one was read, with whatever the computer and the garbage collector did meanwhile, and a schema that compiled. */
  readonly slowestOnceMs: number;
}

/** One in so many is grown. */
const grownOneIn = 10_000;
/** What took longer is read again: a pause hits another frame the next time, work hits the same. */
const suspiciousMs = 20;
const readings = 5;
const shownCharacters = 120;

/** Everything that READ does with a frame before it touches what is known. Throws what it throws. */
export function fuzzFrames(frames: number, seed: number): Fuzzed {
  const chance = createChance(seed);
  const kinds = { bad: 0, call: 0, error: 0, result: 0, resultError: 0, send: 0 };
  let [taken, mended, slowestMs, slowestOnceMs, slowest] = [0, 0, 0, 0, ''];
  for (let count = 0; count < frames; count += 1) {
    const text = count % grownOneIn === grownOneIn - 1 ? grown(chance) : fuzzed(chance);
    const began = performance.now();
    const { kind, payload } = read(text);
    const onceMs = performance.now() - began;
    kinds[kind] += 1;
    if (payload !== undefined) taken += 1;
    if (payload?.quirks !== undefined) mended += 1;
    slowestOnceMs = Math.max(slowestOnceMs, onceMs);
    const ms = onceMs < suspiciousMs ? onceMs : costOf(text);
    if (ms > slowestMs) [slowestMs, slowest] = [ms, `${text.length} characters: ${text.slice(0, shownCharacters)}`];
  }
  return { kinds, taken, mended, slowestMs, slowest, slowestOnceMs };
}

function read(text: string): { kind: Frame['kind']; payload?: { readonly quirks?: readonly number[] } } {
  const frame = parseFrame(text);
  const { kind } = frame;
  if (frame.kind === 'bad' && frame.idText !== undefined) JSON.parse(frame.idText);
  if (frame.kind !== 'call') return { kind };
  payloadTextOf(text, frame);
  const payload = takeCall('1.6', frame.action, frame.payload);
  if (!('payload' in payload)) return { kind };
  dialect16.fromStations.hear(frame.action, payload.payload);
  return { kind, payload };
}

/** Milliseconds of this thread for one reading, without what other processes took from it meanwhile. */
export function costOf(text: string): number {
  const before = process.threadCpuUsage();
  for (let reading = 0; reading < readings; reading += 1) read(text);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / readings;
}

if (process.argv[1] === import.meta.filename) {
  const frames = Number(process.env['FRAMES'] ?? 10_000_000);
  const { slowestMs, ...rest } = fuzzFrames(frames, Number(process.env['SEED'] ?? 1));
  console.log(frames, JSON.stringify({ slowestMs, mostMs, ...rest }));
  if (slowestMs > mostMs) process.exitCode = 1;
}
