// The dashboard in a real Chromium, in front of a gateway whose vans charge: every page for everybody, and what goes wrong.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';
import { whyNoChromium } from '../../peers/chromium.ts';
import type { BrowserDepot } from './depot.ts';
import { openDepot } from './depot.ts';
import type { View } from './pages.ts';
import { launch, openPage, overflowOf, violationsOn } from './pages.ts';
import { goTo, patience, siteOf, textOf, wordsIn } from './visit.ts';

let browser: Browser | undefined;
let depot: BrowserDepot;

beforeAll(async () => {
  if (whyNoChromium() !== undefined) return;
  [browser, depot] = await Promise.all([launch(), openDepot({ access: 'open', vans: 3 })]);
});

afterAll(async () => {
  await browser?.close();
  await (depot as BrowserDepot | undefined)?.stop();
});

/** A page for this test, or none on this host. */
async function pageAt(context: TestContext, hash: string, view?: View, at?: string): Promise<Page> {
  const why = whyNoChromium();
  if (why !== undefined || browser === undefined) return context.skip(`SKIPPED: ${why ?? 'Chromium did not start'}`);
  const { page, troubles } = await openPage(browser, at ?? depot.url, hash, view);
  onTestFinished(async () => {
    await page.context().close();
    expect(troubles).toEqual([]);
  });
  return page;
}

it('a circuit has less for a while, and takes it back', async (context) => {
  const page = await pageAt(context, 'now');
  const row = page.locator('[data-circuit=row-a] > .circuit-head');
  await row.getByRole('button', { name: 'Limit for a while row-a' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Limit (A)').fill('40');
  await dialog.getByLabel('Why (for the record)').fill('Work at the panel');
  await dialog.getByRole('button', { name: 'Limit for a while' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => textOf(row), patience).toMatch(/40 A instead of 63 A now.*Work at the panel/);
  await row.getByRole('button', { name: 'Limit for a while row-a' }).click();
  await dialog.getByRole('button', { name: 'Take the limit back' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => textOf(row), patience).not.toContain('instead of');
});

it('a circuit that is locked out says so, and a person who has looked ends it', async (context) => {
  const page = await pageAt(context, 'now');
  const now = await siteOf(page);
  const [main, ...circuits] = now.circuits;
  const lockedOut = { because: 'import', since: '2026-01-15T18:00:00.000Z' } as const;
  const locked = { ...now, circuits: [{ ...main!, lockedOut }, ...circuits] };
  await page.route('**/api/v1/events?live=1', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: `event: site\ndata: ${JSON.stringify(locked)}\n\n` }),
  );
  await page.route('**/api/v1/site', (route) => route.fulfill({ json: locked }));
  await page.reload();
  const note = page.locator('[data-lockout=main]');
  await note.getByText('Locked out since').waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await note.getByRole('button').click();
  // The gateway itself knows of none.
  await note.getByText('BB_LOCKOUT_ABSENT').waitFor();
});

it('a file that cannot be used is told what is wrong with it, and nothing changes', async (context) => {
  const page = await pageAt(context, 'site/text');
  const editor = page.getByLabel('Site file', { exact: true });
  const text = await editor.inputValue();
  await editor.fill(text.replace('limitAmps: 63', 'limitAmps: many'));
  await page.getByRole('button', { name: 'Preview' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The file cannot be used like this.').waitFor();
  expect(await dialog.innerText()).toContain('BB_');
  expect(await dialog.getByRole('button', { name: 'Apply' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect((await siteOf(page)).circuits[1]!.limitAmps).toBe(63);
});

const pages = [
  ...[
    'now',
    'plan',
    'sessions',
    'stations',
    'stations/CP-1',
    'stations/CP-1/limits',
    'stations/CP-4/prove',
    'stations/CP-1/trace',
  ],
  ...['site/limits', 'site/stations', 'site/tokens', 'site/tariff', 'site/versions', 'site/text'],
  ...['users/users', 'users/tokens', 'users/audit'],
];

it.for(['light', 'dark'] as const)('every page, %s: nobody is left out', async (colours, context) => {
  const page = await pageAt(context, 'now', colours === 'light' ? {} : { colours, language: 'ar', width: 390 });
  const words = wordsIn[colours === 'light' ? 'en' : 'ar'];
  await page.locator('[data-circuit=main]').waitFor();
  const found: string[] = [];
  for (const hash of pages) {
    await goTo({ page, words }, hash);
    found.push(...(await violationsOn(page)).map((text) => `${hash}: ${text}`));
  }
  expect(found.join('\n')).toBe('');
});

it.for(['en', 'de', 'ar'] as const)('every page, in %s, on a phone: nothing sticks out', async (language, context) => {
  const page = await pageAt(context, 'now', { language, width: 390 });
  await page.locator('[data-circuit=main]').waitFor();
  expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
  expect(await page.locator('html').getAttribute('lang')).toBe(language);
  const words = wordsIn[language];
  const found: string[] = [];
  for (const hash of pages) {
    await goTo({ page, words }, hash);
    if ((await overflowOf(page)) > 0) found.push(`${hash} is ${await overflowOf(page)} pixels wider than its window`);
  }
  expect(found.join('\n')).toBe('');
});

it('is used with the keyboard alone: to the content, into a dialog, and out of it', async (context) => {
  const page = await pageAt(context, 'now');
  await page.locator('[data-evse="CP-1/1"]').waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.className')).toBe('skip');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  const why = page.locator('[data-evse="CP-1/1"] button');
  await why.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  for (let press = 0; press < 6; press += 1) await page.keyboard.press('Tab');
  expect(
    await page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')"),
  ).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.evaluate("document.activeElement.closest('[data-evse]').dataset.evse")).toBe('CP-1/1');
});

it('the language is chosen and kept', async (context) => {
  const page = await pageAt(context, 'now');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByLabel('Language').selectOption('ar');
  await page.locator('html[dir=rtl]').waitFor();
  await page.reload();
  await page.locator('html[dir=rtl][lang=ar]').waitFor();
  expect(await page.locator('h1').innerText()).toBe('الآن');
});

it('a gateway that is gone is said loudly, with the age of what is shown', async (context) => {
  const page = await pageAt(context, 'now', {}, depot.cable.url);
  await page.locator('.pulse.live').waitFor();
  depot.cable.cut();
  onTestFinished(() => depot.cable.mend());
  await page.getByRole('alert').filter({ hasText: 'The gateway is not heard' }).waitFor();
  expect(await page.locator('.shell').getAttribute('class')).toContain('is-lost');
  expect(await violationsOn(page)).toEqual([]);
  expect(await textOf(page.locator('.lost-banner'))).toMatch(/\d+ s old/);
  depot.cable.mend();
  await page.locator('.pulse.live').waitFor();
  await page.locator('.lost-banner').waitFor({ state: 'detached' });
});
