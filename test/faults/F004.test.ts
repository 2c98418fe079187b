import { expect, it } from 'vitest';
import { replay, whyNot } from '../wire/powercut/replay.ts';
import { upgrade } from '../wire/powercut/upgrade.ts';

it('F004 power cut during a schema migration: the old or the new schema, every row', async (ctx) => {
  const reason = whyNot();
  if (reason !== undefined) return ctx.skip(`SKIPPED: ${reason}`);
  const result = await replay(upgrade, { seed: 4, writes: 1 });
  expect(result.failures).toEqual([]);
  expect(result.images).toBeGreaterThanOrEqual(60);
  expect(result).toMatchObject({ lost: 0, corrupt: 0 });
});
