// The file of one device type, format mbdrv/1: every key with its meaning. Editors get it as config/device.schema.json.

import Type from 'typebox';
import type { Static } from 'typebox';
import { closed, oneOf } from '../../model/config/schema-words.ts';
import { ConnectionFile } from './connection.ts';
import { ControlFile, FailsafeFile, HeartbeatFile, SequenceFile } from './control.ts';
import { BlocksFile, ForbidReadFile, GroupFile, PointsFile } from './points.ts';
import { expression, milliseconds, named, namePattern, plainValue, seconds, sentence } from './words.ts';

const texts = (what: string, maxItems = 100) =>
  Type.Array(Type.String({ description: what, minLength: 1, maxLength: 200 }), { description: what, maxItems });

const SourceFile = Type.Object(
  {
    title: sentence('Title'),
    kind: oneOf('Kind', ['vendor-manual', 'implementation', 'secondary']),
    ref: sentence('Where it can be found'),
  },
  { ...closed, description: 'A source' },
);

const VerifiedFile = Type.Object(
  {
    level: oneOf('How it was tried', ['unverified', 'simulator', 'bench', 'field']),
    firmware: Type.Optional(texts('Firmware that it was tried with')),
    by: Type.Optional(texts('Who tried it')),
  },
  { ...closed, description: 'What is known about this description itself' },
);

const ParamFile = Type.Object(
  {
    type: oneOf('Type', ['integer', 'number', 'string', 'boolean']),
    default: plainValue('What counts when nobody sets it'),
    min: Type.Optional(Type.Number({ description: 'Least' })),
    max: Type.Optional(Type.Number({ description: 'Most' })),
    values: Type.Optional(
      Type.Array(plainValue('Value'), { description: 'All that it may be', minItems: 1, maxItems: 32 }),
    ),
  },
  { ...closed, description: 'What an installer may set' },
);

const ComputedFile = Type.Union(
  [
    expression('What it is'),
    Type.Object(
      { kind: oneOf('Kind', ['delta']), of: named('Point'), resetOn: expression('Counts from 0 when this holds') },
      closed,
    ),
  ],
  { description: 'An expression, or { kind: delta, of: point, resetOn: expression }: how far a point went since then' },
);

const ProbeFile = Type.Object(
  {
    id: named('Name of what it finds out'),
    point: Type.Optional(named('Point that is read')),
    write: Type.Optional(named('Point that is written, only while no vehicle is there')),
    value: Type.Optional(plainValue('What is written')),
    readBack: Type.Optional(named('Point that is read then')),
    classify: Type.Optional(expression('What that means')),
  },
  {
    ...closed,
    description: 'What is found out once a connection: { id, point } or { id, write, value, readBack, classify }',
  },
);

const iecState = oneOf('State by IEC 61851', [
  'A',
  'B',
  'B1',
  'B2',
  'C',
  'C1',
  'C2',
  'D',
  'D1',
  'D2',
  'E',
  'F',
  'unknown',
]);

const StateFile = Type.Union(
  [
    expression('State by IEC 61851'),
    Type.Object(
      {
        of: named('Point or computed value'),
        map: Type.Record(Type.String(), iecState, { description: 'What its values mean', maxProperties: 100 }),
      },
      closed,
    ),
  ],
  { description: 'State by IEC 61851: an expression, or { of: point, map: { 1: A, 2: B, 3: C } }' },
);

const FaultFile = Type.Object(
  {
    code: Type.String({ description: 'Code for people', minLength: 1, maxLength: 50 }),
    severity: oneOf('How bad it is', ['warning', 'error']),
  },
  { ...closed, description: 'A fault' },
);

export const DeviceFile = Type.Object(
  {
    format: oneOf('Version of this format', ['mbdrv/1']),
    id: Type.String({
      description: 'Name of the device, as the file is called: small letters, digits and -',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
      maxLength: 48,
    }),
    version: Type.String({
      description: 'Version of this file, such as 1.0.0',
      pattern: '^\\d+\\.\\d+\\.\\d+(-[\\w.]+)?$',
      maxLength: 40,
    }),
    title: Type.String({ description: 'Name for people', minLength: 1, maxLength: 200 }),
    products: Type.Optional(texts('Products that it serves')),
    class: oneOf('What it is', ['charger', 'meter', 'inverter', 'battery']),
    sources: Type.Array(SourceFile, { description: 'Where the map comes from', minItems: 1, maxItems: 50 }),
    verified: VerifiedFile,
    params: Type.Optional(
      Type.Record(Type.String({ pattern: namePattern }), ParamFile, {
        description: 'What an installer may set, used as $param.x',
        maxProperties: 32,
        additionalProperties: false,
      }),
    ),
    identify: Type.Optional(
      Type.Array(
        Type.Object(
          {
            point: named('Point'),
            matches: Type.String({ description: 'Pattern of what it says', minLength: 1, maxLength: 200 }),
          },
          { ...closed, description: 'A sign' },
        ),
        { description: 'By what it is recognised', maxItems: 10 },
      ),
    ),
    connection: ConnectionFile,
    poll: Type.Optional(
      Type.Object(
        {
          fastS: Type.Optional(seconds('Fast; 1 when absent', 0.1)),
          slowS: Type.Optional(seconds('Slow; 10 when absent', 0.5)),
        },
        { ...closed, description: 'How often it is read' },
      ),
    ),
    blocks: Type.Optional(BlocksFile),
    forbidRead: Type.Optional(Type.Array(ForbidReadFile, { description: 'What is never read', maxItems: 50 })),
    points: PointsFile,
    computed: Type.Optional(
      Type.Record(Type.String({ pattern: namePattern }), ComputedFile, {
        description: 'Values that are made of others',
        maxProperties: 100,
        additionalProperties: false,
      }),
    ),
    probes: Type.Optional(Type.Array(ProbeFile, { description: 'What is found out once a connection', maxItems: 20 })),
    variants: Type.Optional(
      Type.Array(
        Type.Object(
          {
            match: expression('Which devices'),
            set: Type.Object(
              {},
              { description: 'Keys of this file that are different there', additionalProperties: true },
            ),
          },
          { ...closed, description: 'A variant' },
        ),
        { description: 'Devices that differ in part; the first that matches counts', maxItems: 10 },
      ),
    ),
    groups: Type.Optional(
      Type.Record(Type.String({ pattern: namePattern }), GroupFile, {
        description: 'Unit groups',
        maxProperties: 16,
        additionalProperties: false,
      }),
    ),
    freshness: Type.Optional(
      Type.Object(
        {
          point: named('Point that says how old its values are, in ms'),
          maxMs: milliseconds('They are too old above this', 1),
        },
        { ...closed, description: 'When what was read is too old all the same' },
      ),
    ),
    state: Type.Optional(StateFile),
    faults: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 500 }), FaultFile, {
        description: 'Faults by the expression that shows them',
        maxProperties: 100,
      }),
    ),
    onState: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 50 }), SequenceFile, {
        description: 'Sequences that get it out of a state, by what the point of the state says',
        maxProperties: 20,
      }),
    ),
    control: Type.Optional(ControlFile),
    heartbeat: Type.Optional(
      Type.Union([HeartbeatFile, Type.Array(HeartbeatFile, { maxItems: 4 })], {
        description: 'What keeps its watchdog quiet, or a list of them',
      }),
    ),
    failsafe: Type.Optional(FailsafeFile),
    quirks: Type.Optional(
      Type.Array(sentence('What people should know'), { description: 'What people should know', maxItems: 50 }),
    ),
    hooks: Type.Optional(
      Type.Array(
        oneOf('Code of the gateway', ['sunspec', 'modbus-ascii', 'double-send', 'semp-phases', 'group-split']),
        {
          description: 'Code of the gateway that it needs',
          maxItems: 5,
        },
      ),
    ),
  },
  { ...closed, title: 'Busbar device file', description: 'A device type' },
);

export type DeviceFile = Static<typeof DeviceFile>;
