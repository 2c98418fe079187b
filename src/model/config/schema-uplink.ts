// Keys of the connections upstream.

import Type from 'typebox';
import { Security } from './schema-station.ts';
import { bytes, closed, id, oneOf, text, whole } from './schema-words.ts';

const Backoff = Type.Object(
  {
    minSeconds: Type.Number({ description: 'RetryBackOffWaitMinimum, in seconds', minimum: 1, maximum: 3600 }),
    randomSeconds: Type.Number({ description: 'RetryBackOffRandomRange, in seconds', minimum: 0, maximum: 3600 }),
    repeatTimes: whole('RetryBackOffRepeatTimes', 0, 10),
  },
  { ...closed, description: 'How long it waits before it connects again' },
);

const UplinkSecurity = Type.Object(
  {
    ...Security.properties,
    cert: Type.Optional(
      text('Profile 3: our own certificate chain, a PEM file; relative paths begin beside this file'),
    ),
    key: Type.Optional(text('Profile 3: its private key, a PEM file')),
    ca: Type.Optional(
      Type.String({
        description:
          'CA of its certificates, a PEM file by its whole path; those that this computer trusts when absent',
        pattern: '^/',
        maxLength: 500,
      }),
    ),
  },
  {
    ...closed,
    description: 'How the site proves who it is, such as { profile: 2, password: "${file:/run/secrets/csms}" }',
  },
);

export const Uplink = Type.Object(
  {
    id: id('Name of the uplink'),
    kind: oneOf('What it speaks', ['ocpp', 'mqtt']),
    mode: Type.Optional(
      oneOf('aggregate: the site is one station with many EVSEs. relay: each station under its own identity', [
        'aggregate',
        'relay',
      ]),
    ),
    version: Type.Optional(oneOf('OCPP version, in quotes', ['1.6', '2.0.1', '2.1'])),
    url: Type.String({
      description: 'Where the central system is: ws://, wss://, mqtt:// or mqtts://; OCPP appends the identity',
      pattern: '^(wss?|mqtts?)://',
      maxLength: 500,
    }),
    identity: Type.Optional(id('Identity of the site upstream')),
    security: Type.Optional(UplinkSecurity),
    keyEncoding: Type.Optional(
      oneOf(
        'How the password is sent; when absent, a key of 32 to 40 hex digits as raw and anything else as text. raw: the bytes that its hex digits mean. hex: the digits themselves. text: as it is written',
        ['raw', 'hex', 'text'],
      ),
    ),
    pingSeconds: Type.Optional(
      whole('WebSocketPingInterval: seconds without traffic until a ping; 30 when absent, 0 for none', 0, 3600),
    ),
    messagesPerSecond: Type.Optional(
      whole('Most messages about transactions that it is told in a second; 50 when absent', 1, 1000),
    ),
    role: oneOf('control: may command; at most one per station. observe: is told', ['control', 'observe']),
    autonomy: Type.Optional(
      Type.Boolean({
        description:
          'Relay: stations are served here while their central system is away. False: they are sent away. True when absent',
      }),
    ),
    profiles: Type.Optional(
      oneOf(
        'Relay: what becomes of charging profiles of the central system. merge: the gateway keeps them, and the station gets the least of all. pass: the station keeps them, under a limit of the gateway for the whole station. merge when absent',
        ['merge', 'pass'],
      ),
    ),
    stations: Type.Optional(
      Type.Array(text('Station, or a range such as CP-[01-60]'), {
        description: 'Only these stations; all when absent',
        minItems: 1,
        maxItems: 1000,
      }),
    ),
    topicPrefix: Type.Optional(text('MQTT: prefix of all topics, before the identity; busbar/v1 when absent')),
    protocol: Type.Optional(oneOf('MQTT: its version, in quotes; 5 when absent', ['5', '3.1.1'])),
    clientId: Type.Optional(text('MQTT: client id; from the identity and the id of the uplink when absent')),
    username: Type.Optional(text('MQTT: user; the password is under security')),
    bytesPerDay: Type.Optional(
      bytes('MQTT: budget of a metered link; telemetry becomes rarer when it is short. None when absent'),
    ),
    sampleSeconds: Type.Optional(whole('MQTT: interval of telemetry, in seconds; 60 when absent', 1, 3600)),
    acknowledgedBy: Type.Optional(
      oneOf(
        'MQTT: who says that transactions have arrived. broker: its acknowledgement is enough. application: they are sent again until whoever keeps them says so',
        ['broker', 'application'],
      ),
    ),
    rawFrames: Type.Optional(
      Type.Union([Type.Boolean(), Type.Literal('csms')], {
        description:
          'MQTT: OCPP frames of stations as they are. true: they are shown, and CALLs come down. csms: the central system of the stations is behind the broker and answers them. false when absent',
      }),
    ),
    quota: Type.Optional(bytes('What it may hold back of the journal; 64MiB when absent')),
    callTimeoutSeconds: Type.Optional(
      whole('The CSMS is lost when it takes longer to answer, in seconds; 30 when absent', 5, 600),
    ),
    attempts: Type.Optional(whole('TransactionMessageAttempts; 3 when absent', 1, 100)),
    retryIntervalSeconds: Type.Optional(whole('TransactionMessageRetryInterval, in seconds; 60 when absent', 1, 3600)),
    backoff: Type.Optional(Backoff),
    resetScope: Type.Optional(
      oneOf(
        'What a Reset from the CSMS restarts; uplink when absent. uplink: this connection. fanout: every station. reject: nothing',
        ['uplink', 'fanout', 'reject'],
      ),
    ),
    configurationFanOut: Type.Optional(
      Type.Array(Type.String({ description: 'Configuration key', minLength: 1, maxLength: 50 }), {
        description: 'Configuration keys that the CSMS sets in every station; the usual ones when absent',
        maxItems: 100,
      }),
    ),
    forwardDataTransfer: Type.Optional(
      Type.Array(Type.String({ description: 'Vendor id', minLength: 1, maxLength: 255 }), {
        description: 'Vendors whose DataTransfer messages of stations are passed on; none when absent',
        maxItems: 100,
      }),
    ),
    stationGraceSeconds: Type.Optional(
      whole('A station that is away so long is told as Unavailable, in seconds; 120 when absent', 60, 86_400),
    ),
    onLoss: Type.Optional(
      Type.Object(
        {
          amps: Type.Number({
            description: 'What all stations may draw together, on each line, while it is away',
            minimum: 0,
            maximum: 10_000,
          }),
          afterSeconds: whole('It is away when nothing was heard of it for so long', 10, 3600),
        },
        {
          ...closed,
          description:
            'Aggregate, control: the limit while what limits this site is away, and until it limits it anew, such as { amps: 40, afterSeconds: 60 }. Its last limit goes on when absent',
        },
      ),
    ),
    securityEvents: Type.Optional(
      Type.Boolean({ description: 'Tells security events; when absent, if the uplink has a password' }),
    ),
  },
  { ...closed, description: 'A connection upstream' },
);
