// All flows one after the other, as one person does them on one screen, in front of a gateway that nobody owns yet.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { whyNoChromium } from '../../peers/chromium.ts';
import type { BrowserDepot } from './depot.ts';
import { openDepot } from './depot.ts';
import * as flows from './flows.ts';
import * as more from './installer-flows.ts';
import * as upkeep from './upkeep-flows.ts';
import type { Opened, View } from './pages.ts';
import { launch, openPage } from './pages.ts';
import type { Visit } from './visit.ts';
import { wordsIn } from './visit.ts';

/** What everybody does, what installers do, and what is done to a site seldom. */
type Work = 'everyday' | 'installing' | 'upkeep';

/** The vans take a while to come up, so that what needs no current comes first. */
const steps: readonly (readonly [Work, string, (visit: Visit) => Promise<void>])[] = [
  ['everyday', 'claims the box', flows.claim],
  ['everyday', 'reads a trace and takes it away', flows.readTrace],
  ['everyday', 'finds a session and exports it', flows.exportSessions],
  ['everyday', 'sets a departure and an energy', flows.setDeparture],
  ['everyday', 'sees a step of other load as it happens, and why vans get less', flows.followStep],
  ['everyday', 'edits a limit after a look at what it does, and takes it back', flows.editLimit],
  ['everyday', 'lets a station in that knocks', flows.approve],
  ['installing', 'puts another device in its place', more.replace],
  ['installing', 'lets many in at once, and gives one its place', more.enrol],
  ['upkeep', 'steps an EVSE to find its phases, and is told what is missing', upkeep.stepPhases],
  ['upkeep', 'asks a station for its certificates', upkeep.lookAtCertificates],
  ['installing', 'handles what the central system refused', more.handleLetters],
  ['upkeep', 'gives the chargers their own limits back, and limits them again', upkeep.releaseChargers],
  ['upkeep', 'gives up what a removed central system has not taken', upkeep.abandonUplink],
  ['upkeep', 'stops a session at its page', upkeep.stopSession],
  ['upkeep', 'reads what the site has kept', upkeep.readRecords],
  ['installing', 'looks who did what', more.readAudit],
];

/** Registers a test for each flow of such work. */
export function walk(view: View & Required<Pick<View, 'language' | 'width'>>, ...works: readonly Work[]): void {
  let browser: Browser | undefined;
  let depot: BrowserDepot | undefined;
  let opened: Opened | undefined;
  const why = whyNoChromium();

  beforeAll(async () => {
    if (why !== undefined) return;
    [browser, depot] = await Promise.all([launch(), openDepot({ access: 'claimed', vans: 3, csms: true })]);
    opened = await openPage(browser, depot.url, '', view);
  });

  afterAll(async () => {
    await browser?.close();
    await depot?.stop();
  });

  it.for(steps.filter(([work]) => works.includes(work)))(
    `${view.language}, ${view.width} pixels, %s: somebody %s`,
    async ([, , flow], context) => {
      if (why !== undefined) return context.skip(`SKIPPED: ${why}`);
      if (depot === undefined || opened === undefined) throw new Error('There is no page.');
      const { page, troubles } = opened;
      await flow({ page, depot, words: wordsIn[view.language] });
      expect(await page.locator('html').getAttribute('dir')).toBe(view.language === 'ar' ? 'rtl' : 'ltr');
      expect([...troubles, ...depot.faults]).toEqual([]);
    },
  );
}
