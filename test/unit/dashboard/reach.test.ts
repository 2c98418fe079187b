// Everything that the API does is reached from a page: a route that none asks is named here, with its reason.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'adapters/dashboard');

/** Whoever uses these is no person before a page. */
const notForPages: Readonly<Record<string, string>> = {
  'GET /': 'it is the page',
  'GET /healthz': 'a supervisor',
  'GET /readyz': 'a supervisor',
  'GET /metrics': 'Prometheus',
  'GET /api/v1/openapi.json': 'programs',
  'GET /api/v1/site-file/schema': 'editors',
  'GET /api/v1/tokens-file/schema': 'editors',
  'GET /api/v1/transactions': 'programs; the page Sessions shows the same, found by more',
  'GET /api/v1/grid': 'it is part of the site, which is followed live',
  'PUT /api/v1/grid/heartbeat': 'the control box',
  'PUT /api/v1/grid/limit': 'the control box; a person limits a circuit',
  'PUT /api/v1/grid/failsafe': 'the control box',
  'GET /api/v1/prices': 'programs; the plan shows them',
  'PUT /api/v1/prices': 'whoever knows prices hour by hour; the tariff of the site is edited',
  'GET /api/v1/stations/{id}/evses/{evse}/why': 'it is part of the site, which is followed live',
  'PUT /api/v1/stations/{id}/evses/{evse}/limit': 'programs; the gateway steps an EVSE by itself',
  'DELETE /api/v1/stations/{id}/evses/{evse}/limit': 'programs; the gateway steps an EVSE by itself',
  'POST /api/v1/backup/journal': 'busbar backup, which takes more than the journal',
};

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const routes = (): string[] => {
  const { paths } = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as Description;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
};

const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const stringsIn = (text: string): string[] => text.match(/'[^'\n]*'|`[^`]*`|"[^"\n]*"/g) ?? [];

const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('text'))
  .map((name) => ({ text: textOf(name), strings: stringsIn(textOf(name)) }));
/** What has a path from whoever shows it, and asks at it and below it. */
const asksBelow = [
  '',
  ...['trace', 'preview-dialog', 'versions', 'minutes'].map((name) => textOf(`parts/${name}.tsx`)),
];

/** One file asks by this method, and has each part of the path that is no parameter in a string. */
function isAsked(route: string): boolean {
  const [method = '', path = ''] = route.split(' ');
  const parts = path
    .replace(/^\/api\/v1/, '')
    .split('/')
    .filter((part) => part !== '' && !part.startsWith('{'));
  const asks = method === 'GET' ? /'GET'|useLoaded|href=|EventSource|follow/ : new RegExp(`'${method}'`);
  return sources.some(({ text, strings }) =>
    asksBelow.some((below) => {
      const said = [...strings, ...stringsIn(below).filter((one) => one.includes('/'))].join('\n');
      return (
        asks.test(text + below) && parts.every((part) => new RegExp(`(^|[^a-z-])${part}([^a-z-]|$)`, 'm').test(said))
      );
    }),
  );
}

it('is asked by a page, or named with the reason why not', () => {
  expect(routes().filter((route) => !isAsked(route) && !(route in notForPages))).toEqual([]);
});

it('names nothing that is not there', () => {
  const known = new Set(routes());
  expect(Object.keys(notForPages).filter((route) => !known.has(route))).toEqual([]);
});

it('would find one that nobody asks', () => {
  expect(isAsked('POST /api/v1/stations/{id}/paint')).toBe(false);
  expect(isAsked('DELETE /api/v1/stations/{id}/retire')).toBe(false);
});
