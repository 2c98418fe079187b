import { expect, it } from 'vitest';
import { createHarness } from '../conversations/harness.ts';
import type { Frame } from '../conversations/harness.ts';
import { smallDepot } from '../sim/site.ts';
import { hexKey, keyedSite, rightKey } from './keyed-door.ts';
import { basicHeader, knockFor } from './knocking.ts';
import { openDoor } from './station-door.ts';

it('F064 the credentials of a station that is not in the site file → refused, and nothing of it is kept', async () => {
  const door = await openDoor({ site: keyedSite(), keys: { 'CP-01': hexKey, 'CP-99': hexKey } });
  const { head } = door.gateway.state.ledger;
  expect(await knockFor(door.port, '/CP-99', [basicHeader('CP-99', rightKey)])).toBe(404);
  expect(door.gateway.state.links.size).toBe(0);
  expect(door.gateway.state.ledger.head).toBe(head);
  expect(door.gateway.state.door.knocks.get('CP-99')?.code).toBe('BB_STATION_UNKNOWN');
});

it('F064 one that was enrolled is told Pending until somebody has placed it, after a restart too; no transaction counts', () => {
  const site = smallDepot(2, 60, []);
  const enrolled = {
    ...site,
    stations: site.stations.map((one) => (one.id === 'CP-02' ? { ...one, enrolled: true as const } : one)),
  };
  const boot: Frame = [2, 'b', 'BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' }];
  const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: '2026-01-15T18:00:00Z' };
  let depot = createHarness(enrolled);
  for (let round = 0; round < 2; round += 1) {
    const link = depot.connectStation('CP-02');
    depot.says(link, boot);
    depot.says(link, [2, 's', 'StartTransaction', start]);
    const heard = depot.hears(link);
    expect(heard.find(([, id]) => id === 'b')).toMatchObject([3, 'b', { status: 'Pending' }]);
    expect(heard.find(([, id]) => id === 's')?.slice(0, 3)).toEqual([4, 's', 'SecurityError']);
    expect(depot.facts.some(({ kind }) => kind === 'TransactionStarted')).toBe(false);
    depot = depot.restart();
  }
  depot.driver.offer({ kind: 'siteFile', site });
  const link = depot.connectStation('CP-02');
  depot.says(link, boot);
  expect(depot.hears(link).find(([, id]) => id === 'b')).toMatchObject([3, 'b', { status: 'Accepted' }]);
});
