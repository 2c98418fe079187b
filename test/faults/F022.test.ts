import { expect, it } from 'vitest';
import { startGateway } from './process.ts';

it('F022 the event loop stalls: /healthz says so as soon as it can say anything', async () => {
  const { apiPort } = await startGateway({ script: './stalling-gateway.ts' });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const answer = await fetch(`http://127.0.0.1:${apiPort}/healthz`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('the loop is');
});

// That the watchdog is not fed then is shown by test/unit/supervisor.test.ts, and by a stopped process in test/e2e/package.test.ts.
