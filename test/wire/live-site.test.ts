// The site, followed live: one look for all who follow and none for nobody, and never more in memory than a site.

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LiveSite, Reader } from '../../adapters/http/live-site.ts';
import { createLiveSite } from '../../adapters/http/live-site.ts';
import type { SiteChange } from '../../src/local/site-pieces.ts';
import { foldChange } from '../../src/local/site-pieces.ts';
import type { SiteView } from '../../src/local/site-view.ts';
import { until } from '../peers/until.ts';
import { now, follow, openViews } from './views-here.ts';

const empty = { alarms: [], warnings: [], plan: {}, tokens: {}, circuits: [], inputs: [], brokers: [], uplinks: [] };
const siteAt = (look: number): object => ({
  ...empty,
  id: 's',
  at: String(look),
  meters: [{ id: 'grid', w: look }, { id: 'pv' }],
  stations: [{ id: 'CP', evses: [{ id: 1, text: 'x'.repeat(1000) }] }],
});

interface Reading extends Reader {
  unreadBytes: number;
  isGone: boolean;
  readonly texts: string[];
  seen(): SiteView;
}

function reading(): Reading {
  const texts: string[] = [];
  const reader: Reading = {
    unreadBytes: 0,
    isGone: false,
    texts,
    write: (text) => texts.push(text),
    unread: () => reader.unreadBytes,
    giveUp: () => (reader.isGone = true),
    seen: () =>
      texts.reduce<SiteView>((view, text) => {
        const data = JSON.parse(/^data: (.*)$/m.exec(text)![1]!) as unknown;
        return text.startsWith('event: site') ? (data as SiteView) : foldChange(view, data as SiteChange);
      }, {} as SiteView),
  };
  return reader;
}

function open(): { live: LiveSite; looks: () => number } {
  let looks = 0;
  const live = createLiveSite(() => Promise.resolve(siteAt((looks += 1))), 20);
  onTestFinished(live.close);
  return { live, looks: () => looks };
}

describe('the site, followed live', () => {
  it('is looked at once for all who follow, and not for nobody', async () => {
    const { live, looks } = open();
    const readers = [reading(), reading(), reading()];
    for (const one of readers) live.follow(one);
    await until(() => looks() >= 4, 'it is looked at');
    for (const one of readers) {
      expect(one.texts[0]).toMatch(/^event: site\n/);
      expect(one.texts.slice(1).every((text) => /^event: change\n/.test(text) && text.length < 200)).toBe(true);
      // The very same text for all.
      expect(one.texts.slice(1)).toEqual(readers[0]!.texts.slice(1, one.texts.length));
    }
    const before = looks();
    expect(readers[0]!.texts.length).toBeLessThanOrEqual(before);
    for (const one of readers) live.leave(one);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(looks()).toBeLessThanOrEqual(before + 1);
    const again = reading();
    live.follow(again);
    await until(() => again.texts.length >= 2, 'it begins anew');
    expect(again.seen()).toEqual(siteAt(Number(again.seen().at)));
  });

  it('is told together to who reads slowly, and whole to who comes meanwhile', async () => {
    const { live, looks } = open();
    const slow = reading();
    live.follow(slow);
    await until(() => slow.texts.length >= 2, 'it is told');
    slow.unreadBytes = 1e6;
    const told = slow.texts.length;
    const from = looks();
    await until(() => looks() >= from + 4, 'time passes');
    expect(slow.texts.length).toBe(told);
    const comes = reading();
    live.follow(comes);
    expect(comes.texts).toHaveLength(1);
    slow.unreadBytes = 0;
    await until(() => slow.texts.length === told + 2, 'it is told again');
    expect(slow.seen()).toEqual(siteAt(Number(slow.seen().at)));
    expect(slow.texts.every((text) => !text.startsWith('event: site') || text === slow.texts[0])).toBe(true);
    expect(slow.isGone).toBe(false);
  });

  it('waits for the gateway where it does not answer, and goes on', async () => {
    let asked = 0;
    const live = createLiveSite(() => {
      asked += 1;
      return asked % 2 === 0 ? Promise.reject(new Error('BB_API_BUSY')) : Promise.resolve(siteAt(asked));
    }, 5);
    onTestFinished(live.close);
    const one = reading();
    live.follow(one);
    await until(() => one.texts.length >= 3, 'it goes on');
    expect(one.seen().at).toMatch(/^\d*[13579]$/);
  });

  it('is over the wire what GET /site shows, and journal events come in between', async () => {
    const { api, get, station, failures } = await openViews();
    const events = await follow(`${api}/events?live=1`);
    let view = (await events.next('site')) as SiteView;
    expect(view.stations.map(({ id, connected }) => [id, connected])).toEqual([
      ['CP-01', false],
      ['CP-02', false],
    ]);
    const other = await follow(`${api}/events?live=1`);
    const cp1 = await station();
    const start = { connectorId: 1, idTag: 'VAN', meterStart: 100, timestamp: now() };
    await cp1.call('StartTransaction', start);
    await other.next('site');
    await other.next('limit');
    const still = ({ at: _, ...rest }: SiteView): object => ({ ...rest, alarms: [], plan: {} });
    await expect
      .poll(
        async () => {
          view = foldChange(view, (await events.next('change')) as SiteChange);
          return isDeepStrictEqual(still(view), still(await get<SiteView>('/site')));
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    expect(view.stations[0]).toMatchObject({ connected: true, vendor: 'Strict' });
    expect(view.stations[0]!.evses[0]!.transaction).toBeDefined();
    expect((await fetch(`${api}/events?live=maybe`)).status).toBe(400);
    expect(failures).toEqual([]);
  });
});
