// The phases of an EVSE as an installer finds them with a phone: the cable is turned, the page leads, the gateway steps, and what is
// sure goes into the site file after a look at what it does. All clocks but that of the browser run many times as fast.

import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { whyNoChromium } from '../../peers/chromium.ts';
import { startTurned } from '../turned-bench.ts';
import { launch, openPage } from './pages.ts';
import { expectFlawless, gone, patience, textOf, wordsIn } from './visit.ts';

/** A browser beside it takes its time too. */
const times = 8;

it(
  'finds the phases of an EVSE and writes them into the site file, in Arabic on a phone',
  { timeout: 240_000 },
  async (context) => {
    const why = whyNoChromium();
    if (why !== undefined) return context.skip(`SKIPPED: ${why}`);
    const [browser, { bench, path }] = await Promise.all([launch(), startTurned(1, times)]);
    onTestFinished(() => browser.close(), 60_000);
    const words = wordsIn.ar;
    const view = { language: 'ar', width: 390 } as const;
    const { page, troubles } = await openPage(browser, bench.api, 'stations/CP-01/phases', view);
    await page.getByText(words.phases.intro).waitFor();
    // A meter that was late at this very moment is asked for again.
    const begin = page.getByRole('button', { name: words.phases.begin });
    const step = page.locator('[aria-current=step]');
    await expect
      .poll(async () => {
        if (!(await step.isVisible()) && (await begin.isEnabled({ timeout: 100 }).catch(() => false)))
          await begin.click();
        return step.isVisible();
      }, patience)
      .toBe(true);
    await expectFlawless(page);
    const found = page.locator('[data-finding]');
    await found.waitFor({ timeout: 120_000 });
    expect(await found.getAttribute('data-finding'), await textOf(found)).toBe('sure');
    expect(await textOf(found)).toContain('L2L3L1');
    await expectFlawless(page);
    await page.getByRole('button', { name: words.phases.write }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(words.site.isValid).waitFor();
    await expectFlawless(page);
    expect(readFileSync(path, 'utf8')).not.toContain('phases');
    await dialog.getByRole('button', { name: words.site.apply }).click();
    await gone(dialog);
    expect(readFileSync(path, 'utf8')).toContain('phases: L2L3L1');
    await expect.poll(() => page.getByText(words.phases.same).count(), patience).toBe(1);
    await expectFlawless(page);
    expect(troubles).toEqual([]);
  },
);
