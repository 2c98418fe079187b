// JSON Schemas of the stream of transactions.

import Type from 'typebox';
import type { TProperties, TSchema } from 'typebox';
import {
  always,
  count,
  evseNumber,
  figure,
  gatewayId,
  listOf,
  maybe,
  oneOf,
  stationId,
  time,
  word,
} from './schema-words.ts';

const place = {
  gatewayId,
  seq: Type.Integer({
    description: 'Row of the journal: rises within a stream, not by one. With gatewayId it names the record, for ever',
    minimum: 1,
  }),
  previous: Type.Integer({
    description:
      'seq of the record before, 0 before the first. Nothing stands between the two; where you do not have that one, you miss some',
    minimum: 0,
  }),
};

const SignedMeterValue = Type.Object(
  {
    signedMeterData: Type.String({ description: 'As the meter signed it' }),
    signingMethod: maybe(Type.String()),
    encodingMethod: Type.String(),
    publicKey: maybe(Type.String()),
  },
  { description: 'A signed value: never encoded anew' },
);

const SampledValue = Type.Object(
  {
    value: Type.String({ description: 'As its meter wrote it' }),
    context: maybe(Type.String({ description: 'Such as Sample.Periodic' })),
    format: maybe(Type.String({ description: 'SignedData: the value is no number' })),
    measurand: maybe(Type.String({ description: 'Energy.Active.Import.Register when absent' })),
    phase: maybe(Type.String()),
    location: maybe(Type.String()),
    unit: maybe(Type.String({ description: 'Wh when absent' })),
    multiplier: maybe(Type.Integer({ description: 'The value counts ten to this power of its unit' })),
    signed: maybe(SignedMeterValue),
  },
  { description: 'In the words of OCPP 2.0.1' },
);

const MeterValue = Type.Object({
  timestamp: Type.String({ description: 'As the station wrote it' }),
  sampledValue: listOf(SampledValue, 'Values of this moment'),
});

const meterValues = listOf(MeterValue, 'What the station said of its meter');

const anomalies = [
  ...[
    'afterEnd',
    'clockAhead',
    'clockInvalid',
    'clockOff',
    'energyJump',
    'noStartRegister',
    'noStopRegister',
    'otherEvent',
  ],
  ...['registerDropped', 'secondStop', 'seqNoGap', 'sessionRegister', 'startMissing', 'startRegisterZero'],
  ...['stopBelowStart', 'stopWithoutStart'],
];

const about = {
  station: stationId,
  evse: maybe(evseNumber),
  transaction: maybe(word('Id of the transaction, a UUID; absent where the station named one that nobody knows')),
  at: time('When it happened, by the station where its clock is one'),
  receivedAt: maybe(time('When the gateway heard of it')),
  history: maybe(always(true, 'The station was cut off and told it late: act on nothing of it')),
  anomalies: maybe(
    listOf(oneOf('What is odd about it', anomalies), 'What is odd about the message; it is told as it came'),
  ),
};

const chargingState = maybe(
  oneOf('What goes on at the plug', ['Charging', 'EVConnected', 'SuspendedEV', 'SuspendedEVSE', 'Idle']),
);
const trigger = maybe(word('Why the station said it (TriggerReason of OCPP 2.0.1)'));
const number = count('The transaction id of OCPP 1.6 towards the station');

const record = (type: string, description: string, properties: TProperties): TSchema =>
  Type.Object({ ...place, type: always(type), ...properties }, { description });

export const Started = record('started', 'A transaction began', {
  ...about,
  number,
  token: Type.String({ description: 'Who charges; empty where nobody has shown a token yet' }),
  meterWh: figure('Energy register at the start, in Wh'),
  believedMeterWh: maybe(figure('The register that counts, where meterWh cannot be right')),
  chargingState,
  meterValues,
});

export const Sampled = record('sampled', 'Meter values of a transaction', {
  ...about,
  meterWh: maybe(figure('Energy register as far as it can be believed, in Wh')),
  trigger,
  meterValues,
});

export const Updated = record('updated', 'Something about a transaction changed', {
  ...about,
  chargingState,
  token: maybe(Type.String({ description: 'A token that was shown' })),
  trigger,
  meterValues,
});

export const Ended = record('ended', 'A transaction ended', {
  ...about,
  number,
  meterWh: figure('Energy register at the end, in Wh'),
  energyWh: maybe(figure('What was charged, in Wh; absent where nobody can say')),
  reason: word('Why it ended (ReasonEnum of OCPP 2.0.1)'),
  token: maybe(Type.String({ description: 'Who ended it' })),
  meterValues,
});

export const PricedRecord = record(
  'priced',
  'What a transaction costs: once where it ended, and on its way at midnight at the site, where the price changed, and where a central system says it. Of those of a source the last one counts, and csms before tariff',
  {
    station: stationId,
    transaction: word('Id of the transaction, a UUID'),
    at: time('Up to when it is priced; with source csms when it was said'),
    source: oneOf('By the tariff of the site, or by the word of a central system that controls the station', [
      'tariff',
      'csms',
    ]),
    amount: figure(
      'What it costs up to then, in the currency: rounded to its digits, by a central system as it said it',
    ),
    currency: maybe(word('ISO 4217. Central systems name none')),
    energyWh: maybe(figure('What was charged up to then, in Wh')),
    toldBy: maybe(word('The uplink of the central system')),
    isFinal: maybe(always(true, 'It is what the transaction costs in all. It comes after its end, maybe much later')),
  },
);

export const GapRecord = record(
  'gap',
  'Records were given up: the quota of this uplink was spent. They do not come any more',
  {
    at: maybe(time('When they were given up')),
    from: Type.Integer({ description: 'First row of the journal that was given up', minimum: 1 }),
    through: Type.Integer({ description: 'Last row that was given up; seq says the same', minimum: 1 }),
  },
);

export const StreamRecordSchema = Type.Union([Started, Sampled, Updated, Ended, PricedRecord, GapRecord], {
  description: 'One record of the stream of transactions',
});

export const StreamAck = Type.Object(
  {
    gatewayId,
    through: Type.Integer({ description: 'You keep every record of this stream up to this seq', minimum: 0 }),
  },
  { description: 'How far you have come, where the stream is acknowledged by the application' },
);

export const Online = Type.Union(
  [
    Type.Object({ online: always(true), gatewayId }, { description: 'The gateway is there' }),
    Type.Object(
      { online: always(false), gatewayId: maybe(gatewayId) },
      { description: 'It said goodbye, or the broker lost it' },
    ),
  ],
  { description: 'Whether the gateway is there' },
);
