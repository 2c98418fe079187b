import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createHarness } from '../conversations/harness.ts';
import type { Harness } from '../conversations/harness.ts';
import { smallDepot } from '../sim/site.ts';
import { authority, folder } from '../wire/authority.ts';
import { whyNoOpenssl } from '../wire/certificates.ts';
import { startTls } from '../wire/tls-gateway.ts';
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

it('F064 a certificate of the CA of stations, for a station that is not in the site file → refused, and nothing of it is kept', async (ctx) => {
  const why = whyNoOpenssl();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const dir = folder();
  const ca = authority(dir);
  const { cert, key } = ca.issue({});
  const { gateway, knock, pending } = await startTls({
    dir,
    tls: `certs: [ { cert: ${cert}, key: ${key} } ], clientCa: ${ca.cert}`,
    security: '{ profile: 3 }',
  });
  const { state } = gateway.running.gateway;
  for (const [id, status] of [
    ['CP-99', 404],
    ['CP-01', 101],
  ] as const) {
    const own = ca.issue({ name: id, names: [] });
    const by = { ca: readFileSync(ca.cert), cert: readFileSync(own.cert), key: readFileSync(own.key) };
    const knocked = await knock(id, by);
    expect([id, knocked.status, knocked.frames]).toEqual([id, status, []]);
    if (status === 101) continue;
    expect((await pending())[0]).toMatchObject({ identity: id, code: 'BB_STATION_UNKNOWN' });
    expect([state.links.size, state.live.stations.has(id as never), state.ledger.stations.has(id as never)]).toEqual([
      0,
      false,
      false,
    ]);
  }
});

const at = '2026-01-15T18:00:00Z';
const boot2 = { reason: 'PowerUp', chargingStation: { vendorName: 'A', model: 'B' } };
const event = {
  eventType: 'Started',
  timestamp: at,
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'TX-1' },
  evse: { id: 1, connectorId: 1 },
  idToken: { idToken: 'VAN-1', type: 'ISO14443' },
};

it.each([
  [
    '1.6',
    { chargePointVendor: 'A', chargePointModel: 'B' },
    'StartTransaction',
    { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: at },
  ],
  ['2.0.1', boot2, 'TransactionEvent', event],
  ['2.1', boot2, 'TransactionEvent', event],
] as const)(
  'F064 one of %s that was enrolled is told Pending until somebody has placed it, after a restart too; no transaction counts',
  (version, boot, action, payload) => {
    const site = smallDepot(2, 60, []);
    const enrolled = {
      ...site,
      stations: site.stations.map((one) => (one.id === 'CP-02' ? { ...one, enrolled: true as const } : one)),
    };
    const begin = (depot: Harness) => {
      const link = depot.connectStation('CP-02', version);
      depot.says(link, [2, 'b', 'BootNotification', boot]);
      depot.says(link, [2, 's', action, payload]);
      const heard = depot.hears(link);
      return {
        booted: heard.find(([, id]) => id === 'b'),
        begun: heard.find(([, id]) => id === 's'),
        counts: depot.facts.some(({ kind }) => kind === 'TransactionStarted'),
      };
    };
    let depot = createHarness(enrolled);
    for (let round = 0; round < 2; round += 1) {
      const { booted, begun, counts } = begin(depot);
      expect(booted).toMatchObject([3, 'b', { status: 'Pending' }]);
      expect(begun?.slice(0, 3)).toEqual([4, 's', 'SecurityError']);
      expect(counts).toBe(false);
      depot = depot.restart();
    }
    depot.driver.offer({ kind: 'siteFile', site });
    const { booted, begun, counts } = begin(depot);
    expect([booted?.[0], begun?.[0], counts]).toEqual([3, 3, true]);
    expect(booted).toMatchObject([3, 'b', { status: 'Accepted' }]);
  },
);
