// The description of the API says all that the router has, and the file in docs is that description.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openApiText, routesAlone } from '../../../src/cli/open-api.ts';

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly 'x-role'?: string;
  readonly responses?: Readonly<Record<string, object>>;
}

it('has each route of the router, with what it is for, who may use it and how it refuses', async () => {
  const { paths } = JSON.parse(await openApiText()) as { paths: Record<string, Record<string, Operation>> };
  const http = routesAlone();
  const routes = (await http.routes()).filter(({ method }) => method !== 'HEAD');
  expect(routes.length).toBeGreaterThan(50);
  for (const { method, url, role } of routes) {
    const what = `${method} ${url}`;
    const said = paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect([what, said?.['x-role']]).toEqual([what, role]);
    expect([what, said?.summary]).toEqual([what, expect.stringMatching(/^[A-Z].{5,}/)]);
    expect([what, said?.tags?.length]).toEqual([what, 1]);
    const refusals = ['403', '421', '429', '503', ...(role === 'public' ? [] : ['401'])];
    expect([what, Object.keys(said?.responses ?? {})]).toEqual([what, expect.arrayContaining(refusals)]);
  }
  await http.stop();
});

it('is in docs/openapi.json as it is (npm run -s schema openapi > docs/openapi.json)', async () => {
  const kept = readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
  expect(JSON.parse(kept)).toEqual(JSON.parse(await openApiText()));
});
