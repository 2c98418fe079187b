// A relay of many stations: its connections upstream are opened in turns, are lost as one thing, and cost the journal nothing.

import type { AlarmKey } from '../../../src/model/alarm.ts';
import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../../src/model/ids.ts';
import { opensPerSecond } from '../../../src/core/uplink/turns.ts';
import { smallDepot, stationIds, uplink } from '../../sim/site.ts';
import type { Harness } from '../harness.ts';
import { boot, createHarness } from '../harness.ts';

const count = 120;
const ids = stationIds(count);
const site = smallDepot(
  count,
  5000,
  ids.map((id) =>
    uplink(`csms/${id}`, 'control', {
      mode: 'relay',
      identity: id,
      speaksFor: id,
      stations: [id],
      url: 'ws://csms.example/ocpp',
    }),
  ),
);

interface Town {
  readonly depot: Harness;
  readonly souths: LinkId[];
}

function town(): Town {
  const depot = createHarness(site);
  return { depot, souths: ids.map((id) => depot.connectStation(id)) };
}

const alarmsOf = ({ depot }: Town): string[] =>
  [...depot.gateway.state.alarms.keys()].filter((key) => key.startsWith('BB_UPLINK_'));

/** Fails whatever is wanted and is not open. */
function fail({ depot }: Town): void {
  for (const { uplink: id } of depot.wanted())
    if (depot.gateway.state.uplinks.get(id)!.link === undefined) depot.fails('refused', { id });
}

describe('a relay of many stations', () => {
  it('opens no more connections a second than one central system bears', () => {
    const { depot } = town();
    expect(depot.wanted().length).toBeLessThanOrEqual(opensPerSecond);
    depot.sleep(1000);
    expect(depot.wanted().length).toBeGreaterThan(opensPerSecond);
    expect(depot.wanted().length).toBeLessThanOrEqual(2 * opensPerSecond + 1);
    depot.sleep(1000);
    expect(depot.wanted()).toHaveLength(count);
  });

  it('is met in turns by a central system that comes back, and its loss is one alarm', () => {
    const all = town();
    const { depot } = all;
    depot.sleep(3000);
    for (const id of ids) depot.connectCsms(`csms/${id}`);
    const norths = ids.map((id) => depot.gateway.state.uplinks.get(`csms/${id}` as never)!.link!);
    for (const north of norths) depot.drop(north);
    const most = { atOnce: 0, inAll: 0 };
    for (let second = 0; second < 10; second += 1) {
      depot.sleep(1000, () => undefined);
      most.atOnce = Math.max(most.atOnce, depot.wanted().length);
      most.inAll += depot.wanted().length;
      fail(all);
    }
    // Those of one second, and those at once that nobody was before.
    expect(most.atOnce).toBeLessThanOrEqual(2 * opensPerSecond);
    expect(most.inAll).toBeGreaterThanOrEqual(count);
    expect(alarmsOf(all)).toHaveLength(1);
    expect(alarmsOf(all)[0]).toMatch(/:csms$/);
    expect(depot.gateway.state.alarms.get(alarmsOf(all)[0]! as AlarmKey)).toMatch(
      /^120 stations have no connection upstream/,
    );
  });

  it('costs the journal one fact and not one for each station that says nothing', () => {
    const { depot, souths } = town();
    depot.sleep(3000);
    for (const id of ids) depot.connectCsms(`csms/${id}`);
    const { state } = depot.gateway;
    const north = state.uplinks.get('csms/CP-01' as never)!.link!;
    depot.says(souths[0]!, boot);
    depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: '2026-01-15T18:00:00.000Z', interval: 300 }]);
    const from = state.ledger.head;
    const facts = depot.facts.length;
    for (let at = 0; at < 2000; at += 1) {
      const status = at % 2 === 0 ? 'Available' : 'Preparing';
      depot.says(souths[0]!, [2, `s${at}`, 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status }]);
      depot.says(north, [3, `s${at}`, {}]);
      depot.sleep(100);
    }
    const passed = depot.facts.slice(facts).filter(({ kind }) => kind === 'Passed' || kind === 'ManyPassed');
    expect(state.ledger.head - from).toBeGreaterThan(1900);
    expect(passed.length).toBeGreaterThan(0);
    expect(passed.length).toBeLessThan(5);
    const watermarks = [...state.ledger.uplinks.values()].map(({ watermark }) => watermark);
    expect(Math.min(...watermarks)).toBeGreaterThan(from);
    const again = depot.restart().gateway.state.ledger.uplinks;
    expect([...again.values()].map(({ watermark }) => watermark)).toEqual(watermarks);
  });
});
