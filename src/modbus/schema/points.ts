// What stands where in a device.

import Type from 'typebox';
import type { Static } from 'typebox';
import { closed, oneOf, whole } from '../../model/config/schema-words.ts';
import { expression, named, namePattern, register } from './words.ts';

const numbers = ['u16', 's16', 'u32', 's32', 'u64', 's64', 'f32', 'f64', 'bits16', 'bits32'] as const;
const others = ['string', 'utf16be', 'ascii1', 'ascii2', 'bytes', 'coil', 'discrete'] as const;

const type = oneOf('How the value is written', [...numbers, ...others]);

/** Of a text: longer ones do not go through one request. */
const length = Type.Optional(whole('Registers of the value; only texts and bytes need it', 1, 125));

const address = Type.Union([register('Address'), Type.Array(register('Address'), { minItems: 3, maxItems: 3 })], {
  description: 'Address of the protocol, from 0; three of them for L1, L2, L3',
});

const scale = Type.Optional(
  Type.Number({ description: 'What one count is worth; 1 when absent', minimum: -1e9, maximum: 1e9 }),
);
const offset = Type.Optional(Type.Number({ description: 'Added after scaling', minimum: -1e9, maximum: 1e9 }));

const bits = (what: string) => Type.Integer({ description: what, minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

const Write = Type.Object(
  {
    fc: Type.Integer({ description: 'Function code for writing', enum: [5, 6, 16] }),
    addr: Type.Optional(address),
    type: Type.Optional(type),
    length,
    scale,
    offset,
    rmw: Type.Optional(
      Type.Object(
        {
          mask: Type.Integer({ description: 'Bits of the register that are this point', minimum: 1, maximum: 65_535 }),
          shift: Type.Optional(whole('How far they are shifted', 0, 15)),
        },
        { ...closed, description: 'The register is read, and only these bits of it are changed' },
      ),
    ),
  },
  { ...closed, description: 'How it is written: { fc: 6 }; address, type and scale as for reading when absent' },
);

const WordOrder = Type.Union(
  [
    Type.String({ pattern: '^(hi|lo|\\$param\\.[A-Za-z]\\w*)$', maxLength: 60 }),
    Type.Object(
      {
        from: named('Point that says it'),
        map: Type.Record(Type.String(), oneOf('Order', ['hi', 'lo']), { description: 'What its values mean' }),
      },
      closed,
    ),
  ],
  {
    description:
      'Which word comes first: hi (most significant, when absent), lo, $param.x, or { from: point, map: { 0: lo, 1: hi } }',
  },
);

const units = ['A', 'V', 'W', 'Wh', 's', 'ms', 'Hz', 'degC', '%', 'var', 'varh', 'VA', 'VAh'] as const;

export const PointFile = Type.Object(
  {
    fc: Type.Optional(whole('Function code for reading; absent where it is only written', 1, 4)),
    addr: Type.Optional(address),
    type,
    length,
    wo: Type.Optional(WordOrder),
    bo: Type.Optional(oneOf('Which byte of a register comes first; hi when absent', ['hi', 'lo'])),
    mask: Type.Optional(bits('Bits of the raw value that count, such as 0x7F00')),
    shift: Type.Optional(whole('Then shifted down by so many bits', 0, 63)),
    byte: Type.Optional(oneOf('Only this half of the register', ['high', 'low'])),
    scale,
    offset,
    exponent: Type.Optional(named('Point that says which power of ten the value is multiplied by')),
    decimals: Type.Optional(whole('Rounded to so many places', 0, 9)),
    unit: Type.Optional(oneOf('Unit of the value after scaling', [...units])),
    decode: Type.Optional(
      oneOf('hex; hex8: eight digits; fwDigits: 10203 is 1.2.3; ipv4: bytes with dots between', [
        'hex',
        'hex8',
        'fwDigits',
        'ipv4',
      ]),
    ),
    invalid: Type.Optional(
      Type.Array(Type.Number({ description: 'Raw value' }), {
        description: 'Raw values that say nothing, besides those of the type',
        maxItems: 16,
      }),
    ),
    count: Type.Optional(named('Of three addresses: the point that says how many phases there are')),
    poll: Type.Optional(
      oneOf('How often it is read; slow when absent. once: after each connection. manual: when somebody asks', [
        'fast',
        'slow',
        'once',
        'manual',
      ]),
    ),
    scope: Type.Optional(
      oneOf('connector: each charging point has its own. station: they share it. connector when absent', [
        'connector',
        'station',
      ]),
    ),
    group: Type.Optional(named('Unit group')),
    when: Type.Optional(expression('The point is there only while this holds')),
    monotonic: Type.Optional(Type.Boolean({ description: 'It never goes back' })),
    plausible: Type.Optional(
      Type.Array(Type.Number({ description: 'Value' }), {
        description: 'Least and most that can be true',
        minItems: 2,
        maxItems: 2,
      }),
    ),
    write: Type.Optional(Write),
    map: Type.Optional(
      Type.Record(Type.String(), Type.Integer({ description: 'Raw value' }), {
        description: 'Raw value of each value that the gateway knows, such as { "1": 0, "3": 1 }',
        maxProperties: 64,
      }),
    ),
  },
  { ...closed, description: 'A point' },
);

export type PointFile = Static<typeof PointFile>;

/** More than any description has, so that reading one stays short. */
const maxPoints = 400;

export const PointsFile = Type.Record(Type.String({ pattern: namePattern }), PointFile, {
  description: 'Points by name',
  maxProperties: maxPoints,
  additionalProperties: false,
});

const range = Type.Array(register('Address'), { minItems: 2, maxItems: 2, description: 'First and last address' });
const ranges = Type.Optional(
  Type.Array(range, { description: 'Ranges, first and last address included', maxItems: 200 }),
);

export const BlocksFile = Type.Object(
  { coils: ranges, discrete: ranges, holding: ranges, input: ranges },
  { ...closed, description: 'Ranges that it answers without a hole, by table' },
);

const oneOrMore = Type.Optional(
  Type.Union([range, Type.Array(range, { maxItems: 200 })], {
    description: 'A range such as [730, 740], or a list of them',
  }),
);

export const ForbidReadFile = Type.Object(
  {
    when: Type.Optional(expression('Only on devices where this holds; always when absent')),
    coils: oneOrMore,
    discrete: oneOrMore,
    holding: oneOrMore,
    input: oneOrMore,
  },
  { ...closed, description: 'What is never read' },
);

export const GroupFile = Type.Object(
  {
    unit: Type.Union([Type.Integer({ minimum: 0, maximum: 255 }), expression('Unit id')], {
      description: 'Unit id: a number, or an expression of $connector and $param.x',
    }),
    order: whole('Groups with a smaller number are read first', 0, 100),
    when: Type.Optional(expression('The group is there only while this holds')),
  },
  { ...closed, description: 'Points that are asked under another unit id' },
);

export type BlocksFile = Static<typeof BlocksFile>;
export type ForbidReadFile = Static<typeof ForbidReadFile>;
export type GroupFile = Static<typeof GroupFile>;
