// The text of the Dockerfile, against the hardening list: there is no Docker where tests run.

import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const home = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, home), 'utf8');
const text = read('Dockerfile');
const lines = text.replaceAll('\\\n', ' ').split('\n');
const [, , last = ''] = text.split(/^FROM /m);

it('builds in one stage and runs in another, which brings neither sources nor tools of its own', () => {
  expect(lines.filter((line) => line.startsWith('FROM '))).toHaveLength(2);
  expect(last).toMatch(/COPY --from=build \/app\/dist dist/);
  expect(last).not.toMatch(/npm |apt|curl|wget|COPY \. /);
});

it('runs as a user without rights, with one place to write, and says whether it is well', () => {
  expect(last).toMatch(/^USER node$/m);
  expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('ENTRYPOINT'));
  expect(last).toMatch(/^VOLUME \/var\/lib\/busbar$/m);
  const health = lines.find((line) => line.startsWith('HEALTHCHECK')) ?? '';
  expect(health).toContain('/healthz');
  expect(JSON.parse(health.slice(health.indexOf('[')))).toHaveLength(3);
});

it('says how it is run with a read-only root, no capabilities and an init process', () => {
  for (const word of ['--read-only', '--tmpfs /tmp', '--cap-drop ALL', 'no-new-privileges', '--init'])
    expect(text).toContain(word);
  expect(text).not.toMatch(/--privileged/);
});

it('installs exactly what the lockfile names, what the dashboard is built with included, without scripts, and what it copies is there', () => {
  expect(text).toMatch(/^RUN npm ci$/m);
  expect(read('.npmrc')).toContain('ignore-scripts=true');
  const copied = lines
    .filter((line) => /^COPY (?!--from|\.)/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  expect(copied.filter((name) => !existsSync(new URL(name, home)))).toEqual([]);
  for (const name of ['node_modules', 'dist', '.git', 'test', 'data'])
    expect(read('.dockerignore').split('\n')).toContain(name);
});
