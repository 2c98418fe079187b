// Limits from outside and prices over HTTP: what becomes of bodies, and what is refused before the core hears of it.

import { expect, it, onTestFinished } from 'vitest';
import { createHttp } from '../../adapters/http/http.ts';
import { openAccess } from '../../src/local/access/console.ts';
import type { Question } from '../../src/core/ports.ts';

async function api(): Promise<{ base: string; asked: Question[] }> {
  const asked: Question[] = [];
  const ask = (question: Question) => {
    asked.push(question);
    return Promise.resolve({ done: question.kind });
  };
  const http = createHttp({
    access: openAccess,
    front: { site: () => undefined },
    asks: { ask, answer: () => undefined },
    unhealthy: () => [],
    unready: () => [],
    metrics: () => Promise.resolve({ text: '', contentType: 'text/plain' }),
    transactions: () => Promise.resolve([]),
  });
  onTestFinished(() => http.stop());
  return { base: `http://127.0.0.1:${await http.listen('127.0.0.1', 0)}/api/v1`, asked };
}

const send = (url: string, method: string, body?: object): Promise<Response> =>
  fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });

it.each<readonly [string, string, object | undefined, object]>([
  [
    'PUT',
    'circuits/main/limit',
    { amps: 40, until: '2026-05-01T19:00:00+02:00', reason: 'campus' },
    { kind: 'setCircuitLimit', circuit: 'main', amps: 40, until: Date.UTC(2026, 4, 1, 17), reason: 'campus' },
  ],
  ['PUT', 'circuits/main/limit', { amps: 0, durationSeconds: 90 }, { kind: 'setCircuitLimit', durationMs: 90_000 }],
  ['DELETE', 'circuits/main/limit', undefined, { kind: 'clearCircuitLimit', circuit: 'main' }],
  ['POST', 'circuits/main/lockout/acknowledge', undefined, { kind: 'acknowledgeLockout', circuit: 'main' }],
  ['GET', 'grid', undefined, { kind: 'grid' }],
  ['PUT', 'grid/heartbeat', undefined, { kind: 'gridHeartbeat' }],
  ['PUT', 'grid/heartbeat', {}, { kind: 'gridHeartbeat' }],
  ['PUT', 'grid/limit', { active: true, watts: 4200 }, { kind: 'gridLimit', active: true, amount: { watts: 4200 } }],
  ['PUT', 'grid/limit', { active: true, amps: 9, durationSeconds: 0 }, { kind: 'gridLimit', durationMs: 0 }],
  ['PUT', 'grid/limit', { active: false }, { kind: 'gridLimit', active: false }],
  ['PUT', 'grid/failsafe', { amps: 6, minHours: 2 }, { kind: 'gridFailsafe', amount: { amps: 6 }, minHours: 2 }],
  ['GET', 'prices', undefined, { kind: 'prices', slots: 96 }],
  ['GET', 'prices?slots=4&from=2026-05-01T00:00Z', undefined, { slots: 4, from: Date.UTC(2026, 4, 1) }],
  [
    'PUT',
    'prices',
    { prices: [{ startsAt: '2026-05-01T00:00:00Z', pricePerKwh: -0.02 }] },
    { kind: 'setPrices', entries: [{ startsAt: Date.UTC(2026, 4, 1), pricePerKwh: -0.02 }] },
  ],
])('%s %s %j is asked of the core', async (method, path, body, question) => {
  const { base, asked } = await api();
  expect((await send(`${base}/${path}`, method, body)).status).toBe(200);
  expect(asked).toMatchObject([question]);
  // Absent is not 0.
  if (!('durationMs' in question)) expect(asked[0]).not.toHaveProperty('durationMs');
});

it.each<readonly [string, string, object | undefined]>([
  ['PUT', 'circuits/main/limit', {}],
  ['PUT', 'circuits/main/limit', { amps: -1 }],
  ['PUT', 'circuits/main/limit', { amps: '16' }],
  ['PUT', 'circuits/main/limit', { amps: 16, until: '2026-05-01T19:00:00' }],
  ['PUT', 'circuits/main/limit', { amps: 16, until: 'tomorrow' }],
  ['PUT', 'circuits/main/limit', { amps: 16, durationSeconds: 0 }],
  ['PUT', 'circuits/main/limit', { amps: 16, durationSeconds: 5, until: '2026-05-01T19:00:00Z' }],
  ['PUT', 'circuits/main/limit', { amps: 16, forever: true }],
  ['PUT', 'grid/limit', { amps: 16 }],
  ['PUT', 'grid/limit', { active: true, amps: 16, watts: 16 }],
  ['PUT', 'grid/failsafe', { minHours: 2 }],
  ['GET', 'prices?slots=0', undefined],
  ['GET', 'prices?from=now', undefined],
  ['PUT', 'prices', { prices: [{ startsAt: '1 May', pricePerKwh: 1 }] }],
])('%s %s %j is refused with its reason', async (method, path, body) => {
  const { base, asked } = await api();
  const response = await send(`${base}/${path}`, method, body);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^BB_API_/) as string });
  expect(asked).toEqual([]);
});
