// The test of a station as an installer with a phone has it: the page leads, the station does what the person does. All clocks
// but that of the browser run twenty times as fast.

import type { Locator } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { whyNoChromium } from '../../peers/chromium.ts';
import { until } from '../../peers/until.ts';
import { smallDepot } from '../../sim/site.ts';
import { startFastBench } from '../fast-bench.ts';
import { launch, openPage } from './pages.ts';
import { expectFlawless, patience, wordsIn } from './visit.ts';

const times = 20;
const long = { timeout: 60_000, interval: 500 };

function oneStation() {
  const site = smallDepot(1, 60, []);
  const [station] = site.stations;
  const evse = { ...station!.evses[0]!, phases: 'L1L2L3' } as const;
  const authorization = { ...site.authorization, mode: 'free' as const };
  return { ...site, authorization, stations: [{ ...station!, evses: [evse], fallbackAmps: 12, sampleSeconds: 10 }] };
}

it('leads through the test of a station, in German on a phone', { timeout: 180_000 }, async (context) => {
  const why = whyNoChromium();
  if (why !== undefined) return context.skip(`SKIPPED: ${why}`);
  const [browser, bench] = await Promise.all([launch(), startFastBench(oneStation(), times)]);
  onTestFinished(() => browser.close(), 60_000);
  const words = wordsIn.de;
  const { page, troubles } = await openPage(browser, bench.api, 'stations/CP-01/prove', { language: 'de', width: 390 });
  const { station, one } = bench;
  const next = page.getByRole('button', { name: words.prove.next });
  const isStep = (step: string): Locator => page.locator(`[data-step=${step}][aria-current]`);
  /** As often as it takes: what is not ready yet is told, and nothing is lost by asking again. */
  const goOn = (until: Locator): Promise<void> =>
    expect
      .poll(async () => {
        if (!(await until.isVisible()) && (await next.isEnabled({ timeout: 100 }).catch(() => false)))
          await next.click();
        return until.isVisible();
      }, long)
      .toBe(true);

  await page.getByText(words.prove.intro).waitFor();
  await expectFlawless(page);
  await page.getByRole('button', { name: words.prove.begin }).click();
  await isStep('takesLease').waitFor();
  // Whoever goes on too early is told what is missing.
  await next.click();
  await page.getByRole('alert').filter({ hasText: 'BB_PROVE_NOT_READY' }).waitFor();
  await expectFlawless(page);
  bench.plug();
  await until(() => station.evses(bench.now())[0]!.charging, 'it charges', long.timeout);
  await goOn(isStep('reboot'));
  await page.reload();
  // It may have been asked for a BootNotification when it came back from a silence.
  const { boots } = station.tally;
  await goOn(page.getByText(words.prove.meanwhile.reboot()));
  await until(() => station.tally.boots > boots, 'it restarts', long.timeout);
  one.event({ kind: 'swipe', evse: 1, token: 'TEST' });
  await isStep('cutOff').waitFor({ timeout: long.timeout });
  const pull = page.getByText(words.prove.meanwhile.cutOff({ place: 'CP-01/1', fallback: '', test: '' }));
  // What shows nothing is tried again.
  for (let tries = 0; tries < 3 && !(await isStep('newSession').isVisible()); tries += 1) {
    await goOn(pull);
    await bench.cut(160);
    await next.waitFor({ timeout: long.timeout });
  }
  // It has just come back, and is not spoken to for a moment.
  await goOn(page.getByText(words.prove.meanwhile.newSession()));
  one.event({ kind: 'unplug', evse: 1 });
  await bench.passes(10);
  bench.plug();
  await expect.poll(() => page.getByText(words.prove.allProved).count(), patience).toBe(1);
  expect(await page.locator('[data-step] .state.good').count()).toBe(5);
  await expectFlawless(page);
  expect(troubles).toEqual([]);
});
