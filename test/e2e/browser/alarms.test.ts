// What the gateway says by a code, as somebody with a phone reads it in German and in Arabic.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';
import { codes as ar } from '../../../adapters/dashboard/text/codes/ar.ts';
import { codes as de } from '../../../adapters/dashboard/text/codes/de.ts';
import { whyNoChromium } from '../../peers/chromium.ts';
import type { BrowserDepot } from './depot.ts';
import { openDepot } from './depot.ts';
import { launch, openPage } from './pages.ts';
import { dialogOn, expectFlawless, goTo, wordsIn } from './visit.ts';

const codesIn = { de, ar };
const languages = ['de', 'ar'] as const;
let browser: Browser | undefined;
let depot: BrowserDepot;

beforeAll(async () => {
  if (whyNoChromium() !== undefined) return;
  [browser, depot] = await Promise.all([launch(), openDepot({ access: 'open', vans: 1 })]);
});

afterAll(async () => {
  await browser?.close();
  await (depot as BrowserDepot | undefined)?.stop();
});

async function phone(context: TestContext, language: 'de' | 'ar'): Promise<Page> {
  const why = whyNoChromium();
  if (why !== undefined || browser === undefined) return context.skip(`SKIPPED: ${why ?? 'Chromium did not start'}`);
  const { page, troubles } = await openPage(browser, depot.url, 'now', { language, width: 390 });
  onTestFinished(async () => {
    await page.context().close();
    expect(troubles).toEqual([]);
  });
  await page.locator('[data-circuit=main]').waitFor();
  return page;
}

it.for(languages)(
  'an alarm, in %s: what happened and what it is about, and with a press the rest',
  async (language, context) => {
    const page = await phone(context, language);
    const [what, todo] = codesIn[language].BB_CIRCUIT_OVERLOADED;
    depot.stepBase(190);
    onTestFinished(() => depot.stepBase(20));
    const alarm = page.locator('[data-alarm=BB_CIRCUIT_OVERLOADED]');
    await alarm.getByText(what).waitFor();
    expect(await alarm.locator('bdi').innerText()).toBe('main');
    expect(await alarm.getByText(todo!).isVisible()).toBe(false);
    await expectFlawless(page);
    await alarm.locator('summary').click();
    await alarm.getByText(todo!).waitFor();
    // The figures are in the gateway's own words, in their own direction.
    const own = alarm.locator('[lang=en]');
    expect(await own.innerText()).toMatch(/^Circuit main, L\d: [\d.]+ A flow/);
    expect(await own.getAttribute('dir')).toBe('ltr');
    await expectFlawless(page);
  },
);

it.for(languages)('what is refused, and what is wrong with a file, in %s', async (language, context) => {
  const page = await phone(context, language);
  const words = wordsIn[language];
  const codes = codesIn[language];
  const visit = { page, depot, words };
  await page.getByRole('button', { name: `${words.now.limitFor} row-a` }).click();
  const limit = await dialogOn(visit);
  await limit.getByLabel(words.site.limitAmps).fill('90');
  await limit.getByRole('button', { name: words.now.limitFor }).click();
  const [refused, instead] = codes['BB_LIMIT_ABOVE_CIRCUIT']!;
  await limit.getByRole('alert').getByText(refused).waitFor();
  await limit.getByText(instead!).waitFor();
  await expectFlawless(page);
  await page.keyboard.press('Escape');
  await goTo(visit, 'site/text');
  const editor = page.getByLabel(words.site.files['/site-file'], { exact: true });
  await editor.fill((await editor.inputValue()).replace('limitAmps: 63', 'limitAmps: many'));
  await page.getByRole('button', { name: words.site.preview }).click();
  await page.getByRole('dialog').getByText(codes['BB_CONFIG_TYPE']![0]).waitFor();
  await dialogOn(visit);
});
