import { expect, it } from 'vitest';
import { startGateway } from './process.ts';

it('F020 the heap near its limit: it says so and ends by itself, before it is ended in the middle of something', async () => {
  const gateway = await startGateway({
    node: ['--max-old-space-size=100', '--max-semi-space-size=1'],
    script: './leaking-gateway.ts',
  });
  expect(await gateway.exited).toBe(1);
  expect(gateway.said()).toContain('BB_HEAP_FULL');
});
