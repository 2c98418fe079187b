// JSON Schemas of commands, of their answers and of frames of OCPP over MQTT: each channel with what is said about it. Those of
// commands are made of what reads them.

import Type from 'typebox';
import { schemaOf, shapes } from './command.ts';
import { id, time } from './fields.ts';

const kinds = Object.entries(shapes).map(([kind, shape]) => {
  const own = schemaOf(shape, { id: id.schema, kind: { const: kind } }) as { properties: object };
  return { ...own, title: kind, properties: { ...own.properties, expiresAt: time.schema, key: id.schema } };
});

export const Command = Type.Unsafe({ description: 'What is to be done, by its kind', oneOf: kinds });

export const CommandAnswer = Type.Object(
  {
    id: Type.Unsafe({ description: 'Of the command; null where it could not be read', type: ['string', 'null'] }),
    status: Type.String({
      description:
        'accepted: done, or on its way. scheduled: it will be done. rejected: whoever was asked said no. failed: nobody knows whether it was done. refused: nothing of it was done',
      enum: ['accepted', 'scheduled', 'rejected', 'failed', 'refused'],
    }),
    code: Type.Optional(Type.String({ description: 'Stable: BB_…' })),
    text: Type.Optional(Type.String({ description: 'What happened, and what to do' })),
    data: Type.Optional(
      Type.Unsafe({ description: 'By the kind of the command', type: 'object', additionalProperties: true }),
    ),
  },
  { description: 'What came of a command' },
);

const frame = Type.Unsafe({
  description: 'A frame of OCPP-J as it was written, without keys of stations; a text where it is no JSON',
  type: ['array', 'string'],
});

export const SeenFrame = Type.Object(
  {
    at: Type.String({ description: 'When the gateway had it (UTC)', format: 'date-time' }),
    from: Type.String({ description: 'Who says it', enum: ['station', 'gateway'] }),
    frame,
  },
  { description: 'A frame between a station and the gateway' },
);

export const OrderedFrame = Type.Unsafe({
  description: 'A CALL of OCPP-J in the version of the station: [2, id, action, payload]',
  type: 'array',
  minItems: 4,
  maxItems: 4,
});

export const StationFrame = Type.Unsafe({
  description: 'A frame of OCPP-J in the version of the station, as it would go over a WebSocket',
  type: 'array',
  minItems: 3,
  maxItems: 5,
});

const upRules = [
  'QoS 1, not retained. Answer a CALL (type 2) on stations/{station}/csms/down, within callTimeoutSeconds, with its id.',
  'A CALL that was not answered comes again, maybe with the same id and always with the same payload: know it by both.',
  'A station that comes anew boots, or goes on; stations/{station} says whether it is connected.',
].join('\n');

const commandRules = [
  'QoS 1, not retained: what lay at the broker is not obeyed.',
  'id is yours and new for each command; a repeat of a command has the same id, or the same key and another id. It has no second effect, and gets the same answer.',
  'What starts, raises, opens or restarts something needs expiresAt (or, with MQTT 5, a message expiry), at most 24 hours ahead.',
  'No answer within two minutes: send it again, with the same id.',
].join('\n');

/** Addresses are below `<topicPrefix>/<identity>/`. */
export const commandChannels = [
  {
    name: 'commands',
    address: 'commands',
    way: 'down',
    payload: Command,
    summary: 'What the gateway is to do; only an uplink with role control is obeyed',
    rules: commandRules,
  },
  {
    name: 'answers',
    address: 'answers/{id}',
    way: 'up',
    payload: CommandAnswer,
    summary: 'What came of a command, by its id; "-" where the id could not be read',
    rules:
      'QoS 1, not retained. With MQTT 5 it goes to the response topic of the command as well, with its correlation data.',
  },
  {
    name: 'ocppUp',
    address: 'stations/{station}/ocpp/up',
    way: 'up',
    payload: SeenFrame,
    summary: 'Every frame of a station and every one to it; only where the uplink says "rawFrames: true"',
    rules: 'Told once, while the connection is there. What must not get lost is in transactions.',
  },
  {
    name: 'ocppDown',
    address: 'stations/{station}/ocpp/down',
    way: 'down',
    payload: OrderedFrame,
    summary: 'A CALL for a station; only for role control and where the uplink says "rawFrames: true"',
    rules: 'Its answer is on stations/{station}/ocpp/up under the same id. The same CALL again has no second effect.',
  },
  {
    name: 'csmsUp',
    address: 'stations/{station}/csms/up',
    way: 'up',
    payload: StationFrame,
    summary: 'What a station says to its central system; only where the uplink says "rawFrames: csms"',
    rules: upRules,
  },
  {
    name: 'csmsDown',
    address: 'stations/{station}/csms/down',
    way: 'down',
    payload: StationFrame,
    summary: 'What its central system says to a station: answers, and CALLs of its own; only with "rawFrames: csms"',
    rules:
      'QoS 1, not retained; at most 256 KiB. One CALL at a time for a station. The same CALL again within two minutes has no second effect, and gets the same answer.',
  },
] as const;
