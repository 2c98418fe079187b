import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { fieldStation } from '../conversations/field.ts';

const poison = [
  '{"__proto__":{"polluted":true},"connectorId":1,"errorCode":"NoError","status":"Available"}',
  '{"constructor":{"prototype":{"polluted":true}},"connectorId":1,"errorCode":null,"status":"Available"}',
  '{"connectorId":1,"errorCode":"__proto__","status":"constructor","vendorErrorCode":"toString"}',
  '{"connectorId":"1","errorCode":"NoError","status":"hasOwnProperty","info":{"__proto__":{"polluted":1}}}',
];

it('F071 names that every object inherits change no prototype, mended or not', () => {
  const { depot, link } = fieldStation();
  for (const [at, payload] of poison.entries()) {
    depot.writes(link, `[2,"p${at}","StatusNotification",${payload}]`);
    depot.writes(link, `[2,"d${at}","DataTransfer",{"vendorId":"__proto__","data":${JSON.stringify(payload)}}]`);
    depot.writes(link, `[2,"c${at}","__proto__",${payload}]`);
  }
  const answered = depot.hears(link).map(([type, id]) => [type, id]);
  expect(answered).toHaveLength(3 * poison.length);
  for (const target of [{}, [], 'x', 1, () => undefined])
    expect((target as unknown as { polluted?: unknown }).polluted).toBeUndefined();
  expect(depot.failures).toEqual([]);
});

it('F071 the core runs where __proto__ throws', () => {
  const script = new URL('./proto-throws.ts', import.meta.url).pathname;
  const said = execFileSync(process.execPath, ['--disable-proto=throw', script], { encoding: 'utf8' });
  expect(said.trim()).toBe('4 answers');
});
