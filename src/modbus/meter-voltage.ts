// The voltage that a device reads is known before it is asked: mains. A wrong word order, unit or map shows there first.

import { decodeValue } from './decode.ts';
import type { Driver, Point } from './driver.ts';
import type { Scope } from './expression-values.ts';
import type { Value } from './value.ts';

export interface VoltageJudgement {
  /** `fits`: as the driver says. `other`: with the other word order. `none`: with neither. `absent`: nothing was read. */
  readonly kind: 'fits' | 'other' | 'none' | 'absent';
  /** The order that gives mains voltage. */
  readonly wordOrder: 'hi' | 'lo' | undefined;
  readonly shown: Readonly<Record<'hi' | 'lo', Value>>;
  readonly message: string;
  readonly advice: string;
}

/** For acceptance; narrower in operation. */
const least = 200;
const most = 260;

/** What one voltage register says, as the driver reads it and with its words the other way round. */
export function judgeVoltage(driver: Driver, words: readonly number[], scope: Scope): VoltageJudgement {
  const point = driver.points.get('voltage');
  if (point === undefined || words.length === 0)
    return judged(
      'absent',
      undefined,
      { hi: null, lo: null },
      'no voltage was read',
      'Check the device by its other values.',
    );
  const own = decodeValue(point, words.slice(0, point.length), scope);
  const shown = { hi: under(point, words, 'hi', scope), lo: under(point, words, 'lo', scope) };
  if (isMains(own)) {
    const order = point.length === 1 || own === shown.hi ? 'hi' : 'lo';
    return judged('fits', order, shown, `it reads ${String(own)} V`, 'Nothing is to be done.');
  }
  const fitting = point.length > 1 ? (['hi', 'lo'] as const).find((order) => isMains(shown[order])) : undefined;
  if (fitting === undefined) return fitsNot(own, shown, point);
  const message = `it reads ${said(own)}, and ${said(shown[fitting])} with ${orderWord(fitting)} word first`;
  return judged('other', fitting, shown, message, `${setOrder(point, fitting)}, and look at the other values as well.`);
}

const isMains = (value: Value): boolean => typeof value === 'number' && value >= least && value <= most;

const said = (value: Value): string => (value === null ? 'nothing' : `${String(value)} V`);

const orderWord = (order: 'hi' | 'lo'): string => (order === 'hi' ? 'the most significant' : 'the least significant');

const under = (point: Point, words: readonly number[], wordOrder: 'hi' | 'lo', scope: Scope): Value =>
  decodeValue({ ...point, wordOrder }, words.slice(0, point.length), scope);

function setOrder({ wordOrder }: Point, order: 'hi' | 'lo'): string {
  if (typeof wordOrder === 'object' && 'param' in wordOrder) return `Set params: { ${wordOrder.param}: ${order} }`;
  return `Write wo: ${order} in the device file`;
}

function fitsNot(own: Value, shown: VoltageJudgement['shown'], point: Point): VoltageJudgement {
  const ten = typeof own === 'number' ? [10, 100, 1000, 0.1, 0.01].find((factor) => isMains(own * factor)) : undefined;
  if (ten !== undefined)
    return judged(
      'none',
      undefined,
      shown,
      `it reads ${said(own)}`,
      `The scale of voltage is off by ${ten}: other firmware?`,
    );
  const where = `address ${point.addresses[0] ?? '?'}`;
  const advice = `Check the unit id, that ${where} is the voltage on this firmware and not one beside it, and that L1 is connected.`;
  return judged('none', undefined, shown, `it reads ${said(own)}, which is no mains voltage either way`, advice);
}

const judged = (
  kind: VoltageJudgement['kind'],
  wordOrder: VoltageJudgement['wordOrder'],
  shown: VoltageJudgement['shown'],
  message: string,
  advice: string,
): VoltageJudgement => ({ kind, wordOrder, shown, message, advice });
