import { expect, it } from 'vitest';
import { fieldOf2 } from '../conversations/field-2x.ts';

const at = '"2026-01-15T18:00:01Z"';
const values = `[{"timestamp":${at},"sampledValue":[{"value":1,"unitOfMeasure":{"unit":"Wh","multiplier":0}}]}]`;
/** Payloads in which one value is replaced, by what is replaced. */
const bases: Readonly<Record<string, string>> = {
  Authorize: '{"idToken":{"idToken":"A","type":"Central"}}',
  BootNotification: '{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V"}}',
  MeterValues: `{"evseId":1,"meterValue":${values}}`,
  SecurityEventNotification: `{"type":"InvalidMessages","timestamp":${at}}`,
  StatusNotification: `{"timestamp":${at},"connectorStatus":"Available","evseId":1,"connectorId":1}`,
  TransactionEvent: `{"eventType":"Updated","timestamp":${at},"triggerReason":"Trigger","seqNo":1,"transactionInfo":{"transactionId":"T"},"evse":{"id":1},"idToken":{"idToken":"A","type":"Central"},"meterValue":${values}}`,
};

const odd = [
  ...['1e400', '-1e400', '9007199254740993', '-0', '1e-400', '1.5', '-2147483649', 'null', 'true', '[]', '{}', '""'],
  ...['"NaN"', '"1e400"', '"2026-02-30T00:00:00Z"', '"9999-12-31T23:59:59.999999999999Z"', '"\\ud800"'],
  ...['"a\\u0000b"', `"${'x'.repeat(5000)}"`],
];

/** Every copy of a payload in which one of its values is another. */
const variants = (payload: string): string[] =>
  [...payload.matchAll(/:("[^"]*"|-?\d+)/g)].flatMap(({ index, 1: value }) =>
    odd.map((other) => `${payload.slice(0, index + 1)}${other}${payload.slice(index + 1 + value!.length)}`),
  );

it.each([
  ['2.0.1', '2.1'],
  ['2.1', '1.6'],
] as const)(
  'F069 odd numbers, dates and texts in messages of %s: an answer each, and all of it can be told in %s',
  (south, north) => {
    const field = fieldOf2({ south, north, mode: 'free' });
    let messages = 0;
    for (const [action, payload] of Object.entries(bases))
      for (const variant of variants(payload)) {
        const id = `f${(messages += 1)}`;
        field.depot.writes(field.link, `[2,"${id}","${action}",${variant}]`);
        field.depot.sleep(1);
        const frames = field.depot.hears(field.link);
        const answers = frames.filter(([type, of]) => (type === 3 || type === 4) && of === id);
        expect([variant.slice(0, 400), answers.length]).toEqual([variant.slice(0, 400), 1]);
        if (messages % 40 === 0) field.passes(2);
      }
    expect(messages).toBeGreaterThan(300);
    field.passes(60);
    expect(field.depot.failures).toEqual([]);
    expect(field.depot.gateway.state.counters.get('stumbles')).toBeUndefined();
    for (const { json } of field.depot.lines) {
      const fact = JSON.parse(json) as Record<string, unknown>;
      if (!String(fact['kind']).startsWith('Transaction')) continue;
      for (const [key, value] of Object.entries(fact))
        if (/At$|Wh$|^evse$|^number$/.test(key)) expect([key, Number.isFinite(value)]).toEqual([key, true]);
    }
    // Nothing of it is a dead letter.
    expect(field.facts('Parked').map(({ payload, description }) => [description, payload])).toEqual([]);
    expect(field.depot.restart().failures).toEqual([]);
  },
);
