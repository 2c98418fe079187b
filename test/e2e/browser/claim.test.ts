// The first visit, signing in, and what each role finds open: in a real Chromium, in front of a gateway that nobody owns yet.

import type { Browser, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';
import { whyNoChromium } from '../../peers/chromium.ts';
import type { BrowserDepot } from './depot.ts';
import { openDepot } from './depot.ts';
import { claim, password } from './flows.ts';
import { launch, openPage, violationsOn } from './pages.ts';
import { expectFlawless, goTo, wordsIn } from './visit.ts';

async function begin(context: TestContext): Promise<{ browser: Browser; depot: BrowserDepot; page: Page }> {
  const why = whyNoChromium();
  if (why !== undefined) return context.skip(`SKIPPED: ${why}`);
  const [browser, depot] = await Promise.all([launch(), openDepot({ access: 'claimed', vans: 0 })]);
  onTestFinished(async () => {
    await browser.close();
    await depot.stop();
  });
  const { page, troubles } = await openPage(browser, depot.url, '');
  onTestFinished(() => expect(troubles).toEqual([]));
  return { browser, depot, page };
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('[data-circuit=main]').waitFor();
}

it('an admin adds a viewer, and the viewer changes nothing', async (context) => {
  const { browser, depot, page } = await begin(context);
  await claim({ page, depot, words: wordsIn.en });
  await page.evaluate("location.hash = '#/users'");
  await page.getByRole('button', { name: 'Add a user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('nils');
  await dialog.getByLabel('Password').fill(password);
  // As ten minutes later: the gateway wants the password once more, and what was asked is done then.
  await page.route('**/api/v1/users', (route) => route.fulfill({ status: 401, json: { code: 'BB_API_CONFIRM' } }), {
    times: 1,
  });
  await dialog.getByRole('button', { name: 'Add a user' }).click();
  const confirm = page.getByRole('dialog', { name: 'Your password, please' });
  await confirm.getByLabel('Password').fill('a wrong password');
  await confirm.getByRole('button', { name: 'Go on' }).click();
  await confirm.getByRole('alert').waitFor();
  await confirm.getByLabel('Password').fill(password);
  await confirm.getByRole('button', { name: 'Go on' }).click();
  await page.locator('[data-user=nils]').waitFor();

  const { page: other } = await openPage(browser, depot.url, 'now');
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await violationsOn(other)).toEqual([]);
  await signIn(other, 'nils');
  await other.evaluate("location.hash = '#/stations/CP-1'");
  expect(await other.getByRole('button', { name: 'Retire' }).isDisabled()).toBe(true);
  expect(await other.getByRole('button', { name: 'Retire' }).getAttribute('title')).toBe(
    'This needs the role installer.',
  );
  await other.evaluate("location.hash = '#/site'");
  await other.getByText('This needs the role operator.').waitFor();
  await other.getByRole('button', { name: 'Menu' }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
});

it('whoever is about to be signed out is told, stays by a press, and is back on the same page after a new sign-in', async (context) => {
  const { depot, page } = await begin(context);
  const words = wordsIn.en;
  await claim({ page, depot, words });
  await goTo({ page, words }, 'stations/CP-1');
  // As half an hour of nothing later.
  const left = { idleSecondsLeft: 90, secondsLeft: 30_000 };
  await page.route('**/api/v1/session', (route) => route.fulfill({ json: left }));
  await page.reload();
  const bar = page.getByRole('alert').filter({ hasText: 'you are signed out at' });
  await bar.waitFor();
  await expectFlawless(page);
  await page.unroute('**/api/v1/session');
  const told = page.waitForRequest('**/api/v1/session');
  await bar.getByRole('button', { name: words.staying.stay }).click();
  expect((await told).headers()['x-busbar-background']).toBeUndefined();
  await bar.waitFor({ state: 'detached' });
  // As a shift later: a new session in the place of the old one.
  await page.route(
    '**/api/v1/session',
    (route) => route.fulfill({ json: { idleSecondsLeft: 500, secondsLeft: 400 } }),
    {
      times: 1,
    },
  );
  await page.reload();
  await page.getByRole('button', { name: words.staying.again }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words.access.password).fill(password);
  await dialog.getByRole('button', { name: words.access.signIn }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: words.staying.again }).waitFor({ state: 'detached' });
  // Without its cookie the page finds itself at the door, with a word.
  await page.context().clearCookies();
  await page.getByRole('link', { name: words.stations.tabs.limits }).click();
  await page.getByText(words.staying.wasOut).waitFor();
  expect(await page.getByText('busbar claim --user NAME').count()).toBe(1);
  await page.getByLabel(words.access.name).fill('eva');
  await page.getByLabel(words.access.password).fill(password);
  await page.getByRole('button', { name: words.access.signIn }).click();
  await page.getByRole('heading', { name: 'CP-1', exact: true, level: 1 }).waitFor();
  expect(page.url()).toContain('#/stations/CP-1/limits');
});
