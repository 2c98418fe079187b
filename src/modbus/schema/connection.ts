// How a device is reached and how it wants to be spoken to.

import Type from 'typebox';
import type { Static } from 'typebox';
import { closed, oneOf, whole } from '../../model/config/schema-words.ts';
import { milliseconds, named, plainValue, seconds, unitId } from './words.ts';

/** More than any device of this kind answers for. */
const maxConnectors = 64;

const stride = (what: string, maximum: number) =>
  Type.Optional(
    Type.Object(
      {
        first: whole(`${what} of the first charging point`, 0, maximum),
        stride: whole('What each further one adds', 0, maximum),
      },
      { ...closed, description: `${what}, such as { first: 1000, stride: 1000 }` },
    ),
  );

const Holdoff = Type.Object(
  {
    s: Type.Optional(seconds('A time')),
    point: Type.Optional(named('A point that says it in seconds')),
    factor: Type.Optional(Type.Number({ description: 'Times this; 1 when absent', minimum: 0, maximum: 10 })),
  },
  { ...closed, description: 'Silence before connecting again: { s: 5 } or { point: failsafe_timeout, factor: 1 }' },
);

const Tcp = Type.Object(
  {
    port: Type.Optional(whole('TCP port; 502 when absent', 1, 65_535)),
    maxClients: Type.Optional(whole('How many connections it takes; 0 when it does not limit them', 0, 1000)),
    keepOpen: Type.Optional(Type.Boolean({ description: 'Always true: the connection stays open' })),
    connectDelayMs: Type.Optional(milliseconds('Silence between the connection and the first request')),
    idleCloseS: Type.Optional(seconds('After so long in silence the device closes; 0 for never')),
    reconnectHoldoff: Type.Optional(Holdoff),
  },
  { ...closed, description: 'Modbus over TCP' },
);

const Rtu = Type.Object(
  {
    baud: whole('Bits a second', 300, 1_000_000),
    parity: oneOf('Parity', ['N', 'E', 'O']),
    stopBits: whole('Stop bits', 1, 2),
  },
  { ...closed, description: 'The serial line as the device has it when it is new' },
);

const Unit = Type.Union(
  [
    unitId('Unit id'),
    Type.Object(
      {
        default: unitId('Unit id when new'),
        tcp: Type.Optional(unitId('Unit id over Modbus TCP, where that is another one than on a line')),
        range: Type.Optional(
          Type.Array(unitId('Unit id'), { description: 'Least and largest', minItems: 2, maxItems: 2 }),
        ),
      },
      closed,
    ),
  ],
  { description: 'Unit id; 1 when absent: a number, or { default: 1, tcp: 255, range: [1, 255] }' },
);

const Connectors = Type.Object(
  {
    max: Type.Optional(whole('How many charging points; 1 when absent', 1, maxConnectors)),
    address: stride('What is added to addresses', 65_535),
    unit: stride('Unit id', 255),
    port: stride('TCP port', 65_535),
  },
  { ...closed, description: 'Several charging points behind one device' },
);

const Timing = Type.Object(
  {
    timeoutMs: Type.Optional(milliseconds('Wait for an answer; 1000 when absent', 50)),
    minGapMs: Type.Optional(milliseconds('Silence between an answer and the next request')),
    writeGapMs: Type.Optional(milliseconds('Silence after a write')),
    retries: Type.Optional(whole('Repeats after a failure; 1 when absent', 0, 10)),
    maxRegisters: Type.Optional(whole('Most registers of one read; 125 when absent', 1, 125)),
    maxGapRegisters: Type.Optional(whole('Unused registers that one read may bridge; 0 when absent', 0, 124)),
    drainMs: Type.Optional(milliseconds('Silence after a timeout; the timeout again when absent')),
    afterTimeout: Type.Optional(
      oneOf(
        'After a timeout the connection is dropped, or kept silent where a new one would be locked out; drop when absent',
        ['drop', 'drain'],
      ),
    ),
  },
  { ...closed, description: 'Pace of the device' },
);

export const ConnectionFile = Type.Object(
  {
    transports: Type.Array(oneOf('Transport', ['tcp', 'rtu', 'rtu-tcp']), {
      description: 'How it can be reached: tcp, rtu, rtu-tcp',
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
    }),
    tcp: Type.Optional(Tcp),
    rtu: Type.Optional(Rtu),
    unit: Type.Optional(Unit),
    connectors: Type.Optional(Connectors),
    timing: Type.Optional(Timing),
    policy: Type.Optional(
      oneOf('single-value: one value a request. block: reads are merged inside of blocks. single-value when absent', [
        'single-value',
        'block',
      ]),
    ),
    functions: Type.Optional(
      Type.Array(Type.Integer({ description: 'Function code', enum: [1, 2, 3, 4, 5, 6, 15, 16] }), {
        description: 'Function codes that it knows; all when absent',
        minItems: 1,
        maxItems: 8,
        uniqueItems: true,
      }),
    ),
    firstWrite: Type.Optional(
      Type.Object(
        { point: named('Point'), value: plainValue('What is written') },
        { ...closed, description: 'What it must be sent before it answers the first read' },
      ),
    ),
  },
  { ...closed, description: 'How it is reached' },
);

export type ConnectionFile = Static<typeof ConnectionFile>;
