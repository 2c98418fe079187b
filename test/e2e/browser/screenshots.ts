// `npm run screenshots`: the pages as the docs show them, into docs/screenshots.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard } from '../../../adapters/dashboard/build.ts';
import { whyNoChromium } from '../../peers/chromium.ts';
import { openDepot } from './depot.ts';
import type { View } from './pages.ts';
import { launch, openPage } from './pages.ts';

const folder = join(import.meta.dirname, '../../../docs/screenshots');
const mostBytes = 150 * 1024;
/** A curve has a point each minute. */
const waitMs = Number(process.env['WAIT'] ?? 70) * 1000;

interface Shot extends View {
  readonly name: string;
  readonly hash: string;
  /** What is pressed before. */
  readonly press?: string;
  /** What is seen then. */
  readonly shows?: string;
}

const phone = { width: 390, height: 844 } as const;

const shots: readonly Shot[] = [
  { name: 'now', hash: 'now' },
  { name: 'now-dark', hash: 'now', colours: 'dark' },
  { name: 'now-phone', hash: 'now', ...phone },
  { name: 'now-arabic', hash: 'now', language: 'ar', ...phone },
  { name: 'why', hash: 'now', press: '[data-evse="CP-1/1"] button' },
  { name: 'plan', hash: 'plan' },
  { name: 'sessions', hash: 'sessions' },
  { name: 'station', hash: 'stations/CP-1' },
  { name: 'prove', hash: 'stations/CP-1/prove', press: 'main .act.strong', shows: '.steps', ...phone },
  { name: 'trace', hash: 'stations/CP-1/trace' },
  { name: 'site', hash: 'site/limits' },
  { name: 'site-german', hash: 'site/limits', language: 'de' },
];

const why = whyNoChromium();
if (why !== undefined) {
  console.error(`SKIPPED: ${why}`);
  process.exit(1);
}
buildDashboard();
mkdirSync(folder, { recursive: true });
const [browser, depot] = await Promise.all([launch(), openDepot({ access: 'open', vans: 3, csms: true })]);
await new Promise((resolve) => setTimeout(resolve, waitMs));
for (const { name, hash, press, shows, ...view } of shots) {
  const { page } = await openPage(browser, depot.url, hash, { height: 800, ...view });
  await page.locator('main h1').waitFor();
  await page.waitForTimeout(2500);
  if (press !== undefined) await page.locator(press).click();
  if (shows !== undefined) await page.locator(shows).waitFor();
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${name}.png ${Math.round(size / 1024)} KiB`);
  if (size > mostBytes) throw new Error(`${name}.png has ${size} bytes, more than ${mostBytes}.`);
  await page.context().close();
}
await browser.close();
await depot.stop();
