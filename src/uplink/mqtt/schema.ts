// Everything that goes over an MQTT uplink: each channel with the schema of its payload. docs/asyncapi.yaml and the JSON
// Schemas are written from this, and what is published in tests is held against it.

import type { TSchema } from 'typebox';
import { commandChannels } from './schema-commands.ts';
import { stateChannels } from './schema-state.ts';
import { Online, StreamAck, StreamRecordSchema } from './schema-stream.ts';

export interface Channel {
  /** Its name in the documents. */
  readonly name: string;
  /** Below `<topicPrefix>/<identity>/`, with parameters in braces. */
  readonly address: string;
  /** From the gateway, or to it. */
  readonly way: 'up' | 'down';
  readonly payload: TSchema;
  readonly summary: string;
  /** How it is used, where that is more than reading. */
  readonly rules?: string;
  readonly retained?: true;
}

const streamRules = [
  'Subscribe with QoS 1 and a session of your own that the broker keeps while you are away.',
  'Keep each record by (gatewayId, seq). One that you have already is a repeat: drop it. A repeat says the same, but previous may be higher where records before it were given up.',
  'Records of one gatewayId are in order of seq, whatever way they came. A record stands for everything after its previous up to its seq: put these stretches together from 0, with which a stream begins, or from the first record that you know where you came later; where they do not meet, records are missing.',
  'A gap stands for records that will not come any more: those after its previous up to its seq that you do not have.',
  'A new gatewayId is another stream, which begins anew; what is missing of the old one does not come any more.',
  'What was missed while the broker was away, or lost by it before it said that it took it, comes by itself. What the broker took and lost comes again only where the uplink says "acknowledgedBy: application": then publish {"gatewayId": …, "through": seq} on transactions/ack, now and then and when a record arrives after a pause, with the seq up to which you keep everything without a hole. Without that word the records come again after a minute, then ever more rarely.',
].join('\n');

export const channels: readonly Channel[] = [
  {
    name: 'online',
    address: 'online',
    way: 'up',
    payload: Online,
    summary: 'Whether the gateway is there. The last will says that it is not',
    retained: true,
  },
  {
    name: 'transactions',
    address: 'transactions',
    way: 'up',
    payload: StreamRecordSchema,
    summary: 'Every transaction, in order, each record once or more often',
    rules: streamRules,
  },
  {
    name: 'transactionsAck',
    address: 'transactions/ack',
    way: 'down',
    payload: StreamAck,
    rules: 'Not retained. Words of another stream, of what was never told, or of less than before, do nothing.',
    summary: 'How far you have come; only where the uplink says "acknowledgedBy: application"',
  },
  ...stateChannels,
  ...commandChannels,
];
