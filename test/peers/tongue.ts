// The peers of the tests think in 1.6. A tongue says what they say in another version, and tells them what they hear: written
// for the tests alone, so that a fault of the gateway's own translation shows.

import type { Version } from '../../src/model/protocol.ts';

export type Payload = Record<string, unknown>;
export type Frame = [number, string, ...unknown[]];

export interface Tongue {
  readonly version: Version;
  /** A frame of 1.6 that the peer says, as it goes over the wire. */
  toWire(text: string): string;
  /** A frame from the wire, as the peer hears it. Says the same however often it is asked. */
  fromWire(text: string): string;
  /** The event that left under this id: its transaction and its number (2.x). */
  readonly eventOf: (messageId: string) => string | undefined;
}

export const plainTongue: Tongue = {
  version: '1.6',
  toWire: (text) => text,
  fromWire: (text) => text,
  eventOf: () => undefined,
};

export const read = (text: string): Frame => JSON.parse(text) as Frame;
export const write = (...frame: Frame): string => JSON.stringify(frame);

interface Sample {
  readonly value: string | number;
  readonly unit?: string;
  readonly unitOfMeasure?: { readonly unit?: string };
}

interface MeterValue {
  readonly timestamp: string;
  readonly sampledValue: readonly Sample[];
}

export const values2 = (values: unknown): object[] =>
  ((values ?? []) as MeterValue[]).map(({ timestamp, sampledValue }) => ({
    timestamp,
    sampledValue: sampledValue.map(({ value, unit, ...same }) => ({
      ...same,
      value: Number(value),
      ...(unit !== undefined && { unitOfMeasure: { unit } }),
    })),
  }));

export const values16 = (values: unknown): object[] =>
  ((values ?? []) as MeterValue[]).map(({ timestamp, sampledValue }) => ({
    timestamp,
    sampledValue: sampledValue.map(({ value, unitOfMeasure, ...same }) => ({
      ...same,
      value: String(value),
      ...(unitOfMeasure?.unit !== undefined && { unit: unitOfMeasure.unit }),
    })),
  }));

/** One register at the start or the end of a transaction. */
export const registerAt = (timestamp: unknown, value: unknown, context: string): object => ({
  timestamp,
  sampledValue: [{ value, context, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } }],
});

/** The first or last register among values of 2.x. */
export function registerOf(values: unknown, which: 'first' | 'last'): number {
  const all = ((values ?? []) as { sampledValue: { value: number; measurand?: string }[] }[])
    .flatMap(({ sampledValue }) => sampledValue)
    .filter(({ measurand = 'Energy.Active.Import.Register' }) => measurand === 'Energy.Active.Import.Register');
  return (which === 'first' ? all[0] : all.at(-1))?.value ?? NaN;
}

export const purpose16 = (purpose: unknown): unknown =>
  purpose === 'ChargingStationMaxProfile' ? 'ChargePointMaxProfile' : purpose;

export const tokenOf = (idTag: unknown): object => ({ idToken: idTag, type: 'Central' });
