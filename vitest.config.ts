import { defineConfig } from 'vitest/config';
import { WaitersFirst } from './test/setup/waiters-first.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Many tests wait for processes, disks and sockets: more of them than cores keep the cores busy.
    maxWorkers: 4,
    sequence: { sequencer: WaitersFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    globalSetup: ['test/setup/debian.ts', 'test/setup/compile-cache.ts'],
    reporters: ['default', './test/setup/summary.ts'],
  },
});
