// What is written to a charger: limits, pauses, phases, and what keeps its watchdog quiet.

import Type from 'typebox';
import type { Static } from 'typebox';
import { closed, oneOf, whole } from '../../model/config/schema-words.ts';
import { expression, named, namePattern, plainValue, seconds, sentence, valueOrExpression } from './words.ts';

const amount = (what: string) => Type.Number({ description: what, minimum: 0, maximum: 10_000_000 });

const ConfirmFile = Type.Object(
  {
    readback: Type.Optional(named('The point that says what is in force')),
    measured: Type.Optional(Type.Boolean({ description: 'The current that is measured' })),
    none: Type.Optional(seconds('Nothing shows it: it is in force after so long')),
    withinS: Type.Optional(seconds('In force after so long; 5 when absent', 0.1)),
  },
  {
    ...closed,
    description:
      'What shows that a limit is in force: { readback: limit, withinS: 5 }, { measured: true } or { none: 10 }',
  },
);

const LimitFile = Type.Object(
  {
    point: named('The point that is written'),
    quantity: Type.Optional(
      oneOf('Amps per phase, or watts of the charging point; current when absent', ['current', 'power']),
    ),
    step: Type.Optional(
      Type.Number({ description: 'Step of the limit, in A or W; 1 when absent', exclusiveMinimum: 0, maximum: 10_000 }),
    ),
    min: Type.Optional(amount('Least limit above the pause, in A or W; 6 when absent and in amps')),
    max: amount('Largest limit, in A or W'),
    zero: oneOf('What writing 0 does: pause, no-limit (it releases the charger and is never written), invalid', [
      'pause',
      'no-limit',
      'invalid',
    ]),
    pauseValue: Type.Optional(whole('What pauses instead of 0, as it stands in the register', 0, 0xffff_ffff)),
    repair: Type.Optional(
      Type.Object(
        {
          when: expression('Of `raw`, what the register holds'),
          write: Type.Union([Type.Literal('pauseValue'), Type.Number()], { description: 'pauseValue, or a raw value' }),
        },
        { ...closed, description: 'What is put right when the register is found like this' },
      ),
    ),
    vector: Type.Optional(oneOf('replicate: L1, L2 and L3 are written alike', ['replicate'])),
    transform: Type.Optional(expression('Watts from `A` and `$phases`')),
    confirm: ConfirmFile,
  },
  { ...closed, description: 'The limit' },
);

const EnableFile = Type.Object(
  {
    kind: oneOf('limit-zero: by the limit alone. register or coil: by a point. sequence: by two sequences', [
      'limit-zero',
      'register',
      'coil',
      'sequence',
    ]),
    point: Type.Optional(named('The point that is written')),
    on: Type.Optional(plainValue('What lets it charge: a value, or the name of a sequence')),
    off: Type.Optional(plainValue('What pauses it: a value, or the name of a sequence')),
  },
  { ...closed, description: 'How charging is let and paused' },
);

const PhasesFile = Type.Object(
  {
    kind: Type.Optional(
      oneOf(
        'register: by a point. power: by the limit itself. sequence: setPhases does it. hook: code. register when absent',
        ['register', 'power', 'sequence', 'hook'],
      ),
    ),
    point: Type.Optional(named('The point that is written')),
    map: Type.Optional(
      Type.Record(Type.String(), Type.Integer({ description: 'Raw value' }), { description: 'Raw value of 1 and 3' }),
    ),
    when: Type.Optional(expression('It can be switched only while this holds')),
    paused: Type.Optional(Type.Boolean({ description: 'Charging must pause for it; true when absent' })),
    settleS: Type.Optional(seconds('Pause after it; 10 when absent')),
    one: Type.Optional(amount('kind power: limit that makes it one phase')),
    three: Type.Optional(amount('kind power: limit that makes it three')),
    id: Type.Optional(Type.String({ description: 'kind hook: which', maxLength: 48 })),
  },
  { ...closed, description: 'How it goes from one phase to three' },
);

const StepFile = Type.Object(
  {
    write: Type.Optional(named('Point that is written')),
    do: Type.Optional(named('Sequence that is run: one of this file, or setLimit, pause, resume')),
    value: Type.Optional(valueOrExpression('What is written, or what the sequence gets as $arg')),
    waitFor: Type.Optional(expression('Goes on when this holds')),
    timeoutS: Type.Optional(seconds('And fails after so long', 0.1)),
    waitS: Type.Optional(seconds('Waits')),
    read: Type.Optional(named('Point that is read')),
  },
  { ...closed, description: 'One step: { write, value }, { do, value }, { waitFor, timeoutS }, { waitS } or { read }' },
);

/** Longer ones would hold up what else there is to say to a device. */
export const SequenceFile = Type.Array(StepFile, { description: 'Steps', minItems: 1, maxItems: 30 });

export const ControlFile = Type.Object(
  {
    limit: LimitFile,
    enable: Type.Optional(EnableFile),
    phases: Type.Optional(PhasesFile),
    sequences: Type.Optional(
      Type.Record(Type.String({ pattern: namePattern }), SequenceFile, {
        description: 'By name; setLimit, pause, resume, setPhases, wakeUp, onConnect and onShutdown mean something',
        maxProperties: 30,
        additionalProperties: false,
      }),
    ),
  },
  { ...closed, description: 'What is written to a charger' },
);

const EveryFile = Type.Object(
  {
    s: Type.Optional(seconds('A time', 0.2)),
    point: Type.Optional(named('A point that says the timeout of the watchdog, in seconds after scaling')),
    factor: Type.Optional(
      Type.Number({ description: 'Times this; 0.5 at most and when absent', exclusiveMinimum: 0, maximum: 1 }),
    ),
    minS: Type.Optional(seconds('At least so long; 1 when absent', 0.2)),
  },
  { ...closed, description: 'How often: { s: 25 } or { point: failsafe_timeout, factor: 0.25, minS: 1 }' },
);

export const HeartbeatFile = Type.Object(
  {
    kind: oneOf(
      'any-read: reading keeps it quiet. write-const: a fixed value. rewrite-limit: the limit again. rewrite-point: a point again',
      ['any-read', 'write-const', 'rewrite-limit', 'rewrite-point', 'none'],
    ),
    point: Type.Optional(named('The point that is written')),
    value: Type.Optional(plainValue('What is written')),
    every: Type.Optional(EveryFile),
    onFail: Type.Optional(
      Type.Object(
        {
          after: whole('So many failures in a row', 1, 10),
          action: Type.Optional(oneOf('What is done', ['reconnect'])),
        },
        { ...closed, description: 'When the connection is dropped; after 2 when absent' },
      ),
    ),
  },
  { ...closed, description: 'What keeps the watchdog of the device quiet' },
);

export const FailsafeFile = Type.Object(
  {
    onLoss: oneOf(
      'What it does when nobody speaks to it: device: falls to a known current. holds-last: nothing. unknown: counts at its rating',
      ['device', 'holds-last', 'unknown'],
    ),
    current: Type.Optional(named('Point of the current that it falls to, where it can be written or read')),
    timeout: Type.Optional(named('Point of the time until then')),
    trip: Type.Optional(sentence('What happens then, for people')),
  },
  { ...closed, description: 'What it does when nobody speaks to it any more' },
);

export type ControlFile = Static<typeof ControlFile>;
export type LimitFile = Static<typeof LimitFile>;
export type StepFile = Static<typeof StepFile>;
export type HeartbeatFile = Static<typeof HeartbeatFile>;
export type FailsafeFile = Static<typeof FailsafeFile>;
