// A central system that takes the connection and never answers.

import { expect, it } from 'vitest';
import type { LinkId } from '../../src/model/ids.ts';
import type { Harness } from '../conversations/harness.ts';
import { boot, createHarness, obedient, ordinaryCsms } from '../conversations/harness.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const backoff = { minSeconds: 5, randomSeconds: 10, repeatTimes: 4 };
const site = smallDepot(3, 90, [uplink('csms', 'control', { backoff, callTimeoutSeconds: 30 })]);
type Call = ReturnType<Harness['hears']>[number];

/** A depot that is known upstream, with a session that is begun and not told yet. */
function withSession(): { depot: Harness; csms: LinkId; station: LinkId } {
  const depot = createHarness(site);
  const csms = depot.connectCsms();
  depot.answers(csms, ordinaryCsms());
  const station = depot.connectStation('CP-01');
  depot.says(station, boot);
  depot.sleep(2000);
  depot.answers(station, obedient);
  depot.answers(csms, ordinaryCsms());
  return { depot, csms, station };
}

const callsOf = (frames: readonly Call[]): Call[] => frames.filter(([type]) => type === 2);

it('F039 has one CALL outstanding, and repeats messages about transactions only, each under its id', () => {
  const { depot, csms, station } = withSession();
  const stamp = '2026-01-15T18:01:00Z';
  depot.says(station, [2, 's', 'StartTransaction', { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: stamp }]);
  const status = { connectorId: 1, status: 'Charging', errorCode: 'NoError' };
  depot.says(station, [2, 'n', 'StatusNotification', status]);
  let link = csms;
  const calls: Call[] = [];
  const waits: number[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    let passed = 0;
    // Until it gives up, whatever stations say meanwhile.
    for (; depot.gateway.state.links.has(link); passed += 1000) {
      const heard = depot.hears(link);
      calls.push(...callsOf(heard));
      expect(callsOf(heard).length).toBeLessThanOrEqual(1);
      depot.says(station, [2, `m${tries}-${passed}`, 'Heartbeat', {}]);
      depot.sleep(1000);
    }
    expect(passed).toBeLessThanOrEqual(31_000);
    expect(depot.hears(link)).toContainEqual([0, 'close', 1001]);
    const openAt = depot.utc();
    while (depot.wanted().length === 0) depot.sleep(1000);
    waits.push(Math.round((depot.utc() - openAt) / 1000));
    link = depot.connectCsms();
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 80]);
  const starts = calls.filter(([, , action]) => action === 'StartTransaction');
  expect(starts.length).toBeGreaterThan(1);
  expect(new Set(starts.map(([, id, , payload]) => JSON.stringify([id, payload]))).size).toBe(1);
  const others = calls.filter(([, , action]) => action !== 'StartTransaction').map(([, id]) => id);
  expect(new Set(others).size).toBe(others.length);
  expect([...depot.gateway.state.alarms.keys()]).toContain('BB_UPLINK_SILENT:csms');
  // Nothing was lost meanwhile.
  const told = depot.answers(link, ordinaryCsms()).filter(([, , action]) => action === 'StartTransaction');
  expect(told.map(([, id]) => id)).toEqual([starts[0]![1]]);
  expect(depot.gateway.state.alarms.size).toBe(0);
});

it('F039 an answer that comes after its time says nothing', () => {
  const { depot, csms, station } = withSession();
  depot.says(station, [2, 'a', 'Authorize', { idTag: 'LATE' }]);
  const [asked] = callsOf(depot.hears(csms)).filter(([, , action]) => action === 'Authorize');
  depot.sleep(31_000);
  const facts = depot.facts.length;
  depot.says(csms, [3, asked![1], { idTagInfo: { status: 'Accepted' } }]);
  expect(depot.facts.slice(facts).filter(({ kind }) => kind === 'TokenJudged')).toEqual([]);
  const link = depot.connectCsms();
  depot.says(link, [3, asked![1], { idTagInfo: { status: 'Accepted' } }]);
  expect(depot.facts.slice(facts).filter(({ kind }) => kind === 'TokenJudged')).toEqual([]);
  expect(depot.failures).toEqual([]);
});

it('F039 one that never answered a boot gets one boot a connection, and stations are served meanwhile', () => {
  const depot = createHarness(site);
  const station = depot.connectStation('CP-01');
  depot.says(station, boot);
  for (let tries = 0; tries < 3; tries += 1) {
    const link = depot.connectCsms();
    depot.sleep(29_000);
    expect(callsOf(depot.hears(link)).map(([, , action]) => action)).toEqual(['BootNotification']);
    depot.says(station, [2, `h${tries}`, 'Heartbeat', {}]);
    expect(depot.hears(station).map(([, id]) => id)).toContain(`h${tries}`);
    depot.sleep(120_000);
  }
});
