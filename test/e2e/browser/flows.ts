// What people do with the dashboard, from the first visit on: each flow once, for every language and width.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import WebSocket from 'ws';
import type { Visit } from './visit.ts';
import { dialogOn, expectFlawless, figureIn, gone, goTo, patience, siteOf, textOf } from './visit.ts';

export const password = 'seven green vans';

/** Whoever has the code of the console becomes the first admin. */
export async function claim({ page, depot, words }: Visit): Promise<void> {
  await page.getByText(words.access.claimTitle).waitFor();
  await expectFlawless(page);
  const claimWith = async (code: string): Promise<void> => {
    await page.getByLabel(words.access.code).fill(code);
    await page.getByLabel(words.access.name).fill('eva');
    await page.getByLabel(words.access.password, { exact: true }).fill(password);
    await page.getByLabel(words.access.passwordAgain).fill(password);
    await page.getByRole('button', { name: words.access.claim }).click();
  };
  await claimWith('AAAA-AAAA');
  await page.getByText(words.problems.BB_ACCESS_CODE).waitFor();
  await claimWith(readFileSync(join(depot.dir, 'setup-code'), 'utf8').trim());
  await page.locator('[data-circuit=main]').waitFor();
  expect(await page.getByRole('button', { name: words.menu }).getAttribute('aria-label')).toContain('eva');
}

/** More than the site file said: the guard takes from the vans what the other load has too much. */
export async function followStep(visit: Visit): Promise<void> {
  const { page, depot } = visit;
  await goTo(visit, 'now');
  const head = page.locator('[data-circuit=main] > .circuit-head');
  const line = head.locator('.bar-text b').first();
  const why = page.locator('[data-evse="CP-1/1"] .tile-why');
  await expect.poll(() => figureIn(line), patience).toBeGreaterThan(45);
  await expect.poll(() => textOf(why), patience).toContain('row-a');
  await expectFlawless(page);
  // More than the fuse alone: it stays above the limit however quick the guard is beside a busy browser.
  depot.stepBase(165);
  try {
    await expect.poll(() => figureIn(line), patience).toBeGreaterThan(160);
    expect(await head.locator('.bar').first().getAttribute('class')).toContain('over');
    await expect.poll(() => textOf(why), patience).not.toContain('row-a');
    await expect.poll(() => figureIn(line), patience).toBeLessThan(185);
  } finally {
    depot.stepBase(20);
  }
  await page.locator('[data-evse="CP-1/1"]').getByRole('button').click();
  const dialog = await dialogOn(visit);
  expect(await textOf(dialog)).toContain(visit.words.evse.envelope);
  await page.keyboard.press('Escape');
  await gone(dialog);
}

/** Edited, tried, applied and taken back; the file keeps its comments. */
export async function editLimit(visit: Visit): Promise<void> {
  const { page, depot, words } = visit;
  const path = join(depot.dir, 'site.yaml');
  const limit = async (): Promise<number> => (await siteOf(page)).circuits[1]!.limitAmps;
  await goTo(visit, 'site/limits');
  await page.getByLabel(`${words.site.limitAmps}, row-a`).fill('48');
  await expectFlawless(page);
  await page.getByRole('button', { name: words.site.preview }).click();
  await page.getByText(words.site.isValid).waitFor();
  const dialog = await dialogOn(visit);
  expect(await dialog.locator('.diff').innerText()).toMatch(/-.*limitAmps: 63[^]*\+.*limitAmps: 48/);
  expect(readFileSync(path, 'utf8')).toContain('limitAmps: 63');
  await dialog.getByLabel(words.site.reason).fill('The fuse is smaller');
  await dialog.getByRole('button', { name: words.site.apply }).click();
  await gone(dialog);
  await expect.poll(limit, patience).toBe(48);
  expect(readFileSync(path, 'utf8')).toContain('# the big one');
  await page.getByRole('link', { name: words.site.tabs.versions }).click();
  const version = page.locator('[data-version]').first();
  expect(await version.innerText()).toContain('The fuse is smaller');
  await version.getByRole('button', { name: words.site.undo }).click();
  await version.getByRole('button', { name: words.site.undoSure }).click();
  await expect.poll(limit, patience).toBe(63);
  await expectFlawless(page);
}

export async function setDeparture(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'plan');
  const van = page.locator('[data-vehicle="CP-2/1"]');
  const set = (): Promise<void> => van.getByRole('button', { name: words.plan.set }).click();
  await set();
  const dialog = await dialogOn(visit);
  await dialog.getByLabel(words.plan.departure).fill('23:30');
  await dialog.getByLabel(words.plan.energy).fill('1');
  await dialog.getByRole('button', { name: words.save }).click();
  await gone(dialog);
  await expect.poll(() => textOf(van), patience).toContain(words.plan.leaves('23:30'));
  await expect.poll(() => textOf(van), patience).toMatch(/\D1 kWh/);
  await set();
  await dialog.getByRole('button', { name: words.plan.boost }).click();
  await gone(dialog);
  await expect.poll(() => textOf(van), patience).toContain(words.plan.priorityIs('9'));
  await expectFlawless(page);
}

/** A station that knocks is let in with a key of its own, shown once. */
export async function approve(visit: Visit): Promise<void> {
  const { page, depot, words } = visit;
  await knock(depot.stationsUrl, 'NEW-7');
  await goTo(visit, 'stations');
  const pending = page.locator('[data-pending="NEW-7"]');
  await pending.getByRole('button', { name: words.stations.approve }).click();
  await expectFlawless(page);
  const dialog = await dialogOn(visit);
  await dialog.getByLabel(words.stations.circuit).selectOption('row-a');
  await dialog.getByRole('button', { name: words.stations.approve }).click();
  expect(await keyIn(dialog)).toMatch(/^[0-9a-f]{40}$/i);
  await expectFlawless(page);
  await dialog.getByRole('button', { name: words.close }).last().click();
  await page.locator('[data-station="NEW-7"]').waitFor();
  expect(readFileSync(join(depot.dir, 'site.yaml'), 'utf8')).toContain('NEW-7');
}

export const keyIn = async (dialog: Locator): Promise<string> =>
  (await dialog.locator('[data-key]').innerText()).trim();

/** Once, with this key or without any; until it is turned away. */
export function knock(url: string, station: string, key?: string): Promise<void> {
  const options = key === undefined ? {} : { auth: `${station}:${key}` };
  const socket = new WebSocket(`${url}/${station}`, ['ocpp1.6'], options);
  return new Promise((resolve) => socket.on('error', () => resolve()));
}

/** Followed, filtered, laid out, judged and taken away. */
export async function readTrace(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'stations/CP-1/trace');
  await page.locator('[data-message]').first().waitFor();
  await page.getByLabel(words.trace.action, { exact: true }).fill('MeterValues');
  await page.getByLabel(words.trace.direction).selectOption('in');
  const isRight = (text: string): boolean =>
    [words.trace.in, 'MeterValues', words.trace.kinds.call].every((part) => text.includes(part));
  const areRight = async (): Promise<boolean> => {
    const summaries = await page.locator('[data-message] summary').allInnerTexts();
    return summaries.length > 0 && summaries.every(isRight);
  };
  await expect.poll(areRight, patience).toBe(true);
  await page.getByLabel(words.trace.live).uncheck();
  const message = page.locator('[data-message]').first();
  await message.locator('summary').click();
  await expect.poll(() => message.locator('pre').innerText(), patience).toMatch(/^\[\n {2}2,\n/);
  expect(await message.innerText()).toContain(words.trace.valid);
  await expectFlawless(page);
  const file = await downloaded(visit, words.trace.download);
  expect(file.split('\n')[0]).toContain('"direction"');
}

async function downloaded({ page }: Visit, link: string): Promise<string> {
  // A process of its own writes it.
  const loading = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByRole('link', { name: link }).click();
  return readFileSync(await (await loading).path(), 'utf8');
}

/** Found, shown with its curve, and exported. */
export async function exportSessions(visit: Visit): Promise<void> {
  const { page, words } = visit;
  await goTo(visit, 'sessions');
  await page.getByLabel(words.sessions.search).fill('Van 1');
  await expect.poll(async () => page.locator('tbody tr').count(), patience).toBe(1);
  await expectFlawless(page);
  expect(await downloaded(visit, `${words.sessions.exports.sessions} CSV`)).toContain('station');
  await page.locator('tbody tr a').first().click();
  await page.getByText(words.sessions.events).waitFor();
  await expectFlawless(page);
  // A point comes each minute: the first curve that there is for sure is that of the plan.
  await goTo(visit, 'plan');
  await page.locator('.chart canvas').first().waitFor();
  await expectFlawless(page);
}
