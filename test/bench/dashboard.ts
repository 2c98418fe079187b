// The dashboard in a real Chromium in front of the gateway's own HTTP server: 500 EVSEs that all change each second, what a
// long curve costs to draw, and what the first visit loads. SECONDS and EVSES scale it.

import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { buildDashboard } from '../../adapters/dashboard/build.ts';
import { createEventStream } from '../../adapters/http/event-stream.ts';
import { createHttp } from '../../adapters/http/http.ts';
import { dashboardFolder } from '../../src/cli/dashboard-files.ts';
import { openAccess } from '../../src/local/access/console.ts';
import { whyNoChromium } from '../peers/chromium.ts';
import { launch, openPage } from '../e2e/browser/pages.ts';
import { bigSite, longCurve } from './big-site.ts';
import type { Bench } from './figures.ts';
import { rounded } from './figures.ts';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);

const curvePoints = 3600;
const settleMs = 3000;

export async function dashboard(): Promise<Bench> {
  const missing = whyNoChromium();
  if (missing !== undefined) throw new Error(`SKIPPED: ${missing}`);
  buildDashboard();
  const evses = number('EVSES', 500);
  const server = serve(evses);
  const url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  const browser = await launch();
  try {
    const { page, troubles } = await openPage(browser, url);
    await page.locator('[data-evse="CP-001/1"]').waitFor();
    const spent = await spentOn(page);
    await page.waitForTimeout(settleMs);
    const live = await liveFigures(page, spent, number('SECONDS', 20) * 1000);
    const curve = await curveFigures(page, spent);
    if (troubles.length > 0) throw new Error(troubles.join('\n'));
    return {
      figures: { evses, ...live, ...curve, firstLoadKiBGzip: await firstLoad(url) },
      goals: {
        mainThreadMsPerSecond: { atMost: 100 },
        firstLoadKiBGzip: { atMost: 300 },
        changesPerSecond: { atLeast: 0.8 },
      },
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

function serve(evses: number) {
  const began = performance.now();
  const site = () => bigSite(evses, Math.floor((performance.now() - began) / 1000));
  return createHttp({
    asks: { ask: () => Promise.resolve(site()), answer: () => undefined },
    access: openAccess,
    front: { site: () => undefined },
    unhealthy: () => [],
    unready: () => [],
    metrics: () => Promise.resolve({ text: '', contentType: 'text/plain' }),
    transactions: () => Promise.resolve([]),
    events: createEventStream(0),
    dashboard: dashboardFolder,
    sessions: {
      search: () => Promise.resolve({ sessions: [] }),
      detail: () =>
        Promise.resolve({
          id: 'long',
          state: 'open',
          station: 'CP-001',
          evse: 1,
          curve: longCurve(curvePoints),
          events: [],
        }),
    },
  });
}

/** Milliseconds of processor time of the main thread so far, by what it was spent on. */
type Spent = () => Promise<
  Readonly<Record<'TaskDuration' | 'ScriptDuration' | 'LayoutDuration' | 'RecalcStyleDuration', number>>
>;

/** Of processor time: the clock also counts whoever shares the computer. */
async function spentOn(page: Page): Promise<Spent> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000])) as Awaited<ReturnType<Spent>>;
  };
}

async function liveFigures(page: Page, spent: Spent, ms: number): Promise<Record<string, number>> {
  // What is on the screen is what changes: its first tile is looked at each time that it is drawn.
  await page.evaluate(`
    globalThis.drawn = 0;
    new MutationObserver(() => { globalThis.drawn += 1; })
      .observe(document.querySelector('[data-evse="CP-001/1"] .tile-drawn'), { subtree: true, characterData: true, childList: true, attributes: true });
  `);
  const [before, began] = [await spent(), performance.now()];
  await page.waitForTimeout(ms);
  const [after, seconds] = [await spent(), (performance.now() - began) / 1000];
  const drawn = await page.evaluate<number>('globalThis.drawn');
  const each = (name: keyof typeof after): number => rounded((after[name] - before[name]) / seconds, 1);
  return {
    seconds: rounded(seconds, 1),
    changesPerSecond: rounded(drawn / seconds, 2),
    mainThreadMsPerSecond: each('TaskDuration'),
    scriptMsPerSecond: each('ScriptDuration'),
    styleMsPerSecond: each('RecalcStyleDuration'),
    layoutMsPerSecond: each('LayoutDuration'),
  };
}

/** A session of an hour with a point a second: everything from the click until it is drawn. */
async function curveFigures(page: Page, spent: Spent): Promise<Record<string, number>> {
  await page.evaluate("location.hash = '#/sessions'");
  await page.locator('main h1').waitFor();
  await page.waitForTimeout(settleMs);
  const before = await spent();
  await page.evaluate("location.hash = '#/sessions/long'");
  await page.locator('.chart canvas').nth(1).waitFor();
  await page.waitForTimeout(settleMs / 3);
  const after = await spent();
  return { curvePoints, curveMs: rounded(after.TaskDuration - before.TaskDuration, 0) };
}

/** The page and everything that it names. */
async function firstLoad(url: string): Promise<number> {
  const html = await (await fetch(url)).text();
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
  let bytes = gzipSync(html).length;
  for (const path of named) bytes += gzipSync(Buffer.from(await (await fetch(url + path)).arrayBuffer())).length;
  return rounded(bytes / 1024, 1);
}
