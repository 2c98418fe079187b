// SunSpec devices say themselves what they are: a walk over their models, a step at a time, and the driver that it makes.

import type { Driver, Point, PointType } from './driver.ts';
import type { ModelPoint } from './sunspec-models.ts';
import { plainPoint } from './plain-point.ts';
import { lengthOf } from './registers.ts';
import { commonModel, knownModels } from './sunspec-models.ts';

export interface FoundModel {
  readonly id: number;
  /** Address of the register that holds its id. */
  readonly at: number;
  /** Registers behind id and length, as the device says. */
  readonly length: number;
}

/** Plain state of a walk: `nextRead` says what to read, `wasRead` takes it in. */
export interface Walk {
  /** Where the mark may stand and was not looked for yet. */
  bases: number[];
  /** Address of the next model; undefined while the mark is looked for. */
  at: number | undefined;
  models: FoundModel[];
  isDone: boolean;
}

export interface WalkRead {
  readonly fn: 3;
  readonly address: number;
  readonly count: 2;
}

/** "SunS". */
const mark = [0x5375, 0x6e53] as const;
const endId = 0xffff;

/** More models than any device has; a list that goes on is no list. */
const mostModels = 64;

export const newWalk = (): Walk => ({ bases: [40000, 50000, 0], at: undefined, models: [], isDone: false });

/** Undefined when the walk is over: `models` is what was found, and empty where the device speaks no SunSpec. */
export function nextRead({ bases, at, isDone }: Walk): WalkRead | undefined {
  if (isDone) return undefined;
  const address = at ?? bases[0];
  return address === undefined ? undefined : { fn: 3, address, count: 2 };
}

/** `words` of the last `nextRead`; undefined where the device refused it. What was lost is read again, not told here. */
export function wasRead(walk: Walk, words: readonly number[] | undefined): void {
  if (walk.isDone) return;
  if (walk.at === undefined) return markWasRead(walk, words);
  const [id, length] = words ?? [];
  if (id === undefined || length === undefined || id === endId) return void (walk.isDone = true);
  const end = walk.at + 2 + length;
  if (end > 0xffff || walk.models.length >= mostModels) return void (walk.isDone = true);
  walk.models.push({ id, at: walk.at, length });
  walk.at = end;
}

function markWasRead(walk: Walk, words: readonly number[] | undefined): void {
  const base = walk.bases.shift();
  if (base !== undefined && words?.length === 2 && words[0] === mark[0] && words[1] === mark[1]) walk.at = base + 2;
  else if (walk.bases.length === 0) walk.isDone = true;
}

/**
 * The driver of a device with these models, on the connection that its file describes; undefined where it has none that this
 * class is read from. `instance` counts models of the same kind from 1: some devices have several meters.
 */
export function sunspecDriver(
  base: Driver,
  models: readonly FoundModel[],
  wanted: 'meter' | 'inverter' | 'battery',
  instance = 1,
): Driver | undefined {
  const chosen = choose(models, wanted, instance);
  if (chosen === undefined) return undefined;
  const common = models.find(({ id }) => id === 1);
  const points = [
    ...(common === undefined ? [] : commonModel.flatMap((one) => pointsOf(one, common))),
    ...knownModels.get(chosen.id)!.points.flatMap((one) => pointsOf(one, chosen)),
  ];
  const used = common === undefined ? [chosen] : [common, chosen];
  return {
    ...base,
    class: wanted,
    points: new Map(points.map((point) => [point.name, point])),
    // Values of one moment and their powers of ten belong together: one read brings all that fits.
    connection: { ...base.connection, policy: 'block', maxGapRegisters: mostInOneRead },
    blocks: { ...base.blocks, holding: used.map(({ at, length }) => [at, at + 1 + length] as const) },
  };
}

const mostInOneRead = 125;

function choose(models: readonly FoundModel[], wanted: string, instance: number): FoundModel | undefined {
  for (const [id, known] of knownModels) {
    const alike = models.filter((model) => model.id === id);
    if (known.class === wanted && alike.length > 0) return alike[instance - 1];
  }
  return undefined;
}

/** A point and the power of ten that scales it; nothing where the device's model ends before it. */
function pointsOf(one: ModelPoint, model: FoundModel): Point[] {
  const length = one.length ?? lengthOf[one.type] ?? 1;
  const end = model.length + 2;
  if (one.offsets.some((offset) => offset + length > end) || (one.exponentAt ?? 0) >= end) return [];
  const point = newPoint(
    one.name,
    one.type,
    one.offsets.map((offset) => model.at + offset),
    length,
    one.poll,
  );
  const whole = { ...point, unit: one.unit, monotonic: one.monotonic === true, invalid: invalidOf(one) };
  if (one.exponentAt === undefined) return [whole];
  const exponent = `${one.name}_exponent`;
  return [
    { ...newPoint(exponent, 's16', [model.at + one.exponentAt], 1, one.poll), invalid: [-32768] },
    { ...whole, exponent },
  ];
}

/** What stands where SunSpec says that a point is not implemented. */
function invalidOf({ type, invalid = [] }: ModelPoint): readonly number[] {
  if (type === 's16') return [...invalid, -32768];
  return type === 'u16' ? [...invalid, 0xffff] : invalid;
}

const newPoint = (name: string, type: PointType, addresses: readonly number[], length: number, poll: Point['poll']) =>
  plainPoint({ name, type, addresses, length, poll, scope: 'station' });
