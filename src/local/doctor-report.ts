// What `busbar doctor` prints: one thing a line, what is wrong marked and with what to do, short enough for a cold evening.

import type { Advice } from '../modbus/advice.ts';
import type { Device } from '../modbus/device-state.ts';
import type { RawReading } from '../modbus/read-once.ts';

export interface Examined {
  /** What was looked at: `This computer`, `Central system csms`, `OLD-07`. */
  readonly title: string;
  readonly findings: readonly Advice[];
  /** Of a Modbus device that was read. */
  readonly points?: readonly PointView[];
}

export interface PointView {
  readonly point: string;
  /** Of a vector, 1 to 3. */
  readonly phase?: number;
  readonly unit: number;
  readonly fn: number;
  readonly address: number;
  /** As it came, four digits a register; absent where nothing came. */
  readonly raw?: string;
  /** Null where the device says nothing. */
  readonly value?: string | number | boolean | null;
  readonly in?: string;
  readonly trouble?: string;
}

export const isWell = (examined: readonly Examined[]): boolean =>
  examined.every(({ findings }) => findings.every(({ level }) => level !== 'wrong'));

export function pointViews({ driver }: Pick<Device, 'driver'>, readings: Iterable<RawReading>): PointView[] {
  return [...readings].map(({ point, index, unit, fn, address, outcome }) => {
    const described = driver.points.get(point);
    return {
      point,
      ...((described?.addresses.length ?? 1) > 1 && { phase: index + 1 }),
      unit,
      fn,
      address,
      ...(outcome.kind === 'words' && {
        raw: outcome.words.map((word) => word.toString(16).padStart(4, '0')).join(' '),
        value: outcome.value,
      }),
      ...(described?.unit !== undefined && { in: described.unit }),
      ...(outcome.kind === 'exception' && { trouble: `exception ${outcome.code}` }),
      ...(outcome.kind === 'lost' && { trouble: outcome.detail }),
    };
  });
}

const marks: Readonly<Record<Advice['level'], string>> = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' };

/** A screen is not wider, and a text is a column beside its name. */
const widest = 60;

export function describeExamined(examined: readonly Examined[]): string {
  const wrong = examined.flatMap(({ title, findings }) =>
    findings.filter(({ level }) => level === 'wrong').map((one) => `${title}: ${one.about}`),
  );
  const end =
    wrong.length === 0
      ? 'Nothing is wrong.'
      : `${wrong.length} ${wrong.length === 1 ? 'thing is' : 'things are'} wrong:\n${wrong.map((one) => `  ${one}`).join('\n')}`;
  return [...examined.flatMap(describeOne), '', end].join('\n');
}

function describeOne({ title, findings, points = [] }: Examined): string[] {
  const width = Math.max(0, ...findings.map(({ about }) => about.length));
  return ['', title, ...findings.flatMap((one) => describeAdvice(one, width)), ...describePoints(points)];
}

function describeAdvice({ level, about, code, text, remedy }: Advice, width: number): string[] {
  const indent = ' '.repeat(width + 10);
  return [
    `  ${marks[level]} ${about.padEnd(width)}  ${text}${code === undefined ? '' : `  [${code}]`}`,
    ...(remedy === undefined ? [] : [`${indent}→ ${remedy}`]),
  ];
}

function describePoints(points: readonly PointView[]): string[] {
  if (points.length === 0) return [];
  const rows = points.map((one) => [
    one.phase === undefined ? one.point : `${one.point} L${one.phase}`,
    `unit ${one.unit} fn ${one.fn} ${one.address}`,
    short(one.raw ?? ''),
    one.trouble ??
      (one.value === null ? 'says nothing' : `${String(one.value)}${one.in === undefined ? '' : ` ${one.in}`}`),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `    ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}

const short = (text: string): string => (text.length <= widest / 2 ? text : `${text.slice(0, widest / 2 - 2)} …`);
