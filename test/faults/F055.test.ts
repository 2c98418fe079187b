import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createHarness } from '../conversations/harness.ts';
import { connectCsms, csmsThatKnows, siteWith } from '../conversations/depot.ts';
import { smallDepot } from '../sim/site.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';
import { failsTest } from '../peers/fails-test.ts';
import { stationSocket } from '../peers/judged.ts';

/** Everything that a station of 2.x may say with an address in it, as far as it is not the gateway that asked for it. */
const baits = (url: string): readonly (readonly [string, object])[] => [
  ['DataTransfer', { vendorId: url, messageId: url, data: url }],
  ['FirmwareStatusNotification', { status: 'Downloading' }],
  ['SecurityEventNotification', { type: url.slice(0, 50), timestamp: '2026-01-15T18:00:00Z', techInfo: url }],
  [
    'GetCertificateStatus',
    {
      ocspRequestData: {
        hashAlgorithm: 'SHA256',
        issuerNameHash: 'a',
        issuerKeyHash: 'b',
        serialNumber: 'c',
        responderURL: url,
      },
    },
  ],
  ['Get15118EVCertificate', { iso15118SchemaVersion: url.slice(0, 50), action: 'Install', exiRequest: url }],
  ['SignCertificate', { csr: url }],
  [
    'NotifyEvent',
    {
      generatedAt: '2026-01-15T18:00:00Z',
      seqNo: 0,
      eventData: [
        {
          eventId: 1,
          timestamp: '2026-01-15T18:00:00Z',
          trigger: 'Alerting',
          actualValue: url,
          techInfo: url,
          eventNotificationType: 'CustomMonitor',
          component: { name: 'OCPPCommCtrlr' },
          variable: { name: 'ActiveNetworkProfile' },
        },
      ],
    },
  ],
  ['NotifyCustomerInformation', { data: url, seqNo: 0, generatedAt: '2026-01-15T18:00:00Z', requestId: 1 }],
  ['LogStatusNotification', { status: 'UploadFailed', requestId: 1 }],
];

it('F055 addresses in whatever a station says → the gateway asks none of them (0 hits)', async () => {
  let hits = 0;
  const canary = createServer((_request, response) => {
    hits += 1;
    response.end();
  });
  canary.on('connection', () => (hits += 1));
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void canary.close());
  const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/bait`;
  const gateway = await startGatewayHere(smallDepot(2, 100, []));
  const socket = stationSocket(`${gateway.url}/CP-01`, failsTest(), { protocols: ['ocpp2.0.1'] });
  onTestFinished(() => socket.terminate());
  const answered = new Set<string>();
  socket.on('message', (data: Buffer) => {
    const [type, id] = JSON.parse(data.toString()) as [number, string];
    if (type === 2) socket.send(JSON.stringify([3, id, { status: 'Rejected' }]));
    else answered.add(id);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  const about = { vendorName: url.slice(0, 50), model: url.slice(0, 20), firmwareVersion: url.slice(0, 50) };
  socket.send(JSON.stringify([2, 'boot', 'BootNotification', { reason: 'PowerUp', chargingStation: about }]));
  const all = baits(url);
  for (const [action, payload] of all) socket.send(JSON.stringify([2, action, action, payload]));
  await expect.poll(() => answered.size, { timeout: 5000 }).toBe(all.length + 1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(hits).toBe(0);
  expect(gateway.failures).toEqual([]);
});

it('F055 a central system that wants a file sent to no web address gets none', () => {
  for (const location of ['file:///etc/passwd', 'ftp://10.0.0.1/x', 'gopher://10.0.0.1/', 'data:text/plain,x']) {
    const depot = createHarness(siteWith({}));
    const csms = connectCsms(depot, csmsThatKnows({}));
    depot.says(csms, [2, 'd', 'GetDiagnostics', { location }]);
    expect([location, depot.hears(csms).find(([, id]) => id === 'd')]).toEqual([location, [3, 'd', {}]]);
  }
});
