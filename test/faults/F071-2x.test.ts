import { expect, it } from 'vitest';
import { fieldOf2 } from '../conversations/field-2x.ts';

const time = '"timestamp":"2026-01-15T18:00:01Z"';
const event = `"eventType":"Started",${time},"triggerReason":"Authorized","seqNo":0,"transactionInfo":{"transactionId":"__proto__"}`;
const poison = [
  `{"__proto__":{"polluted":true},${event}}`,
  `{"constructor":{"prototype":{"polluted":true}},${event},"evse":null}`,
  `{${event.replace('Authorized', '__proto__')},"idToken":{"idToken":"constructor","type":"toString"}}`,
  `{${event},"meterValue":[{${time},"sampledValue":[{"value":"1","measurand":"__proto__","__proto__":{"polluted":1}}]}]}`,
];

it('F071 names that every object inherits change no prototype in 2.x, mended or not', () => {
  for (const south of ['2.0.1', '2.1'] as const) {
    const field = fieldOf2({ south, north: '2.1', mode: 'free' });
    for (const [at, payload] of poison.entries()) {
      field.depot.writes(field.link, `[2,"p${at}","TransactionEvent",${payload}]`);
      field.depot.writes(field.link, `[2,"c${at}","__proto__",${payload}]`);
      field.passes(2);
    }
    for (const target of [{}, [], 'x', 1, () => undefined])
      expect((target as unknown as { polluted?: unknown }).polluted).toBeUndefined();
    expect(field.facts('TransactionStarted')).toHaveLength(1);
    expect(field.depot.failures).toEqual([]);
  }
});
