// TransactionEvent: one message for what 1.6 says in three.

import type { IdTokenType, SampledValueType, TransactionEventRequest } from 'typed-ocpp/dist/ocpp20/types.js';
import type { Findings, TransactionEnded } from '../../model/fact/transaction.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import type { ChargingState, StopReason } from '../../model/status.ts';
import type { Telling, ToCsms, Upstream } from '../dialect.ts';
import type { EventHeard, Wording } from '../heard.ts';
import type { Passage } from '../order.ts';
import { beganAtWh, countOf, newestOf, readingsOf } from '../readings.ts';
import type { Lose } from '../loss.ts';
import { collectLosses, withLosses } from '../loss.ts';
import type { TransactionDetails, TransactionRecord } from '../record.ts';
import { stampOf, strictTime } from '../stamp.ts';
import type { RegisterAt } from './meter-values.ts';
import { meterValuesOf, strictMeterValues } from './meter-values.ts';
import { readToken, sayToken } from './tokens.ts';
import type { Words } from './words.ts';
import { reasonIn, triggerIn } from './words.ts';

/** What a station says. 2.1 has more words for some of it; none is lost here. */
export function readEvent(payload: TransactionEventRequest): EventHeard {
  const { transactionInfo: info, meterValue = [], idToken, evse, reservationId } = payload;
  const { samples } = newestOf(meterValue);
  const beganWh = beganAtWh(meterValue);
  return {
    kind: 'event',
    type: payload.eventType,
    transaction: info.transactionId,
    seqNo: payload.seqNo,
    trigger: payload.triggerReason,
    isOffline: payload.offline === true,
    values: countOf(meterValue),
    readings: readingsOf(samples),
    ...(beganWh !== undefined && { beganAtWh: beganWh }),
    saysMore: countOf(meterValue) > 1 || meterValue.some(({ sampledValue }) => sampledValue.some(isMore)),
    ...(evse !== undefined && { evse: evse.id }),
    ...(evse?.connectorId !== undefined && { connector: evse.connectorId }),
    ...(info.chargingState !== undefined && { chargingState: info.chargingState }),
    ...('transactionLimit' in info && { limit: info.transactionLimit as Passage }),
    ...(idToken !== undefined && { token: readToken(idToken), tokenType: idToken.type }),
    ...(info.remoteStartId !== undefined && { remoteStart: info.remoteStartId }),
    ...(reservationId !== undefined && { reservation: reservationId }),
    ...(payload.eventType === 'Ended' && { reason: info.stoppedReason ?? 'Local' }),
    ...stampOf(payload.timestamp),
  };
}

const isMore = ({ measurand = 'Energy.Active.Import.Register', phase, signedMeterValue }: SampledValueType): boolean =>
  measurand !== 'Energy.Active.Import.Register' || phase !== undefined || signedMeterValue !== undefined;

/** What a kept TransactionEvent or MeterValues says. */
export function recordOf(payload: TransactionEventRequest): TransactionRecord {
  const { transactionInfo: info, idToken, evse, meterValue = [] } = payload;
  const meterValues = meterValuesOf(meterValue);
  // Values of no transaction.
  if ((info as unknown) === undefined) return { meterValues };
  return {
    timestamp: payload.timestamp,
    meterValues,
    trigger: payload.triggerReason,
    ...(payload.offline === true && { offline: true as const }),
    ...(idToken !== undefined && { token: readToken(idToken), tokenType: idToken.type }),
    ...(idToken?.additionalInfo !== undefined && { additionalInfo: idToken.additionalInfo }),
    ...(info.stoppedReason !== undefined && { reason: info.stoppedReason }),
    ...(info.chargingState !== undefined && { chargingState: info.chargingState }),
    ...(evse?.connectorId !== undefined && { connector: evse.connectorId }),
    details: { event: picked(payload, detailsOfEvent), info: picked(info, detailsOfTransaction) },
  };
}

/** What no other version than 2.x says, and 2.1 says more of than 2.0.1. */
const detailsOfEvent = [
  'cableMaxCurrent',
  'costDetails',
  'evseSleep',
  'numberOfPhasesUsed',
  'preconditioningStatus',
] as const;
const detailsOfTransaction = ['operationMode', 'tariffId', 'timeSpentCharging', 'transactionLimit'] as const;

function picked(from: object, names: readonly string[]): TransactionDetails {
  const all: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(from, name)) all[name] = (from as Record<string, unknown>)[name];
  return all;
}

/** Those that the version has a place for. */
function sayDetails(details: TransactionDetails | undefined, known: ReadonlySet<string>, lose: Lose): object {
  if (details === undefined) return {};
  return picked(
    details,
    Object.keys(details).filter((name) => {
      if (!known.has(name)) lose(name, 'noSuchField');
      return known.has(name);
    }),
  );
}

type Event = 'Started' | 'Updated' | 'Ended';

/** What the kinds of messages have in common. */
interface Said {
  readonly type: Event;
  readonly trigger: string;
  readonly values: readonly MeterValue[];
  readonly chargingState: ChargingState | undefined;
  readonly token: string | undefined;
  readonly reason?: string;
  /** What the station's own word for the reason was, where that is lost. */
  readonly lostReason?: boolean;
  /** The register where signed data stands without a number, by its context. */
  readonly registerAt?: RegisterAt;
}

function sayEvent(told: Telling<Findings>, upstream: Upstream, said: Said, words: Words): Wording {
  const { record, times } = told;
  const { place, transaction, seqNo, offline, reservation, remoteStart } = upstream;
  const { losses, lose } = collectLosses();
  if (said.lostReason === true) lose('reason', 'noSuchWord');
  const meterValue = strictMeterValues(said.values, times, words, lose, said.registerAt);
  const wording = {
    action: 'TransactionEvent',
    payload: {
      eventType: said.type,
      timestamp: strictTime(record.timestamp, times),
      triggerReason: triggerIn(words, said.trigger, lose),
      seqNo,
      ...(offline && { offline }),
      ...sayDetails(record.details?.event, words.ofEvent, lose),
      ...(reservation !== undefined && { reservationId: reservation }),
      transactionInfo: {
        transactionId: transaction ?? unknownTransaction,
        ...(said.chargingState !== undefined && { chargingState: said.chargingState }),
        ...sayDetails(record.details?.info, words.ofTransaction, lose),
        ...(said.reason !== undefined && { stoppedReason: reasonIn(words, said.reason, lose) }),
        ...(remoteStart !== undefined && { remoteStartId: remoteStart }),
      },
      // An EVSE that the central system does not know by a number is none.
      ...(place.number > 0 && { evse: { id: place.number, connectorId: record.connector ?? 1 } }),
      ...(said.token !== undefined && said.token !== '' && { idToken: sayIdToken(said.token, record, words, lose) }),
      ...(meterValue.length > 0 && { meterValue }),
    },
  };
  return withLosses(wording, losses);
}

/** What stands beside a token is of the token that the station wrote. */
const sayIdToken = (token: string, { tokenType, additionalInfo }: TransactionRecord, words: Words, lose: Lose) => ({
  ...sayToken(token, words, tokenType, lose),
  ...(additionalInfo !== undefined && { additionalInfo: additionalInfo as IdTokenType['additionalInfo'] }),
});

/** Of what nobody knows a transaction: kept and told, so that nothing is lost. */
const unknownTransaction = 'unknown';

export const sayStarted =
  (words: Words): ToCsms['started'] =>
  (told, upstream) => {
    const { fact, record } = told;
    const isRemote = upstream.remoteStart !== undefined;
    const trigger = record.trigger ?? (isRemote ? 'RemoteStart' : 'Authorized');
    const register = {
      timestamp: record.timestamp ?? '',
      sampledValue: [
        {
          value: String(fact.meterStartWh),
          context: 'Transaction.Begin',
          measurand: 'Energy.Active.Import.Register',
          unit: 'Wh',
        },
      ],
    };
    const values = record.trigger === undefined ? [register] : record.meterValues;
    const chargingState = record.chargingState ?? fact.chargingState;
    return sayEvent(told, upstream, { type: 'Started', trigger, values, chargingState, token: fact.token }, words);
  };

const triggers: Readonly<Record<string, string>> = {
  'Sample.Clock': 'MeterValueClock',
  Trigger: 'Trigger',
};

/** Several rows that waited are one message: the newest of them says what goes on. */
export const saySampled =
  (words: Words): ToCsms['sampled'] =>
  (told, upstream) => {
    const last = told.at(-1)!;
    const values = told.flatMap(({ record }) => record.meterValues);
    const context = values[0]?.sampledValue[0]?.context ?? '';
    const trigger = told[0]!.record.trigger ?? triggers[context] ?? 'MeterValuePeriodic';
    const { chargingState, token } = last.record;
    return sayEvent(last, upstream, { type: 'Updated', trigger, values, chargingState, token }, words);
  };

export const sayUpdated =
  (words: Words): ToCsms['updated'] =>
  (told, upstream) => {
    const { fact, record } = told;
    const trigger = fact.trigger ?? record.trigger ?? 'ChargingStateChanged';
    const chargingState = record.chargingState ?? fact.chargingState;
    const token = fact.token ?? record.token;
    return sayEvent(
      told,
      upstream,
      { type: 'Updated', trigger, values: record.meterValues, chargingState, token },
      words,
    );
  };

/** The trigger of an end that a station of 1.6 told, by its own reason or what that is in 2.x. */
function endTrigger(own: string | undefined, reason: StopReason): string {
  if (own === 'UnlockCommand') return 'UnlockCommand';
  if (own === 'SoftReset') return 'ResetCommand';
  switch (reason) {
    case 'Local':
      return 'StopAuthorized';
    case 'EVDisconnected':
      return 'EVCommunicationLost';
    case 'Remote':
      return 'RemoteStop';
    case 'DeAuthorized':
      return 'Deauthorized';
    case 'ImmediateReset':
    case 'Reboot':
      return 'ResetCommand';
    default:
      return 'AbnormalCondition';
  }
}

export const sayEnded =
  (words: Words): ToCsms['ended'] =>
  (told, upstream) => {
    const { fact, record } = told;
    const register = {
      timestamp: record.timestamp ?? '',
      sampledValue: [
        {
          value: String(fact.meterStopWh),
          context: 'Transaction.End',
          measurand: 'Energy.Active.Import.Register',
          unit: 'Wh',
        },
      ],
    };
    const isForeign = record.trigger === undefined;
    const isRefused = fact.reason === 'DeAuthorized';
    const trigger = isRefused ? 'Deauthorized' : (record.trigger ?? endTrigger(record.reason, fact.reason));
    // What the station sent last is a register too; a station of 1.6 says it beside its values.
    const values = isForeign ? [...record.meterValues, register] : record.meterValues;
    const said = { type: 'Ended' as const, trigger, values, chargingState: record.chargingState };
    const lostReason = isForeign && fact.reason === 'Other' && record.reason !== undefined && record.reason !== 'Other';
    return sayEvent(
      told,
      upstream,
      {
        ...said,
        token: fact.token ?? record.token,
        reason: fact.reason,
        lostReason,
        registerAt: (context) => (context === 'Transaction.Begin' ? beginOf(fact) : fact.meterStopWh),
      },
      words,
    );
  };

const beginOf = ({ meterStopWh, energyWh }: TransactionEnded): number | undefined =>
  energyWh === undefined ? undefined : meterStopWh - energyWh;

const parts: Readonly<Record<string, 'start' | 'stop'>> = { Started: 'start', Ended: 'stop' };

export const partOf = ({ payload }: Wording): 'start' | 'stop' | 'other' =>
  parts[(payload as { eventType?: string }).eventType ?? ''] ?? 'other';
