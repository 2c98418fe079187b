import { expect, it } from 'vitest';
import { mulberry32 } from '../bench/random.ts';
import { createHarness } from '../conversations/harness.ts';
import { keyringOf } from '../peers/keyring.ts';
import { hexKey, keyedDoor, keyedSite } from './keyed-door.ts';
import { basicHeader, knockText, visit } from './knocking.ts';
import { areAlike } from './timing.ts';

it('F052 with hideUnknown an identity that is unknown and a bad key are answered alike, to the byte', async () => {
  const door = await keyedDoor({ hideUnknown: true });
  const answerTo = (id: string, headers: readonly string[] = []): Promise<string> =>
    visit(door.port, knockText(`/${id}`, headers)).answer;
  for (const password of ['', 'x', 'x'.repeat(500)]) {
    const [known, unknown] = [
      await answerTo('CP-01', [basicHeader('CP-01', password)]),
      await answerTo('CP-99', [basicHeader('CP-99', password)]),
    ];
    expect(known).toMatch(/^HTTP\/1\.1 401 /);
    expect(unknown).toBe(known);
  }
  expect(await answerTo('CP-99')).toBe(await answerTo('CP-01'));
  const shown = await keyedDoor();
  const { answer } = visit(shown.port, knockText('/CP-99', [basicHeader('CP-99', 'x')]));
  expect(await answer).toMatch(/^HTTP\/1\.1 404 /);
});

it('F052 10 000 probes: how long it takes tells nobody which stations there are', () => {
  const core = createHarness(keyedSite(), { keyring: keyringOf({ 'CP-01': hexKey, 'CP-02': hexKey }) });
  let address = 0;
  const probe = (id: string): void => {
    // Another address each time, so that everybody is looked at.
    address += 1;
    core.driver.admit({
      path: `/${id}`,
      paths: ['/*'],
      subprotocols: ['ocpp1.6'],
      remoteAddress: `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`,
      secure: false,
      authorization: `Basic ${Buffer.from(`${id}:wrong`).toString('base64')}`,
    });
  };
  expect(
    areAlike(
      () => probe('CP-01'),
      () => probe('CP-99'),
      5000,
      mulberry32(52),
    ),
  ).toBe(true);
});
