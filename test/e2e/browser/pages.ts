// Pages of the dashboard in one Chromium, and what axe-core says of them.

import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { chromiumFlags, chromiumPath } from '../../peers/chromium.ts';

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath()!, args: [...chromiumFlags], timeout: 60_000 });

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly language?: 'en' | 'de' | 'ar';
  readonly colours?: 'light' | 'dark';
}

/** On a busy computer too. */
const patienceMs = 30_000;

export const optionsOf = ({
  width = 1280,
  height = 900,
  language = 'en',
  colours = 'light',
}: View): BrowserContextOptions => ({
  viewport: { width, height },
  locale: language,
  colorScheme: colours,
  reducedMotion: 'reduce',
  timezoneId: 'Europe/Berlin',
  acceptDownloads: true,
});

export interface Opened {
  readonly page: Page;
  /** Errors in its console, and what it threw. */
  readonly troubles: string[];
}

/** A page of its own, with nothing kept from others; `hash` is where it begins. */
export async function openPage(browser: Browser, url: string, hash = 'now', view: View = {}): Promise<Opened> {
  const context = await browser.newContext(optionsOf(view));
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // What the gateway refuses is said by the browser too, with its status.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      troubles.push(message.text());
  });
  await page.goto(`${url}/#/${hash}`);
  return { page, troubles };
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What depends on the colours; all else is the same in light and in dark. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** Serious and critical violations of all rules, or of these, one a line. What is as it should be is not listed by axe either. */
export async function violationsOn(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], preload: false, ...(rules !== undefined && { runOnly: rules }) };
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}

/** How much wider the page, or the dialog over it, is than there is room. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>(`Math.max(document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll('dialog[open]')].map((one) => one.scrollWidth - one.clientWidth))`);

/** What is wrong with what is seen now, in light and in dark: who is left out, and what sticks out. */
export async function flawsOn(page: Page): Promise<string[]> {
  const flaws: string[] = [];
  for (const [colorScheme, rules] of [['dark', colourRules], ['light']] as const) {
    await page.emulateMedia({ colorScheme });
    flaws.push(...(await violationsOn(page, rules)).map((text) => `${colorScheme}: ${text}`));
  }
  const over = await overflowOf(page);
  return over > 0 ? [...flaws, `${over} pixels wider than there is room`] : flaws;
}
