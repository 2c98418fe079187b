// The phases of an EVSE as an installer finds them with a phone: the cable is turned, the page leads, the gateway steps, and what is
// sure goes into the site file after a look at what it does. All clocks but that of the browser run many times as fast.

import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { whyNoChromium } from '../../peers/chromium.ts';
import { startTurned } from '../turned-bench.ts';
import { launch, openPage } from './pages.ts';
import { expectFlawless, gone, patience, textOf, wordsIn } from './visit.ts';

it(
  'finds the phases of an EVSE and writes them into the site file, in Arabic on a phone',
  { timeout: 180_000 },
  async (context) => {
    const why = whyNoChromium();
    if (why !== undefined) return context.skip(`SKIPPED: ${why}`);
    const [browser, { bench, path }] = await Promise.all([launch(), startTurned(1)]);
    onTestFinished(() => browser.close(), 60_000);
    const words = wordsIn.ar;
    const view = { language: 'ar', width: 390 } as const;
    const { page, troubles } = await openPage(browser, bench.api, 'stations/CP-01/phases', view);
    await page.getByText(words.phases.intro).waitFor();
    await page.getByRole('button', { name: words.phases.begin }).click();
    await page.locator('[aria-current=step]').waitFor();
    await expectFlawless(page);
    const found = page.locator('[data-finding]');
    await found.waitFor({ timeout: 90_000 });
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
