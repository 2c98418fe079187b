// TransactionEvent: one message for what 1.6 says in three.

import type { TransactionEventRequest } from 'typed-ocpp/dist/ocpp20/types.js';
import type { Findings } from '../../model/fact/transaction.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import type { ChargingState, StopReason } from '../../model/status.ts';
import type { Telling, ToCsms, Upstream } from '../dialect.ts';
import type { EventHeard, Wording } from '../heard.ts';
import { countOf, newestOf, readingsOf } from '../readings.ts';
import type { TransactionRecord } from '../record.ts';
import { stampOf, strictTime } from '../stamp.ts';
import { meterValuesOf, strictMeterValues } from './meter-values.ts';
import { readToken, sayToken } from './tokens.ts';
import type { Words } from './words.ts';
import { reasonIn, triggerIn } from './words.ts';

/** What a station says. 2.1 has more words for some of it; none is lost here. */
export function readEvent(payload: TransactionEventRequest): EventHeard {
  const { transactionInfo: info, meterValue = [], idToken, evse, reservationId } = payload;
  const values = meterValuesOf(meterValue);
  const { samples } = newestOf(values);
  return {
    kind: 'event',
    type: payload.eventType,
    transaction: info.transactionId,
    seqNo: payload.seqNo,
    trigger: payload.triggerReason,
    isOffline: payload.offline === true,
    values: countOf(values),
    readings: readingsOf(samples),
    ...(evse !== undefined && { evse: evse.id }),
    ...(evse?.connectorId !== undefined && { connector: evse.connectorId }),
    ...(info.chargingState !== undefined && { chargingState: info.chargingState }),
    ...(idToken !== undefined && { token: readToken(idToken), tokenType: idToken.type }),
    ...(info.remoteStartId !== undefined && { remoteStart: info.remoteStartId }),
    ...(reservationId !== undefined && { reservation: reservationId }),
    ...(payload.eventType === 'Ended' && { reason: info.stoppedReason ?? 'Local' }),
    ...stampOf(payload.timestamp),
  };
}

/** What a kept TransactionEvent or MeterValues says. */
export function recordOf(payload: TransactionEventRequest): TransactionRecord {
  const { transactionInfo: info, idToken, evse, meterValue = [] } = payload;
  const meterValues = meterValuesOf(meterValue);
  // Values of no transaction.
  if ((info as unknown) === undefined) return { meterValues };
  const { numberOfPhasesUsed, cableMaxCurrent } = payload;
  const { timeSpentCharging } = info;
  return {
    timestamp: payload.timestamp,
    meterValues,
    trigger: payload.triggerReason,
    ...(idToken !== undefined && { token: readToken(idToken), tokenType: idToken.type }),
    ...(info.stoppedReason !== undefined && { reason: info.stoppedReason }),
    ...(info.chargingState !== undefined && { chargingState: info.chargingState }),
    ...(evse?.connectorId !== undefined && { connector: evse.connectorId }),
    details: {
      ...(numberOfPhasesUsed !== undefined && { numberOfPhasesUsed }),
      ...(cableMaxCurrent !== undefined && { cableMaxCurrent }),
      ...(timeSpentCharging !== undefined && { timeSpentCharging }),
    },
  };
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
}

function sayEvent(told: Telling<Findings>, upstream: Upstream, said: Said, words: Words): Wording {
  const { record, times } = told;
  const { place, transaction, seqNo, offline, reservation, remoteStart } = upstream;
  const meterValue = strictMeterValues(said.values, times, words);
  const { timeSpentCharging, cableMaxCurrent, numberOfPhasesUsed } = record.details ?? {};
  return {
    action: 'TransactionEvent',
    payload: {
      eventType: said.type,
      timestamp: strictTime(record.timestamp, times),
      triggerReason: triggerIn(words, said.trigger),
      seqNo,
      ...(offline && { offline }),
      ...(numberOfPhasesUsed !== undefined && { numberOfPhasesUsed }),
      ...(cableMaxCurrent !== undefined && { cableMaxCurrent }),
      ...(reservation !== undefined && { reservationId: reservation }),
      transactionInfo: {
        transactionId: transaction ?? unknownTransaction,
        ...(said.chargingState !== undefined && { chargingState: said.chargingState }),
        ...(timeSpentCharging !== undefined && { timeSpentCharging }),
        ...(said.reason !== undefined && { stoppedReason: reasonIn(words, said.reason) }),
        ...(remoteStart !== undefined && { remoteStartId: remoteStart }),
      },
      evse: { id: place.number, connectorId: record.connector ?? 1 },
      ...(said.token !== undefined && said.token !== '' && { idToken: sayToken(said.token, words, record.tokenType) }),
      ...(meterValue.length > 0 && { meterValue }),
    },
  };
}

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

/** The trigger of an end that a station of 1.6 told, by its reason. */
function endTrigger(reason: StopReason): string {
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
    const trigger = record.reason === 'UnlockCommand' ? 'UnlockCommand' : (record.trigger ?? endTrigger(fact.reason));
    // What the station sent last is a register too; a station of 1.6 says it beside its values.
    const values = isForeign ? [...record.meterValues, register] : record.meterValues;
    const said = { type: 'Ended' as const, trigger, values, chargingState: record.chargingState };
    return sayEvent(told, upstream, { ...said, token: fact.token ?? record.token, reason: fact.reason }, words);
  };

const parts: Readonly<Record<string, 'start' | 'stop'>> = { Started: 'start', Ended: 'stop' };

export const partOf = ({ payload }: Wording): 'start' | 'stop' | 'other' =>
  parts[(payload as { eventType?: string }).eventType ?? ''] ?? 'other';
