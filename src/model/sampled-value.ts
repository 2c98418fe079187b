// Meter values as stations and central systems exchange them, in the words that both versions share. What only one of them
// can say stands beside it.

/** A value as its meter wrote it, so that no digit of it is ours. */
export interface SampledValue {
  readonly value: string;
  readonly context?: string;
  /** `SignedData` in OCPP 1.6: `value` is no number. */
  readonly format?: string;
  readonly measurand?: string;
  readonly phase?: string;
  readonly location?: string;
  readonly unit?: string;
  /** OCPP 2.x: the value counts ten to this power of its unit. */
  readonly multiplier?: number;
  /** OCPP 2.x: never encoded anew. */
  readonly signed?: SignedMeterValue;
}

export interface SignedMeterValue {
  readonly signedMeterData: string;
  readonly signingMethod?: string;
  readonly encodingMethod: string;
  readonly publicKey?: string;
}

export interface MeterValue {
  readonly timestamp: string;
  readonly sampledValue: readonly SampledValue[];
}
