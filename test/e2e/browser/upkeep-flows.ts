// What is done to a site seldom: its phases looked for, certificates looked at, the chargers' limits given back and taken again,
// a connection given up; and what is kept of all of it.

import { expect } from 'vitest';
import type { Visit } from './visit.ts';
import { dialogOn, expectFlawless, gone, goTo, patience, siteOf, textOf } from './visit.ts';

/** Begun and ended again: it goes on without the page, and the vehicle has its share afterwards. */
export async function stepPhases(visit: Visit): Promise<void> {
  const { page, depot, words } = visit;
  await goTo(visit, 'stations/CP-3/phases');
  const test = page.locator('[data-phases="CP-3/1"]');
  await test.getByText(words.phases.intro).waitFor();
  await expectFlawless(page);
  await test.getByText(words.phases.more).click();
  await test.getByLabel(words.phases.amps).fill('0');
  await expectFlawless(page);
  await test.getByRole('button', { name: words.phases.begin }).click();
  await test.locator('[aria-current=step]').waitFor();
  expect(await textOf(test)).toContain(words.phases.goesOn);
  await expectFlawless(page);
  await page.reload();
  await test.locator('[aria-current=step]').waitFor();
  expect(depot.running.gateway.state.phaseTest).toMatchObject({ key: 'CP-3/1', state: 'running', lowAmps: 0 });
  await test.getByRole('button', { name: words.phases.end }).click();
  await test.getByText('BB_FIND_PHASES_INTERRUPTED').waitFor();
  expect(depot.running.gateway.state.outside.evses.size).toBe(0);
  // Nobody charges at the other one: what is missing is said.
  await goTo(visit, 'stations/CP-4/phases');
  await page.getByRole('button', { name: words.phases.begin }).click();
  await page.getByRole('alert').filter({ hasText: 'BB_FIND_PHASES_NOT_POSSIBLE' }).waitFor();
  await expectFlawless(page);
}

/** A station that has none and takes none says so in its own words. */
export async function lookAtCertificates(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'stations/CP-1/certificates');
  await page.getByRole('button', { name: words.certificates.look }).click();
  await page.getByText(words.certificates.none).waitFor();
  await page.getByLabel(words.certificates.pem).fill('-----BEGIN CERTIFICATE-----');
  await page.getByRole('button', { name: words.certificates.install }).click();
  await page.getByText(words.certificates.answers('Rejected')).waitFor();
  await expectFlawless(page);
}

/** Only who says that the fuses hold gets through; everybody sees it, and it is taken back. */
export async function releaseChargers(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'site/operation');
  const panel = page.locator('[data-release]');
  await panel.getByRole('button', { name: words.release.act }).click();
  const dialog = await dialogOn(visit);
  const act = dialog.getByRole('button', { name: words.release.act });
  expect(await act.isDisabled()).toBe(true);
  await dialog.getByLabel(words.release.sure).check();
  await act.click();
  await gone(dialog);
  await panel.getByRole('button', { name: words.release.end }).waitFor();
  expect((await siteOf(page)).releasedAt).toBeDefined();
  await expectFlawless(page);
  await panel.getByRole('button', { name: words.release.end }).click();
  await panel.getByText(words.release.limits).waitFor();
  expect((await siteOf(page)).releasedAt).toBeUndefined();
}

/** The file has it no more, and it stays until what it has not taken is given up. */
export async function abandonUplink(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'now');
  await page.locator('[data-uplink=csms]').getByRole('link', { name: 'csms', exact: true }).click();
  await page.getByRole('link', { name: words.uplink.tabs.trace }).click();
  await page.locator('[data-message]').first().waitFor();
  expect(await textOf(page.locator('[data-message]').first())).toMatch(
    new RegExp(`${words.uplink.in}|${words.uplink.out}`),
  );
  await expectFlawless(page);
  await goTo(visit, 'site/text');
  const editor = page.getByLabel(words.site.files['/site-file'], { exact: true });
  const text = await editor.inputValue();
  await editor.fill(text.replace(/^uplinks:\n(?: .*\n)+/m, ''));
  await page.getByRole('button', { name: words.site.preview }).click();
  const preview = await dialogOn(visit);
  await preview.getByRole('button', { name: words.site.apply }).click();
  await gone(preview);
  await goTo(visit, 'uplinks/csms');
  const stays = page.locator('[data-undelivered]');
  await stays.getByText(words.uplink.stays).waitFor();
  await expectFlawless(page);
  await stays.getByRole('button').click();
  const dialog = await dialogOn(visit);
  const act = dialog.getByRole('button', { name: words.uplink.abandon });
  expect(await act.isDisabled()).toBe(true);
  await dialog.getByLabel(words.uplink.abandonSure).check();
  await act.click();
  await gone(dialog);
  await page.locator('main .note.info').waitFor();
  expect((await siteOf(page)).uplinks).toEqual([]);
}

export async function readRecords(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'site/records');
  await page.locator('[data-events] li').filter({ hasText: 'CP-1' }).first().waitFor();
  await page.getByLabel(words.records.place).selectOption('row-a');
  // Of each minute that is over.
  await expect
    .poll(
      async () => {
        await page.getByLabel(words.records.place).selectOption('');
        await page.getByLabel(words.records.place).selectOption('row-a');
        return page.locator('.chart canvas').count();
      },
      { ...patience, timeout: 90_000, interval: 2000 },
    )
    .toBeGreaterThan(0);
  const lines = page.locator('[data-lines]');
  await lines.getByRole('button', { name: words.records.linesLook }).click();
  await expect.poll(() => lines.locator('pre').innerText(), patience).toContain('BB_');
  await expectFlawless(page);
}

/** From the page of the session itself. */
export async function stopSession(visit: Visit): Promise<void> {
  const { page, words } = visit;
  const open = (await siteOf(page)).stations.flatMap(({ evses }) => evses.flatMap((one) => one.transaction ?? []));
  expect(open.length).toBeGreaterThan(0);
  await goTo(visit, `sessions/${open[0]!}`);
  await page.getByRole('button', { name: words.stations.stop('1') }).click();
  const still = async (): Promise<boolean> =>
    JSON.stringify((await siteOf(page)).stations).includes(`"transaction":"${open[0]!}"`);
  await expect.poll(still, patience).toBe(false);
  await expectFlawless(page);
}
