// The dashboard in a real Chromium, in front of a gateway whose vans charge: what a fleet manager and an installer do with it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';
import WebSocket from 'ws';
import type { SiteView } from '../../../src/local/site-view.ts';
import { whyNoChromium } from '../../peers/chromium.ts';
import type { BrowserDepot } from './depot.ts';
import { openDepot } from './depot.ts';
import type { View } from './pages.ts';
import { launch, openPage, overflowOf, violationsOn } from './pages.ts';

const patience = { timeout: 30_000 };
let browser: Browser | undefined;
let depot: BrowserDepot;

beforeAll(async () => {
  if (whyNoChromium() !== undefined) return;
  [browser, depot] = await Promise.all([launch(), openDepot({ access: 'open', vans: 3 })]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await (depot as BrowserDepot | undefined)?.stop();
}, 60_000);

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

/** A space that does not break is one. */
const textOf = async (one: Locator): Promise<string> => (await one.innerText()).replaceAll('\u00a0', ' ');

const site = async (): Promise<SiteView> => (await (await fetch(`${depot.url}/api/v1/site`)).json()) as SiteView;

it('shows a step of other load as it happens, and why vans get less', async (context) => {
  const page = await pageAt(context, 'now');
  const line = page.locator('[data-circuit=main] > .circuit-head .bar-text b').first();
  const shown = async (): Promise<number> => Number.parseFloat(await line.innerText());
  await expect.poll(shown, patience).toBeGreaterThan(60);
  expect(await page.locator('[data-evse="CP-1/1"] .tile-why').innerText()).toContain('row-a');
  depot.stepBase(150);
  onTestFinished(() => depot.stepBase(20));
  await expect.poll(shown, patience).toBeGreaterThan(160);
  expect(await page.locator('[data-circuit=main] > .circuit-head .bar').first().getAttribute('class')).toContain(
    'over',
  );
  // More than the site file said: the guard takes from the vans what the other load has too much.
  await expect.poll(() => textOf(page.locator('[data-evse="CP-1/1"] .tile-why')), patience).not.toContain('row-a');
  await expect.poll(shown, patience).toBeLessThan(170);
});

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

it('a limit is edited, tried, applied and taken back, and the file keeps its comments', async (context) => {
  const page = await pageAt(context, 'site/limits');
  const path = join(depot.dir, 'site.yaml');
  await page.getByLabel('Limit (A), row-a').fill('48');
  await page.getByRole('button', { name: 'Preview' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The file is valid.').waitFor();
  expect(await dialog.locator('.diff').innerText()).toMatch(/-.*limitAmps: 63[^]*\+.*limitAmps: 48/);
  expect(readFileSync(path, 'utf8')).toContain('limitAmps: 63');
  await dialog.getByLabel('Why (for the record)').fill('The fuse is smaller');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(async () => (await site()).circuits[1]!.limitAmps, patience).toBe(48);
  expect(readFileSync(path, 'utf8')).toContain('# the big one');
  await page.getByRole('link', { name: 'Versions' }).click();
  const version = page.locator('[data-version]').first();
  expect(await version.innerText()).toContain('The fuse is smaller');
  await version.getByRole('button', { name: /Undo/ }).click();
  await version.getByRole('button', { name: 'Really undo' }).click();
  await expect.poll(async () => (await site()).circuits[1]!.limitAmps, patience).toBe(63);
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
  expect((await site()).circuits[1]!.limitAmps).toBe(63);
});

it('a departure and an energy are set, and counted', async (context) => {
  const page = await pageAt(context, 'plan');
  const van = page.locator('[data-vehicle="CP-2/1"]');
  await van.getByRole('button', { name: 'Set Van 2' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Departure').fill('23:30');
  await dialog.getByLabel('Energy (kWh)').fill('1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => textOf(van), patience).toContain('leaves 23:30');
  await expect.poll(() => textOf(van), patience).toContain('of 1 kWh');
  await page.getByRole('button', { name: 'Set Van 2' }).click();
  await dialog.getByRole('button', { name: /Boost/ }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => textOf(van), patience).toContain('priority 9');
});

it('a station that knocks is let in with a key of its own, shown once', async (context) => {
  const page = await pageAt(context, 'stations');
  const knock = new WebSocket(`${depot.stationsUrl}/NEW-7`, ['ocpp1.6']);
  knock.on('error', () => undefined);
  const pending = page.locator('[data-pending="NEW-7"]');
  await pending.getByRole('button', { name: 'Approve NEW-7' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Circuit').selectOption('row-a');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  expect((await dialog.locator('[data-key]').innerText()).trim()).toMatch(/^[0-9a-f]{40}$/i);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.locator('[data-station="NEW-7"]').waitFor();
  expect(readFileSync(join(depot.dir, 'site.yaml'), 'utf8')).toContain('NEW-7');
});

it('the trace is followed, filtered, laid out, judged and taken away', async (context) => {
  const page = await pageAt(context, 'stations/CP-1/trace');
  await page.locator('[data-message]').first().waitFor();
  await page.getByLabel('Action', { exact: true }).fill('MeterValues');
  await page.getByLabel('Direction').selectOption('in');
  const summaries = async (): Promise<string[]> => page.locator('[data-message] summary').allInnerTexts();
  const isRight = (text: string): boolean => /from the station\s+MeterValues\s+call/.test(text);
  await expect
    .poll(async () => (await summaries()).length > 0 && (await summaries()).every(isRight), patience)
    .toBe(true);
  await page.getByLabel('Follow').uncheck();
  const message = page.locator('[data-message]').first();
  await message.locator('summary').click();
  await expect.poll(() => message.locator('pre').innerText(), patience).toMatch(/^\[\n {2}2,\n/);
  expect(await message.innerText()).toContain('It keeps the official schema.');
  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const file = readFileSync(await (await loading).path(), 'utf8');
  expect(file.split('\n')[0]).toContain('"direction"');
});

it('sessions are found, shown with their curve, and exported', async (context) => {
  const page = await pageAt(context, 'sessions');
  await page.getByLabel('Search').fill('Van 1');
  await expect.poll(async () => page.locator('tbody tr').count(), patience).toBe(1);
  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Sessions CSV' }).click();
  expect(readFileSync(await (await loading).path(), 'utf8')).toContain('station');
  await page.locator('tbody tr a').first().click();
  await page.getByText('What happened').waitFor();
  // A point comes each minute: the first curve that there is for sure is that of the plan.
  await page.evaluate("location.hash = '#/plan'");
  await page.locator('.chart canvas').first().waitFor();
});

const pages = [
  ...['now', 'plan', 'sessions', 'stations', 'stations/CP-1', 'stations/CP-1/limits', 'stations/CP-1/trace'],
  ...['site/limits', 'site/stations', 'site/tokens', 'site/tariff', 'site/versions', 'site/text'],
  ...['users/users', 'users/tokens', 'users/audit'],
];

it.for(['light', 'dark'] as const)('every page, %s: nobody is left out', async (colours, context) => {
  const page = await pageAt(context, 'now', colours === 'light' ? {} : { colours, language: 'ar', width: 390 });
  await page.locator('[data-circuit=main]').waitFor();
  const found: string[] = [];
  for (const hash of pages) {
    await goTo(page, hash);
    found.push(...(await violationsOn(page)).map((text) => `${hash}: ${text}`));
  }
  expect(found.join('\n')).toBe('');
});

it.for(['en', 'de', 'ar'] as const)('every page, in %s, on a phone: nothing sticks out', async (language, context) => {
  const page = await pageAt(context, 'now', { language, width: 390 });
  await page.locator('[data-circuit=main]').waitFor();
  expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
  expect(await page.locator('html').getAttribute('lang')).toBe(language);
  const found: string[] = [];
  for (const hash of pages) {
    await goTo(page, hash);
    if ((await overflowOf(page)) > 0) found.push(`${hash} is ${await overflowOf(page)} pixels wider than its window`);
  }
  expect(found.join('\n')).toBe('');
});

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${hash}'`);
  await page.locator('main h1').waitFor();
  // What it asks of the gateway has come.
  await page.locator('main [role=status]:text-is("One moment …")').waitFor({ state: 'detached' });
  await page.waitForTimeout(150);
}

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
  expect(await textOf(page.locator('.lost-banner'))).toMatch(/\d+ s old/);
  depot.cable.mend();
  await page.locator('.pulse.live').waitFor();
  await page.locator('.lost-banner').waitFor({ state: 'detached' });
});
