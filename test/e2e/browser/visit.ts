// One visit of the dashboard, in one language and at one width: what each of its flows has, in the words of that language.

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ar } from '../../../adapters/dashboard/text/ar.ts';
import { de } from '../../../adapters/dashboard/text/de.ts';
import type { Words } from '../../../adapters/dashboard/text/en.ts';
import { en } from '../../../adapters/dashboard/text/en.ts';
import type { SiteView } from '../../../src/local/site-view.ts';
import type { BrowserDepot } from './depot.ts';
import { flawsOn } from './pages.ts';

export const wordsIn: Readonly<Record<'en' | 'de' | 'ar', Words>> = { en, de, ar };

export interface Visit {
  readonly page: Page;
  readonly depot: BrowserDepot;
  readonly words: Words;
}

/** On a busy computer too. */
export const patience = { timeout: 60_000 };

/** Without the signs that keep figures and names together, and with spaces that break. */
export const textOf = async (one: Locator): Promise<string> =>
  (await one.innerText()).replaceAll('\u00a0', ' ').replace(/[\u2066-\u2069]/g, '');

/** The first figure in it, whatever stands before its digits. */
export const figureIn = async (one: Locator): Promise<number> =>
  Number.parseFloat(/\d+([.,]\d+)?/.exec(await textOf(one))?.[0].replace(',', '.') ?? 'NaN');

/** As the page asks for it: signed in or not. */
export const siteOf = (page: Page): Promise<SiteView> =>
  page.evaluate<SiteView>("fetch('/api/v1/site').then((answer) => answer.json())");

export async function goTo({ page, words }: Pick<Visit, 'page' | 'words'>, hash: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${hash}'`);
  await page.locator('main h1').waitFor();
  // What it asks of the gateway has come.
  const waiting = page.locator(`main [role=status]:text-is("${words.waiting}")`);
  await expect.poll(() => waiting.count(), patience).toBe(0);
  await page.waitForTimeout(150);
}

/** The dialog that is open, once it looks as it should to everybody. */
export async function dialogOn({ page }: Visit): Promise<Locator> {
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await expectFlawless(page);
  return dialog;
}

export const gone = (dialog: Locator): Promise<void> => dialog.waitFor({ state: 'detached' });

export const expectFlawless = async (page: Page): Promise<void> =>
  expect((await flawsOn(page)).join('\n'), `at ${page.url()}`).toBe('');
