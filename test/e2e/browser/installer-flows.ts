// What installers and operators do once in a while: many stations let in at once, one replaced, what was refused upstream.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { keyIn, knock } from './flows.ts';
import type { Visit } from './visit.ts';
import { dialogOn, expectFlawless, gone, goTo, patience, textOf } from './visit.ts';

/** Another device takes the place of the one that was let in before. */
export async function replace(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'stations/NEW-7');
  await page.getByRole('button', { name: words.replace.act }).click();
  const dialog = await dialogOn(visit);
  await dialog.getByLabel(words.replace.by).fill('NEW-9');
  await dialog.getByRole('button', { name: words.replace.act }).click();
  expect(await keyIn(dialog)).toMatch(/^[0-9a-f]{40}$/i);
  await dialog.getByRole('button', { name: words.close }).last().click();
  await page.getByRole('heading', { name: 'NEW-9', exact: true, level: 1 }).waitFor();
  await goTo(visit, 'stations');
  await page.locator('[data-station="NEW-9"]').waitFor();
  await page.locator('[data-station="NEW-7"]').waitFor({ state: 'detached' });
}

/** Unknown stations come with a key of their own, and get their place afterwards. */
export async function enrol(visit: Visit): Promise<void> {
  const { page, depot, words } = visit;
  await goTo(visit, 'stations');
  const panel = page.locator('[data-enrolment]');
  await panel.locator('summary').click();
  await panel.getByLabel(words.enrol.minutes).fill('30');
  await panel.getByLabel(words.enrol.template).selectOption('ac32');
  await expectFlawless(page);
  await panel.getByRole('button', { name: words.enrol.begin }).click();
  await panel.getByRole('button', { name: words.enrol.end }).waitFor();
  knock(depot.stationsUrl, 'NEW-8', 'a key that came with it');
  await panel.locator('[data-enrolled="NEW-8"]').getByRole('button').click();
  const dialog = await dialogOn(visit);
  await dialog.getByLabel(words.stations.circuit).selectOption('main');
  await dialog.getByRole('button', { name: words.enrol.place }).click();
  await gone(dialog);
  await panel.locator('[data-enrolled="NEW-8"]').waitFor({ state: 'detached' });
  await panel.getByRole('button', { name: words.enrol.end }).click();
  await panel.locator('summary').waitFor();
  expect(readFileSync(join(depot.dir, 'site.yaml'), 'utf8')).toMatch(/id: NEW-8[^}]*circuit: main/);
}

/** One is sent again and taken, the other is dropped. */
export async function handleLetters(visit: Visit): Promise<void> {
  const { page, depot, words } = visit;
  await goTo(visit, 'now');
  depot.refuseEnds(2);
  depot.leave(2);
  depot.leave(3);
  const uplink = page.locator('[data-uplink=csms]');
  await expect.poll(() => textOf(uplink), patience).toContain(words.letters.parked('2'));
  await expectFlawless(page);
  await uplink.getByRole('button', { name: words.letters.look }).click();
  const letters = page.locator('[data-letter]');
  await letters.first().waitFor();
  const dialog = await dialogOn(visit);
  expect(await letters.first().innerText()).toContain('StopTransaction');
  await letters.first().getByRole('button', { name: words.letters.replay }).click();
  await expect.poll(() => letters.count(), patience).toBe(1);
  await letters.getByRole('button', { name: words.letters.discard }).click();
  await letters.getByRole('button', { name: words.letters.discardSure }).click();
  await dialog.getByText(words.letters.none).waitFor();
  await page.keyboard.press('Escape');
  await gone(dialog);
  await uplink.getByRole('button', { name: words.letters.look }).waitFor({ state: 'detached' });
}

/** All of it stands in the record, and the record is whole. */
export async function readAudit(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'users/audit');
  const entries = page.locator('[data-audit]');
  await entries.filter({ hasText: '/replace' }).first().waitFor();
  await page.getByRole('button', { name: words.users.verify }).click();
  await page.locator('.state.good').first().waitFor();
  await expectFlawless(page);
}
