// The AsyncAPI 3.0 document of an MQTT uplink, and its payloads as JSON Schemas, as plain objects.

import { usualPrefix } from '../../model/config/feed.ts';
import type { Channel } from './schema.ts';
import { channels } from './schema.ts';

const parameters: Readonly<Record<string, string>> = {
  identity: '"identity" of the uplink; the id of the site when absent',
  station: 'Station, with "+", "#", "/" and "%" written as % and two hex digits',
  evse: 'Number of the EVSE at its station',
  circuit: 'Circuit, written like a station',
  id: 'Id of the command',
};

const root = `${usualPrefix}/{identity}`;

export const asyncApiDocument = (): object => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Busbar over MQTT',
    version: 'v1',
    description: `What an uplink of kind mqtt publishes and takes. Payloads are JSON in UTF-8. Times are UTC. Topics carry the version of the payloads; fields may be added within it: leave alone what you do not know. Where the site file says another topicPrefix, that stands in the place of ${usualPrefix}. docs/mqtt.md says how a subscriber uses it.`,
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  servers: {
    plain: { host: '{broker}:1883', protocol: 'mqtt', protocolVersion: '5 or 3.1.1', variables: brokerVariable },
    tls: { host: '{broker}:8883', protocol: 'secure-mqtt', protocolVersion: '5 or 3.1.1', variables: brokerVariable },
  },
  channels: Object.fromEntries(channels.map((one) => [one.name, channelOf(one)])),
  operations: Object.fromEntries(
    channels.map((one) => [`${one.way === 'up' ? 'hear' : 'say'}${capital(one.name)}`, operationOf(one)]),
  ),
  components: {
    messages: Object.fromEntries(channels.map((one) => [one.name, messageOf(one)])),
    schemas: Object.fromEntries(channels.map(({ name, payload }) => [name, plain(payload)])),
  },
});

/** One JSON Schema with every payload under its name. */
export const payloadSchemas = (): object => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Payloads of a Busbar over MQTT',
  definitions: Object.fromEntries(channels.map(({ name, payload }) => [name, plain(payload)])),
});

const brokerVariable = { broker: { description: 'Host of "url" of the uplink', default: 'broker.example' } };

const parametersIn = (address: string): string[] => [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

function channelOf({ name, address, summary, rules }: Channel): object {
  const whole = `${root}/${address}`;
  return {
    address: whole,
    summary: `${summary}.`,
    ...(rules !== undefined && { description: rules }),
    parameters: Object.fromEntries(parametersIn(whole).map((one) => [one, { description: parameters[one]! }])),
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
  };
}

const messageOf = ({ name }: Channel): object => ({ name, payload: { $ref: `#/components/schemas/${name}` } });

/** As a subscriber does it. */
const operationOf = ({ name, way, retained }: Channel): object => ({
  action: way === 'up' ? 'receive' : 'send',
  channel: { $ref: `#/channels/${name}` },
  messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
  bindings: { mqtt: { qos: 1, retain: retained === true, bindingVersion: '0.2.0' } },
});

const capital = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;

/** Without the marks of the library. */
const plain = (schema: object): object => JSON.parse(JSON.stringify(schema)) as object;
