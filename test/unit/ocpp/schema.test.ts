import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { actionsOf, checkAnswer, checkInbound, checkOutbound, checkReply, warm } from '../../../src/ocpp/schema.ts';
import type { Schema, Stance } from '../../../src/ocpp/schema-source.ts';
import { definitionsOf, messageOf } from '../../../src/ocpp/schema-source.ts';

const versions: Version[] = ['1.6', '2.0.1', '2.1'];
const at = '2026-11-24T12:00:00Z';
const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: at };
const status = { connectorId: 1, status: 'Available', errorCode: 'NoError' };
const sample = (changes: object) => ({
  connectorId: 1,
  meterValue: [{ timestamp: at, sampledValue: [{ value: '1', ...changes }] }],
});

/** The smallest payload that a schema takes: required properties only. */
function smallest(schema: Schema, definitions: Schema): unknown {
  if (typeof schema.$ref === 'string')
    return smallest(definitions[schema.$ref.split('/').pop()!] as Schema, definitions);
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? at : schema.format === 'uri' ? 'http://host.example/a' : 'a';
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: (schema.minItems as number | undefined) ?? 0 }, () =>
        smallest(schema.items as Schema, definitions),
      );
    default: {
      const required = (schema.required as string[] | undefined) ?? [];
      const properties = schema.properties as Record<string, Schema>;
      return Object.fromEntries(required.map((name) => [name, smallest(properties[name]!, definitions)]));
    }
  }
}

const example = (version: Version, action: string, side: 'call' | 'answer'): object => {
  const { definitions } = definitionsOf(version, 'strict') as { definitions: Schema };
  return smallest(messageOf(version, action, side, 'strict')!, definitions) as object;
};

describe('every message of every version', () => {
  it.each([
    ['1.6', 39],
    ['2.0.1', 64],
    ['2.1', 91],
  ] as const)('%s knows %d actions', (version, count) => {
    expect(actionsOf(version).size).toBe(count);
  });

  it.each(versions)(
    '%s: takes the smallest payloads; only what we send may hold nothing unknown',
    (version) => {
      for (const action of actionsOf(version)) {
        const call = example(version, action, 'call');
        expect([action, checkOutbound(version, action, call), checkInbound(version, action, call)]).toEqual([
          action,
          undefined,
          undefined,
        ]);
        const more = { ...call, unknown: 1 };
        expect([action, checkOutbound(version, action, more)?.code]).toEqual([action, 'FormatViolation']);
        expect([action, checkInbound(version, action, more)]).toEqual([action, undefined]);
        expect([action, checkInbound(version, action, [])?.code]).toEqual([action, 'FormatViolation']);
        if (messageOf(version, action, 'answer', 'strict') === undefined) continue;
        const answer = example(version, action, 'answer');
        expect([action, checkReply(version, action, answer), checkAnswer(version, action, answer)]).toEqual([
          action,
          undefined,
          undefined,
        ]);
      }
    },
    30_000,
  );

  it('has one message that is sent without an answer', () => {
    const silent = versions.flatMap((version) =>
      [...actionsOf(version)].filter((action) => messageOf(version, action, 'answer', 'strict') === undefined),
    );
    expect(silent).toEqual(['NotifyPeriodicEventStream']);
  });

  it('says nothing of actions that a version does not know', () => {
    for (const action of ['Nonsense', 'TransactionEvent', 'constructor', '__proto__', 'HeartbeatRequest', 'default'])
      expect(checkInbound('1.6', action, 7)).toBeUndefined();
  });
});

type Fault = readonly [what: string, action: string, payload: unknown, code: string, path: string];

const repairable: readonly Fault[] = [
  [
    'an unknown unit (Q11)',
    'MeterValues',
    sample({ unit: 'Hertz' }),
    'PropertyConstraintViolation',
    'meterValue.0.sampledValue.0.unit',
  ],
  [
    'an unknown error code (Q12)',
    'StatusNotification',
    { ...status, errorCode: 'Error' },
    'PropertyConstraintViolation',
    'errorCode',
  ],
  ['a long idTag', 'StartTransaction', { ...start, idTag: 'x'.repeat(21) }, 'PropertyConstraintViolation', 'idTag'],
  ['no time at all', 'StartTransaction', { ...start, timestamp: 'soon' }, 'PropertyConstraintViolation', 'timestamp'],
];

const beyondRepair: readonly Fault[] = [
  [
    'a missing property (Q9)',
    'StartTransaction',
    { ...start, timestamp: undefined },
    'OccurrenceConstraintViolation',
    'timestamp',
  ],
  [
    'a missing property inside',
    'MeterValues',
    sample({ value: undefined }),
    'OccurrenceConstraintViolation',
    'meterValue.0.sampledValue.0.value',
  ],
  ['a wrong type', 'StartTransaction', { ...start, meterStart: '0' }, 'TypeConstraintViolation', 'meterStart'],
  ['null', 'StartTransaction', null, 'FormatViolation', ''],
  ['a list', 'Heartbeat', [], 'FormatViolation', ''],
  ['a text', 'Heartbeat', 'x', 'FormatViolation', ''],
  [
    'a required property that only its prototype has',
    'StartTransaction',
    JSON.parse('{"__proto__":{"idTag":"A"}}'),
    'OccurrenceConstraintViolation',
    'connectorId',
  ],
];

describe('what is received', () => {
  it.each([
    '2026-11-24T12:00:00',
    '2026-11-24T14:00:00+02',
    '2026-11-24T12:00:00.123456789Z',
    '2026-12-31T23:59:60Z',
    '2026-11-24T24:00:00Z',
  ])('may have the time %s (Q5, Q6)', (timestamp) => {
    expect(checkInbound('1.6', 'StartTransaction', { ...start, timestamp })).toBeUndefined();
    expect(
      checkInbound('2.0.1', 'StatusNotification', {
        timestamp,
        connectorStatus: 'Available',
        evseId: 1,
        connectorId: 1,
      }),
    ).toBeUndefined();
  });

  it.each(repairable)('is repairable with %s', (_, action, payload, code, path) => {
    expect(checkInbound('1.6', action, payload)).toMatchObject({ code, path, repairable: true });
  });

  it.each(beyondRepair)('is not repairable with %s', (_, action, payload, code, path) => {
    expect(checkInbound('1.6', action, payload)).toMatchObject({ code, path, repairable: false });
  });

  it('is not repairable when a worse fault hides behind the first', () => {
    const payload = {
      connectorId: 1,
      meterValue: [{ timestamp: at, sampledValue: [{ value: '1', unit: 'Hertz' }, { value: 7 }] }],
    };
    expect(checkInbound('1.6', 'MeterValues', payload)).toMatchObject({
      code: 'TypeConstraintViolation',
      path: 'meterValue.0.sampledValue.1.value',
      repairable: false,
    });
  });

  it('counts too few and too many elements as occurrences (Q16)', () => {
    const payload = { evseId: 1, meterValue: [{ timestamp: at, sampledValue: [] }] };
    expect(checkInbound('2.0.1', 'MeterValues', payload)).toMatchObject({
      code: 'OccurrenceConstraintViolation',
      repairable: true,
    });
  });

  it('is neither changed nor repeated', () => {
    const evil = { ...start, idTag: 'EVIL'.repeat(9), EVIL: 'EVIL', info: { EVIL: 1 } };
    const before = JSON.stringify(evil);
    expect(JSON.stringify(checkInbound('1.6', 'StartTransaction', evil))).not.toContain('EVIL');
    expect(JSON.stringify(evil)).toBe(before);
  });

  it('takes answers as tolerantly', () => {
    const answer = { currentTime: '2026-11-24T12:00:00', interval: 300, status: 'Accepted', vendor: 1 };
    expect(checkAnswer('1.6', 'BootNotification', answer)).toBeUndefined();
    expect(checkAnswer('1.6', 'BootNotification', { ...answer, status: 'Maybe' })).toMatchObject({
      repairable: true,
      path: 'status',
    });
    expect(checkAnswer('1.6', 'BootNotification', {})).toMatchObject({ repairable: false });
  });
});

describe('what is sent', () => {
  it('keeps the official lengths where the package has wider ones', () => {
    const key = { key: 'K', readonly: false };
    const change = (value: string) => checkOutbound('1.6', 'ChangeConfiguration', { key: 'K', value });
    const get = (value: string) => checkReply('1.6', 'GetConfiguration', { configurationKey: [{ ...key, value }] });
    const info = (text: string) => checkOutbound('1.6', 'StatusNotification', { ...status, info: text });
    expect([change('x'.repeat(500)), get('x'.repeat(500)), info('x'.repeat(50))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const violation of [change('x'.repeat(501)), get('x'.repeat(501)), info('x'.repeat(51))])
      expect(violation).toMatchObject({ code: 'PropertyConstraintViolation' });
    expect(checkInbound('1.6', 'StatusNotification', { ...status, info: 'x'.repeat(100) })).toBeUndefined();
  });

  it('has times with a zone', () => {
    expect(checkOutbound('1.6', 'StartTransaction', start)).toBeUndefined();
    expect(checkOutbound('1.6', 'StartTransaction', { ...start, timestamp: '2026-11-24T12:00:00' })?.path).toBe(
      'timestamp',
    );
  });

  it('has limits in tenths, whatever floating point makes of them (Q41)', () => {
    const profile = (limit: number) => ({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Absolute',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
      },
    });
    for (const limit of [0, 6, 8.1, 9.1, 16.3, 0.1 + 0.2])
      expect(checkOutbound('1.6', 'SetChargingProfile', profile(limit))).toBeUndefined();
    for (const limit of [6.25, 6.001, 6.0001])
      expect(checkOutbound('1.6', 'SetChargingProfile', profile(limit))?.code).toBe('PropertyConstraintViolation');
  });
});

describe('the copies of a schema', () => {
  const read = (stance: Stance) => messageOf('1.6', 'MeterValues', 'call', stance)!;
  const sampleOf = (stance: Stance) =>
    (
      read(stance) as never as {
        properties: { meterValue: { items: { properties: { sampledValue: { items: Schema } } } } };
      }
    ).properties.meterValue.items.properties.sampledValue.items as { properties: Record<string, Schema> };

  it('keep a property that bears the name of a keyword', () => {
    for (const stance of ['strict', 'tolerant', 'shape'] as const)
      expect(Object.keys(sampleOf(stance).properties)).toContain('format');
    expect(checkInbound('1.6', 'MeterValues', sample({ format: 'Odd' }))).toMatchObject({ repairable: true });
    expect(checkInbound('1.6', 'MeterValues', sample({ format: 7 }))).toMatchObject({ repairable: false });
  });

  it('are open where they are tolerant', () => {
    expect(JSON.stringify(read('strict'))).toContain('additionalProperties');
    expect(JSON.stringify(read('tolerant'))).not.toContain('additionalProperties');
    expect(JSON.stringify(read('tolerant'))).toContain('enum');
    expect(JSON.stringify(read('shape'))).not.toContain('enum');
  });
});

describe('warming', () => {
  it('names a compilation for each message that comes, each answer, and each message that goes', () => {
    const all = warm(['1.6']);
    expect(all.length).toBe(3 * 39);
    expect(new Set(all.slice(0, 39).map((one) => one.action))).toEqual(actionsOf('1.6'));
    for (const one of all.slice(0, 3)) {
      one.compile();
      one.compile();
    }
    expect(warm([])).toEqual([]);
  });
});
