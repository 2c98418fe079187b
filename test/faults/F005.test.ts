import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadLastGood, saveLastGood } from '../../adapters/config-file/last-good.ts';
import { whyNoStrace } from './strace.ts';
import { tempDir } from '../peers/temp-dir.ts';

const module = new URL('../../adapters/config-file/last-good.ts', import.meta.url).pathname;
const save = (dir: string): string[] => [
  process.execPath,
  '--input-type=module',
  '-e',
  `import { saveLastGood } from ${JSON.stringify(module)}; saveLastGood(${JSON.stringify(dir)}, 'new');`,
];

it('F005 the site file that was in force is old or new at every system call that the process may die at', (ctx) => {
  const why = whyNoStrace();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  for (const call of ['openat', 'write', 'fsync', 'rename', 'close']) {
    for (const back of [1, 2, 3]) {
      const dir = tempDir('F005');
      saveLastGood(dir, 'old');
      const calls = execFileSync('sh', [
        '-c',
        `strace -f -P ${dir}/site.last-good.yaml.new -P ${dir} -e trace=${call} ${save(dir)
          .map((part) => `'${part.replaceAll("'", "'\\''")}'`)
          .join(' ')} 2>&1 | grep -c "${call}(" || true`,
      ]);
      const count = Number(calls.toString());
      saveLastGood(dir, 'old');
      if (count < back) continue;
      spawnSync('strace', [
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-P',
        `${dir}/site.last-good.yaml.new`,
        '-P',
        dir,
        '-e',
        `trace=${call}`,
        '-e',
        `inject=${call}:signal=SIGKILL:when=${back}`,
        ...save(dir),
      ]);
      expect(['old', 'new']).toContain(loadLastGood(dir));
    }
  }
});

const replaceModule = new URL('../../adapters/files/replace-file.ts', import.meta.url).pathname;
const replace = (dir: string): string[] => [
  process.execPath,
  '--input-type=module',
  '-e',
  `import { replaceFile } from ${JSON.stringify(replaceModule)}; await replaceFile(${JSON.stringify(join(dir, 'site.yaml'))}, 'new');`,
];

it.for([
  ['the copy of the site file', save],
  ['the site file itself, and the keys of stations', replace],
] as const)(
  'F005 the new text is synced before it takes the name, and the directory after it: %s',
  ([, command], ctx) => {
    const why = whyNoStrace();
    if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
    const dir = tempDir('F005');
    const log = join(dir, 'trace');
    writeFileSync(log, '');
    spawnSync('strace', ['-f', '-qq', '-y', '-o', log, '-e', 'trace=write,fsync,rename', ...command(dir)]);
    const steps = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes(dir))
      .map((line) => /(write|fsync|rename)\(/.exec(line)?.[1])
      // A call that strace tells in two lines begins in the first.
      .filter((call) => call !== undefined);
    expect(steps).toEqual(['write', 'fsync', 'rename', 'fsync']);
  },
);
