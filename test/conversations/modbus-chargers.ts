// Chargers as their vendors describe them: registers, a watchdog, and a vehicle. Nothing here knows a device file.

import type { BusAction, BusRequest, BusResult } from '../../src/model/bus.ts';
import type { BusDevice } from './bus-lines.ts';

const volts = 230;

/** What stands at the plug, and what the charger has seen of it. */
export interface Box {
  plugged: boolean;
  /** Amps on each line that the vehicle would take. */
  wants: number;
  wh: number;
  limitAmps: number;
  enabled: boolean;
  failsafeAmps: number;
  watchdogMs: number;
  token: number;
  isFaulted: boolean;
  isSilent: boolean;
  firmware: number;
  /** Who may switch its phases: 3 is Modbus. */
  phaseSource: number;
  /** Where its relay stands. */
  lines: 1 | 3;
  /** What it drew on each line when its relay was switched. */
  readonly drewAtSwitch: number[];
  /** The next requests that are answered so, in order; `undefined` is none of that. */
  readonly answers: (((action: BusAction) => BusResult | undefined) | undefined)[];
  /** What it is too busy for (exception 6). */
  refuses: (action: BusAction) => boolean;
  /** Registers that say something else than the truth, by address. */
  readonly lies: Map<number, readonly number[]>;
  /** What it may draw at this moment. */
  offer(nowMs: number): number;
  readonly device: BusDevice;
  /** What it was told is gone. */
  reboot(): void;
}

const u32 = (value: number): number[] => [Math.floor(value / 65536) & 0xffff, Math.floor(value) & 0xffff];
const s64 = (value: number): number[] => [0, 0, ...u32(value)];
const noSuch: BusResult = { kind: 'exception', code: 2 };

interface Model {
  /** What a watchdog is fed by. */
  feeds(action: BusAction): boolean;
  read(box: Box, address: number, nowMs: number): readonly number[] | undefined;
  /** False for a register that it has not got. */
  write(box: Box, address: number, word: number, nowMs: number): boolean;
  readonly isBlock: boolean;
}

interface Plant {
  readonly box: Box;
  fedAt: number;
  hasFallen: boolean;
  lookedAt: number;
}

function newBox(model: Model, start: Partial<Box>): Box {
  const box: Box = {
    plugged: false,
    wants: 16,
    wh: 1000,
    limitAmps: 0,
    enabled: false,
    failsafeAmps: 0,
    watchdogMs: 0,
    token: 0,
    isFaulted: false,
    isSilent: false,
    firmware: 0x01020304,
    phaseSource: 0,
    lines: 3,
    drewAtSwitch: [],
    answers: [],
    refuses: () => false,
    lies: new Map(),
    offer(nowMs) {
      look(plant, nowMs);
      if (plant.hasFallen) return box.failsafeAmps;
      return box.enabled && box.limitAmps >= 6 ? box.limitAmps : 0;
    },
    device: (request, nowMs) => answer(plant, model, request, nowMs),
    reboot() {
      plant.hasFallen = false;
      box.limitAmps = 0;
      box.enabled = start.enabled ?? false;
    },
    ...start,
  };
  const plant: Plant = { box, fedAt: 0, hasFallen: false, lookedAt: 0 };
  return box;
}

/** Energy flows on, and the watchdog with it. */
function look(plant: Plant, nowMs: number): void {
  const { box } = plant;
  const falls = box.watchdogMs > 0 ? Math.max(plant.lookedAt, plant.fedAt + box.watchdogMs) : Infinity;
  const before = Math.min(nowMs, falls);
  plant.box.wh += wattsOf(box, plant.hasFallen) * ((before - plant.lookedAt) / 3_600_000);
  if (nowMs > falls) {
    plant.hasFallen = true;
    box.wh += wattsOf(box, true) * ((nowMs - falls) / 3_600_000);
  }
  plant.lookedAt = nowMs;
}

function wattsOf(box: Box, hasFallen: boolean): number {
  const offer = hasFallen ? box.failsafeAmps : box.enabled ? box.limitAmps : 0;
  return box.plugged && offer >= 6 ? Math.min(offer, box.wants) * box.lines * volts : 0;
}

/** What it draws on each line. */
export const drawOf = (box: Box, nowMs: number): number =>
  box.plugged && box.offer(nowMs) >= 6 ? Math.min(box.offer(nowMs), box.wants) : 0;

function answer(plant: Plant, model: Model, { action }: BusRequest, nowMs: number): BusResult | undefined {
  const { box } = plant;
  look(plant, nowMs);
  if (box.isSilent) return undefined;
  const own = box.answers.shift()?.(action);
  if (own !== undefined) return own;
  if (box.refuses(action)) return { kind: 'exception', code: 6 };
  if (model.feeds(action)) plant.fedAt = nowMs;
  if (action.kind === 'read') return readAll(box, model, action, nowMs);
  if (!model.write(box, action.address, action.words[0]!, nowMs)) return noSuch;
  if (isLimit(action)) plant.hasFallen = false;
  return { kind: 'written' };
}

const isLimit = ({ address }: { address: number }): boolean =>
  [5004, 5014, 261].includes(address) || address % 1000 === 301;

function readAll(
  box: Box,
  model: Model,
  { address, count }: { address: number; count: number },
  nowMs: number,
): BusResult {
  const words: number[] = [];
  while (words.length < count) {
    const said = box.lies.get(address + words.length) ?? model.read(box, address + words.length, nowMs);
    if (said === undefined || (!model.isBlock && said.length !== count)) return noSuch;
    words.push(...said);
  }
  return words.length === count ? { kind: 'words', words } : noSuch;
}

/** KEBA P30: one value a request, the limit is released by a register of its own, and a timeout is written again and again. */
export const newKeba = (start: Partial<Box> = {}): Box =>
  newBox(
    {
      isBlock: false,
      feeds: (action) => action.kind === 'write' && action.address === 5018,
      read(box, address, nowMs) {
        const draws = drawOf(box, nowMs);
        const state = box.isFaulted ? 4 : draws > 0 ? 3 : box.plugged && box.offer(nowMs) > 0 ? 2 : 1;
        const values: Record<number, number> = {
          1000: state,
          1004: box.plugged ? 7 : 1,
          1006: 0,
          1008: draws * 1000,
          1010: box.lines === 3 ? draws * 1000 : 0,
          1012: box.lines === 3 ? draws * 1000 : 0,
          1014: 12_345_678,
          1016: 304_120,
          1018: box.firmware,
          1020: draws * box.lines * volts * 1000,
          1036: box.wh * 10,
          1040: volts,
          1042: volts,
          1044: volts,
          1046: 1000,
          1100: 32_000,
          1110: 32_000,
          1500: box.token,
          1502: 0,
          1550: box.phaseSource,
          1552: box.lines === 1 ? 0 : 1,
          1600: box.failsafeAmps * 1000,
          1602: box.watchdogMs / 1000,
        };
        return values[address] === undefined ? undefined : u32(values[address]);
      },
      write(box, address, word, nowMs) {
        if (address === 5052) {
          box.drewAtSwitch.push(drawOf(box, nowMs));
          box.lines = word === 0 ? 1 : 3;
        }
        if (address === 5004) box.limitAmps = word / 1000;
        else if (address === 5014) box.enabled = word === 1;
        else if (address === 5016) box.failsafeAmps = word / 1000;
        else if (address === 5018) box.watchdogMs = word * 1000;
        return [5004, 5010, 5012, 5014, 5016, 5018, 5052].includes(address);
      },
    },
    start,
  );

/** Heidelberg Energy Control: a limit of 0 pauses it, it is read back, and any read keeps the watchdog quiet. */
export const newHeidelberg = (start: Partial<Box> = {}): Box =>
  newBox(
    {
      isBlock: true,
      feeds: (action) => action.kind === 'read',
      read(box, address, nowMs) {
        const draws = drawOf(box, nowMs);
        const state = box.isFaulted ? 9 : !box.plugged ? 2 : draws > 0 ? 7 : box.offer(nowMs) > 0 ? 5 : 4;
        const words: Record<number, readonly number[]> = {
          4: [0x0107],
          5: [state],
          6: [draws * 10],
          7: [draws * 10],
          8: [draws * 10],
          9: [250],
          10: [volts],
          11: [volts],
          12: [volts],
          13: [1],
          14: [draws * 3 * volts],
          15: u32(box.wh),
          17: u32(box.wh),
          100: [16],
          101: [6],
          257: [box.watchdogMs],
          258: [4],
          259: [1],
          261: [box.limitAmps * 10],
          262: [box.failsafeAmps * 10],
        };
        return words[address];
      },
      write(box, address, word) {
        if (address === 261) box.limitAmps = word / 10;
        else if (address === 262) box.failsafeAmps = word / 10;
        else if (address === 257) box.watchdogMs = word;
        return [257, 258, 259, 261, 262].includes(address);
      },
    },
    { enabled: true, ...start },
  );

/** Phoenix CHARX with two points behind one socket: the registers of a point stand at its number x 1000. */
export function newCharx(): { readonly points: readonly [Box, Box]; readonly device: BusDevice } {
  const points = [newPoint(1), newPoint(2)] as const;
  const device: BusDevice = (request, nowMs) =>
    points.some(({ isSilent }) => isSilent)
      ? undefined
      : points[request.action.address >= 2000 ? 1 : 0].device(request, nowMs);
  return { points, device };
}

const newPoint = (number: 1 | 2): Box =>
  newBox(
    {
      isBlock: true,
      feeds: (action) => action.kind === 'write',
      read(box, address, nowMs) {
        const draws = drawOf(box, nowMs);
        const mode = !box.plugged ? 'A1' : draws > 0 ? 'C2' : box.offer(nowMs) > 0 ? 'B2' : 'B1';
        const of = (one: number): number[] => u32(one * 1000);
        const words: Record<number, readonly number[]> = {
          101: [32],
          102: [6],
          120: [4],
          232: of(volts),
          234: of(volts),
          236: of(volts),
          238: of(draws),
          240: of(draws),
          242: of(draws),
          244: of(draws * 3 * volts),
          250: s64(box.wh),
          297: [box.offer(nowMs)],
          298: [32],
          299: [mode.charCodeAt(0) * 256 + mode.charCodeAt(1)],
          301: [box.limitAmps],
          306: [box.failsafeAmps],
          307: [box.watchdogMs / 1000],
        };
        return words[address - number * 1000] ?? (address < 400 || address >= number * 1000 ? [0] : undefined);
      },
      write(box, address, word) {
        const own = address - number * 1000;
        if (own === 301) box.limitAmps = word;
        else if (own === 306) box.failsafeAmps = word;
        else if (own === 307) box.watchdogMs = word * 1000;
        return [300, 301, 306, 307].includes(own);
      },
    },
    { enabled: true, watchdogMs: 65_535_000 },
  );
