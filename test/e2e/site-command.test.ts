// `busbar site`: what it asks of the API, and what it says.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { siteCommand } from '../../src/cli/site-command.ts';

const version = {
  ...{ version: 12, at: '2026-05-01T05:00:00.000Z', by: 'eva', via: 'session', reason: 'new fuse' },
  summary: 'circuits.main.limitAmps: 160 → 120',
  diff: [
    { sign: '-', line: 5, text: '  - { id: main, limitAmps: 160 }' },
    { sign: '+', line: 5, text: '  - { id: main, limitAmps: 120 }' },
  ],
};

async function gateway(): Promise<{ api: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['if-match'] ?? ''}`.trim());
    const at = request.url ?? '';
    const isUndo = at.endsWith('/undo');
    response.statusCode = isUndo && at.includes('tokens') ? 409 : 200;
    if (at.includes('versions')) response.end(JSON.stringify({ versions: [version] }));
    else if (response.statusCode === 409)
      response.end(JSON.stringify({ code: 'BB_VERSION_CLASH', detail: 'the same lines' }));
    else response.end(JSON.stringify(isUndo ? { version: 13, summary: 'back' } : { text: '', etag: 'abc' }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
});

async function run(...args: string[]): Promise<{ said: string; asked: string[] }> {
  const { api, asked } = await gateway();
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
  await siteCommand().parseAsync([...args, '--api', api], { from: 'user' });
  return { said: lines.join('\n'), asked };
}

it('lists versions and shows what one changed', async () => {
  const listed = await run('versions');
  expect(listed.asked).toEqual(['GET /api/v1/site-file/versions?limit=50']);
  expect(listed.said).toBe('   12  2026-05-01 05:00Z  eva (session)    circuits.main.limitAmps: 160 → 120 “new fuse”');
  const shown = await run('diff', '12');
  expect(shown.asked).toEqual(['GET /api/v1/site-file/versions?limit=1&cursor=13']);
  expect(shown.said).toContain('-    5    - { id: main, limitAmps: 160 }\n+    5    - { id: main, limitAmps: 120 }');
  expect((await run('diff', '7')).said).toContain('BB_VERSION_UNKNOWN');
});

it('takes a version back in the state of now, or says why not', async () => {
  const { asked, said } = await run('undo', '12');
  expect(asked).toEqual(['GET /api/v1/site-file', 'POST /api/v1/site-file/undo "abc"']);
  expect(said).toBe('Version 12 is taken back (back). It is version 13.');
  const refused = await run('undo', '12', '--tokens');
  expect(refused.asked[0]).toBe('GET /api/v1/tokens-file');
  expect(refused.said).toBe('BB_VERSION_CLASH\n  the same lines');
  expect(process.exitCode).toBe(1);
});
