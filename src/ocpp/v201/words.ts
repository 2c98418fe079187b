// The words that 2.0.1 and 2.1 share, and which of them each version has. Everything of 2.x is written once; what a version
// does not know is said in the word that comes nearest, or left out.

import type { Version } from '../../model/protocol.ts';
import type { Lose } from '../loss.ts';
import { namesAt, wordsAt } from '../schema-source.ts';

export interface Words {
  readonly version: Exclude<Version, '1.6'>;
  readonly triggers: ReadonlySet<string>;
  readonly reasons: ReadonlySet<string>;
  readonly measurands: ReadonlySet<string>;
  readonly locations: ReadonlySet<string>;
  /** Names of what an event and its transaction may say. */
  readonly ofEvent: ReadonlySet<string>;
  readonly ofTransaction: ReadonlySet<string>;
  /** Undefined where any text will do (2.1). */
  readonly tokenTypes: ReadonlySet<string> | undefined;
  /** Undefined where any text will do (2.1). */
  readonly connectorTypes: ReadonlySet<string> | undefined;
  readonly requestedMessages: ReadonlySet<string>;
  /** Purposes of charging profiles. */
  readonly purposes: ReadonlySet<string>;
  /** Who may limit charging; undefined where any text will do (2.1). */
  readonly limitSources: ReadonlySet<string> | undefined;
  /** How a vehicle may take energy; undefined where the version has every word that there is (2.1). */
  readonly transfers?: ReadonlySet<string>;
  readonly longestToken: number;
  readonly longestSignedData: number;
  /** Of a variable that is set. */
  readonly longestValue: number;
}

const wordsOf = (version: Words['version'], path: string): ReadonlySet<string> =>
  new Set(wordsAt(version, 'TransactionEvent', path));

const sampled = 'meterValue.sampledValue';
const purposeAt = 'chargingProfile.chargingProfilePurpose';

export const words201: Words = {
  version: '2.0.1',
  triggers: wordsOf('2.0.1', 'triggerReason'),
  reasons: wordsOf('2.0.1', 'transactionInfo.stoppedReason'),
  measurands: wordsOf('2.0.1', `${sampled}.measurand`),
  locations: wordsOf('2.0.1', `${sampled}.location`),
  ofEvent: new Set(namesAt('2.0.1', 'TransactionEvent', '')),
  ofTransaction: new Set(namesAt('2.0.1', 'TransactionEvent', 'transactionInfo')),
  tokenTypes: wordsOf('2.0.1', 'idToken.type'),
  connectorTypes: new Set(wordsAt('2.0.1', 'ReserveNow', 'connectorType')),
  requestedMessages: new Set(wordsAt('2.0.1', 'TriggerMessage', 'requestedMessage')),
  purposes: new Set(wordsAt('2.0.1', 'ReportChargingProfiles', purposeAt)),
  limitSources: new Set(wordsAt('2.0.1', 'ReportChargingProfiles', 'chargingLimitSource')),
  transfers: new Set(wordsAt('2.0.1', 'NotifyEVChargingNeeds', 'chargingNeeds.requestedEnergyTransfer')),
  longestToken: 36,
  longestSignedData: 2500,
  longestValue: 1000,
};

export const words21: Words = {
  version: '2.1',
  triggers: wordsOf('2.1', 'triggerReason'),
  reasons: wordsOf('2.1', 'transactionInfo.stoppedReason'),
  measurands: wordsOf('2.1', `${sampled}.measurand`),
  locations: wordsOf('2.1', `${sampled}.location`),
  ofEvent: new Set(namesAt('2.1', 'TransactionEvent', '')),
  ofTransaction: new Set(namesAt('2.1', 'TransactionEvent', 'transactionInfo')),
  tokenTypes: undefined,
  connectorTypes: undefined,
  requestedMessages: new Set(wordsAt('2.1', 'TriggerMessage', 'requestedMessage')),
  purposes: new Set(wordsAt('2.1', 'ReportChargingProfiles', purposeAt)),
  limitSources: undefined,
  longestToken: 255,
  longestSignedData: 32_768,
  longestValue: 2500,
};

/** What 2.0.1 says in the place of a trigger that only 2.1 has (§4.6 of the mapping: what comes nearest). */
const nearestTrigger: Readonly<Record<string, string>> = {
  RunningCost: 'MeterValuePeriodic',
  OperationModeChanged: 'ChargingRateChanged',
  CostLimitReached: 'ChargingStateChanged',
  SoCLimitReached: 'ChargingStateChanged',
  TxResumed: 'ChargingStateChanged',
};

export function triggerIn({ triggers }: Words, trigger: string, lose: Lose): string {
  if (triggers.has(trigger)) return trigger;
  lose('triggerReason', 'noSuchWord');
  return nearestTrigger[trigger] ?? 'Trigger';
}

export function reasonIn({ reasons }: Words, reason: string, lose: Lose): string {
  if (reasons.has(reason)) return reason;
  lose('stoppedReason', 'noSuchWord');
  return 'Other';
}
