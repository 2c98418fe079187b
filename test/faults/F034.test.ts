// A wss uplink while the clock says the year 2000: by it no certificate is valid yet.

import { expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../adapters/clock/clock.ts';
import { createLog } from '../../adapters/log/log.ts';
import { utc } from '../../src/model/time.ts';
import { failsTest } from '../peers/fails-test.ts';
import { limitOf } from '../peers/station-evse.ts';
import { createStation } from '../peers/station.ts';
import { runStations } from '../peers/run-stations.ts';
import { createHarness } from '../conversations/harness.ts';
import { createChance } from '../sim/schedule.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { createCa, whyNoOpenssl } from '../wire/certificates.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';
import { ordinaryFrames, serveTls } from '../wire/tls-csms.ts';
import { eventually } from '../peers/eventually.ts';

it('F034 no way around the certificate, an alarm that names the clock, and a connection soon after the time is known', async (ctx) => {
  const why = whyNoOpenssl();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const find = failsTest();
  const ca = createCa();
  // The clock of this process cannot be set, so the certificate becomes valid when the clock is set: not before a gateway
  // on a busy computer has begun and tried.
  const validFrom = Math.ceil(Date.now() / 1000) * 1000 + 5000;
  const csms = await serveTls(ca.server(['localhost'], validFrom), ordinaryFrames, find);
  const real = createClock();
  let wrongBy = Date.UTC(2000, 0, 1) - Date.now();
  const patient = { minSeconds: 600, randomSeconds: 0, repeatTimes: 0 };
  const url = `wss://localhost:${csms.port}/ocpp`;
  const site = smallDepot(1, 60, [uplink('csms', 'control', { url, ca: ca.path, backoff: patient })]);
  const gateway = await startGatewayHere(site, {
    log: createLog({ level: 'silent' }),
    clock: { ...real, utc: () => utc(Date.now() + wrongBy) },
  });
  const { running } = gateway;
  const station = createStation({ id: 'CP-01', evses: 1, ratingAmps: 32, sampleSeconds: 1, random: createChance(1) });
  const depot = runStations([station], gateway.url, find);
  onTestFinished(async () => {
    depot.stop();
    await csms.close();
    ca.remove();
  });
  const { alarms, live } = running.gateway.state;
  await eventually(() => expect(alarms.has('BB_UPLINK_CERT_NOT_YET_VALID:csms')).toBe(true));
  expect(alarms.get('BB_UPLINK_CERT_NOT_YET_VALID:csms')).toMatch(/clock of this computer.*timedatectl/s);
  expect(alarms.get('BB_CLOCK_UNTRUSTED')).toContain('says 2000-01-01');
  // Local control goes on: the station waits with its limit in force.
  await eventually(() => expect(limitOf(station.evses[0]!)).toBeLessThan(32));
  expect(live.stations.get('CP-01' as never)!.connected).toBe(true);
  expect(csms.opened).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, validFrom - Date.now())));
  expect(csms.opened).toEqual([]);
  wrongBy = 0;
  running.driver.offer({ kind: 'wake' });
  await eventually(() => expect(running.gateway.state.uplinks.get('csms' as never)!.accepted).toBe(true));
  expect([...alarms]).toEqual([]);
  expect(gateway.failures).toEqual([]);
});

it('F034 the clock that is set brings the next try forward, whatever the back-off says', () => {
  const backoff = { minSeconds: 3600, randomSeconds: 0, repeatTimes: 0 };
  const y2000 = Date.UTC(2000, 0, 1);
  const clock = { builtAt: utc(Date.UTC(2026, 0, 1)) };
  const depot = createHarness(smallDepot(1, 60, [uplink('csms', 'control', { backoff })]), { hostUtc: y2000, clock });
  const other = createHarness(smallDepot(1, 60, [uplink('csms', 'control', { backoff })]), { hostUtc: y2000, clock });
  depot.fails('certificateNotYetValid');
  // What has nothing to do with the clock waits for its time.
  other.fails('refused');
  for (const one of [depot, other]) {
    expect(one.wanted()).toEqual([]);
    one.setClock(Date.UTC(2026, 0, 20));
    one.sleep(60_000);
  }
  expect(depot.wanted()).toHaveLength(1);
  expect(other.wanted()).toEqual([]);
});
