import { configDefaults, defineConfig } from 'vitest/config';
import { WaitersFirst } from './test/setup/waiters-first.ts';

const together = ['test/unit/**/*.test.ts', 'test/conversations/**/*.test.ts'];
// Their goal is a time, mostly of seconds or less, or they live by one, as the demo does in which tokens are asked for at eight
// times the pace of a depot: what else runs beside them would be measured with them.
const timed = [
  'test/faults/{F001,F017,F048,F049,F050,F051,F060,F062,F068,F068-2x,F077,F077-2x,F109}.test.ts',
  'test/wire/modbus-trouble.test.ts',
  'test/e2e/{demo,range}.test.ts',
];
const never = configDefaults.exclude;

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // Many tests wait for processes, disks and sockets, those first that wait the longest: more of them than cores, so that
    // some work beside those that wait.
    maxWorkers: 6,
    sequence: { sequencer: WaitersFirst },
    // On a busy computer too: what hangs is found all the same.
    testTimeout: 240_000,
    hookTimeout: 90_000,
    // Values in, values out: these share processes, and what is loaded and compiled there once. The others have sockets,
    // disks and processes of their own, and a process for each file. They live by the clocks of a computer that may stand still
    // for a second: what fails there is tried once more, and is named at the end where it passed then.
    projects: [
      {
        extends: true,
        test: { name: 'timed', include: timed, maxWorkers: 1, sequence: { groupOrder: 0 }, retry: 1 },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: [...together, ...timed, ...never],
          sequence: { groupOrder: 1 },
          retry: 1,
        },
      },
      { extends: true, test: { name: 'together', include: together, isolate: false, sequence: { groupOrder: 1 } } },
    ],
    globalSetup: ['test/setup/debian.ts', 'test/setup/dashboard.ts', 'test/setup/compile-cache.ts'],
    reporters: ['default', './test/setup/summary.ts'],
  },
});
