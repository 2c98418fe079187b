// What a message about a transaction says beyond the fact that it became, in no version's words. A dialect reads it out of
// the bytes that were kept, and every dialect can say it.

import type { MeterValue } from '../model/sampled-value.ts';
import type { ChargingState } from '../model/status.ts';

export interface TransactionRecord {
  /** As the station wrote it. */
  readonly timestamp?: string;
  readonly meterValues: readonly MeterValue[];
  /** The token as the station wrote it. */
  readonly token?: string;
  readonly tokenType?: string;
  /** What 2.x says of a token beside it, such as its number in clear text. */
  readonly additionalInfo?: readonly object[];
  /** The reason in the words of the station's own version. */
  readonly reason?: string;
  /** TriggerReasonEnumType of OCPP 2.x; absent where the station has no word for it. */
  readonly trigger?: string;
  readonly chargingState?: ChargingState;
  /** The plug within its EVSE. */
  readonly connector?: number;
  /** The station could not say so when it happened (OCPP 2.x). */
  readonly offline?: true;
  /** What only 2.x can say, by the names that it has there: of the event, and of its transaction. */
  readonly details?: { readonly event: TransactionDetails; readonly info: TransactionDetails };
}

export type TransactionDetails = Readonly<Record<string, unknown>>;
