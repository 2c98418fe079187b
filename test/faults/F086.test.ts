// F086: roles. Each route of the router times each role: who may is let through, and whoever may not gets 403. The table is made
// of the router, so that no route is left out.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createEventStream } from '../../adapters/http/event-stream.ts';
import type { AuditLog } from '../../adapters/http/audit-routes.ts';
import type { Route } from '../../adapters/http/http.ts';
import { whyRefused } from '../../src/local/access/decide.ts';
import type { Role } from '../../src/local/actor.ts';
import { routesAlone } from '../../src/cli/open-api.ts';
import { mayAs, roles } from '../../src/local/actor.ts';
import type { Desk } from './api-desk.ts';
import { claimedDesk } from './api-desk.ts';
import { roleTable } from './role-table.ts';

/** Looked at by nobody: what answers behind the routes is not meant here. */
const nothing = <Kind>(): Kind =>
  new Proxy({}, { get: () => () => Promise.resolve({ ok: true, value: {} }) }) as unknown as Kind;

const startAll = (): Promise<Desk> =>
  claimedDesk({
    events: createEventStream(0),
    modbusServer: () => ({}),
    plan: () => Promise.resolve({}) as never,
    sessions: nothing(),
    trace: nothing(),
    files: { site: { desk: nothing(), schema: {} }, tokens: { desk: nothing(), schema: {} } },
    audit: { log: nothing(), tell: () => undefined },
    upkeep: nothing(),
    exports: nothing(),
    addressOf: () => undefined,
  });

const pathOf = ({ url }: Route): string => url.replaceAll(':evse', '1').replaceAll(/:\w+/g, 'nobody').replace('*', 'x');

/** Those that would end what the others need: only refusals of them are looked at. */
const endsSessions = (route: Route): boolean => route.method === 'DELETE' && route.url === '/api/v1/session';

async function tokenOf(desk: Desk, role: Role): Promise<string> {
  const made = await desk.access.accounts.addToken({ name: role, role, days: 1 }, 'anna');
  if (!made.ok) throw new Error(made.problem.detail);
  return made.value.token;
}

it('F086 every route of the router says who may use it', async () => {
  const desk = await startAll();
  const routes = await desk.http.routes();
  const alone = routesAlone();
  const urls = routes.map(({ method, url }) => `${method} ${url}`);
  // What is in the description of the API is in these tests.
  expect(urls).toEqual(expect.arrayContaining((await alone.routes()).map(({ method, url }) => `${method} ${url}`)));
  expect(routes.filter(({ role }) => role === undefined)).toEqual([]);
  const open = routes
    .filter(({ role, method }) => role === 'public' && method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url}`);
  expect(open.sort()).toEqual([
    'GET /',
    'GET /api/v1/access',
    'GET /healthz',
    'GET /readyz',
    'POST /api/v1/claim',
    'POST /api/v1/session',
  ]);
});

it('F086 a route that says nothing lets nobody in, not the admin either', () => {
  const actor = { name: 'anna', role: 'admin', via: 'session', address: '' } as const;
  const wish = { role: undefined, isWrite: false, hasHeader: true };
  expect(whyRefused('claimed', { actor }, wish)?.code).toBe('BB_API_ROLE');
  expect(whyRefused('open', { actor }, wish)?.code).toBe('BB_API_ROLE');
});

it.each([...roles, undefined])('F086 %s: each route is open or 403 as its role says', async (role) => {
  const desk = await startAll();
  const headers = role === undefined ? {} : { authorization: `Bearer ${await tokenOf(desk, role)}` };
  const wrong: string[] = [];
  for (const route of await desk.http.routes()) {
    if (/events$|\/live$/.test(route.url) || endsSessions(route)) continue;
    const may = route.role === 'public' || (role !== undefined && mayAs(role, route.role as Role));
    const isRead = route.method === 'GET' || route.method === 'HEAD';
    const { status, body } = await desk.send(route.method, pathOf(route), { headers, ...(!isRead && { body: {} }) });
    const isRefused = role === undefined ? status === 401 && body.code !== 'BB_ACCESS_WRONG' : status === 403;
    if (isRefused === may) wrong.push(`${route.method} ${route.url} (${route.role}) ${status} ${body.code}`);
  }
  expect(wrong).toEqual([]);
  // Whoever may not has asked the core for nothing that changes anything.
  if (role === undefined) expect(desk.asked).toEqual([]);
  if (role === 'viewer')
    expect(desk.asked.filter(({ kind }) => /^(set|clear|start|stop|release|abandon)/.test(kind))).toEqual([]);
});

it('F086 a viewer changes no limit, and each try and each change is told of with who, what and its outcome', async () => {
  const told: object[] = [];
  const tell = (entry: object): void => void told.push(entry);
  const desk = await claimedDesk({ audit: { log: {} as AuditLog, tell } });
  const body = { amps: 20 };
  const [viewer, installer] = [await desk.signIn('viewer'), await desk.signIn('installer')];
  told.length = 0;
  expect((await desk.send('PUT', '/api/v1/circuits/main/limit', { cookie: viewer, body })).status).toBe(403);
  expect(desk.asked).toEqual([]);
  expect((await desk.send('PUT', '/api/v1/circuits/main/limit', { cookie: installer, body })).status).toBe(200);
  const what = 'PUT /api/v1/circuits/:id/limit';
  expect(told).toEqual([
    expect.objectContaining({
      what,
      target: 'main',
      status: 403,
      code: 'BB_API_ROLE',
      actor: expect.objectContaining({ name: 'viewer' }) as object,
    }),
    expect.objectContaining({
      what,
      status: 200,
      actor: expect.objectContaining({ name: 'installer', via: 'session' }) as object,
    }),
  ]);
});

it('F086 the table of the docs is the table of the router', async () => {
  const http = routesAlone();
  const docs = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  for (const line of roleTable(await http.routes())) expect(docs.replaceAll(/ +/g, ' ')).toContain(line);
});
