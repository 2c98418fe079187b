import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Version } from '../../src/model/protocol.ts';
import { createHarness } from '../conversations/harness.ts';
import { allActions, sampleCall } from '../conversations/orders/samples.ts';
import { sceneOf } from '../conversations/orders/scene.ts';
import { connectCsms, csmsThatKnows, siteWith } from '../conversations/depot.ts';
import { smallDepot } from '../sim/site.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';
import { failsTest } from '../peers/fails-test.ts';
import { stationSocket } from '../peers/judged.ts';

/** What else a station of 2.x may say with an address in it. */
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

const more16 = (url: string): readonly (readonly [string, object])[] => [
  ['DataTransfer', { vendorId: url, messageId: url.slice(0, 50), data: url }],
  ['SecurityEventNotification', { type: url.slice(0, 50), timestamp: '2026-01-15T18:00:00Z', techInfo: url }],
  [
    'StatusNotification',
    { connectorId: 1, errorCode: 'OtherError', status: 'Faulted', info: url, vendorId: url, vendorErrorCode: url },
  ],
];

const bootOf = (version: Version, url: string): object =>
  version === '1.6'
    ? { chargePointVendor: url.slice(0, 20), chargePointModel: url.slice(0, 20), firmwareVersion: url.slice(0, 50) }
    : {
        reason: 'PowerUp',
        chargingStation: { vendorName: url.slice(0, 50), model: url.slice(0, 20), firmwareVersion: url.slice(0, 50) },
      };

/** What this becomes with the address in place of one of its strings, for each of them. */
function baited(value: unknown, url: string): unknown[] {
  if (typeof value === 'string') return [url];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    baited(part, url).map((bait) =>
      Array.isArray(value)
        ? value.map((one: unknown, at) => (String(at) === name ? bait : one))
        : { ...value, [name]: bait },
    ),
  );
}

/** Every message of a version, as it is and with the address in place of each of its strings. */
const everything = (version: Version, url: string): readonly (readonly [string, unknown])[] =>
  allActions(version)
    // What is sent without an answer is read like the others.
    .filter((action) => action !== 'NotifyPeriodicEventStream')
    .flatMap((action) => {
      const plain = sampleCall(version, action);
      return [plain, ...baited(plain, url)].map((payload) => [action, payload] as const);
    });

it.each(['1.6', '2.0.1', '2.1'] as const)(
  'F055 addresses in whatever a station of %s says → the gateway asks none of them (0 hits)',
  async (version) => {
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
    const socket = stationSocket(`${gateway.url}/CP-01`, failsTest(), { protocols: [`ocpp${version}`] });
    onTestFinished(() => socket.terminate());
    const answered = new Set<string>();
    socket.on('message', (data: Buffer) => {
      const [type, id] = JSON.parse(data.toString()) as [number, string];
      // In whatever it answers, too.
      if (type === 2) socket.send(JSON.stringify([3, id, { status: 'Rejected', fileName: url, filename: url }]));
      else answered.add(id);
    });
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify([2, 'boot', 'BootNotification', bootOf(version, url)]));
    const all = [...everything(version, url), ...(version === '1.6' ? more16(url) : baits(url))];
    expect(all.length).toBeGreaterThan(80);
    for (const [at, [action, payload]] of all.entries()) socket.send(JSON.stringify([2, `m${at}`, action, payload]));
    await expect.poll(() => answered.size, { timeout: 25_000 }).toBe(all.length + 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(hits).toBe(0);
    expect(gateway.failures).toEqual([]);
  },
  40_000,
);

const schemes = ['file:///etc/passwd', 'ftp://10.0.0.1/x', 'gopher://10.0.0.1/', 'data:text/plain,x'];

it('F055 a central system that wants a file sent to no web address gets none', () => {
  for (const location of schemes) {
    const depot = createHarness(siteWith({}));
    const csms = connectCsms(depot, csmsThatKnows({}));
    depot.says(csms, [2, 'd', 'GetDiagnostics', { location }]);
    expect([location, depot.hears(csms).find(([, id]) => id === 'd')]).toEqual([location, [3, 'd', {}]]);
    expect(depot.uploads).toEqual([]);
  }
});

it.each(['2.0.1', '2.1'] as const)(
  'F055 a central system of %s that wants a log sent to no web address, or firmware fetched from none, gets none',
  (version) => {
    const scene = sceneOf(version, [version]);
    const retrieveDateTime = '2026-01-15T18:00:00Z';
    for (const location of schemes) {
      const log = { logType: 'DiagnosticsLog', requestId: 1, log: { remoteLocation: location } };
      expect([location, scene.order('GetLog', log)]).toEqual([
        location,
        expect.objectContaining({ status: 'Rejected' }),
      ]);
      const checksum = '0123456789abcdef0123456789abcdef';
      expect(scene.order('PublishFirmware', { location, checksum, requestId: 2 })).toMatchObject({
        status: 'Rejected',
      });
      const firmware = { location, retrieveDateTime };
      expect(scene.order('UpdateFirmware', { requestId: 3, firmware })).toMatchObject({ status: 'Rejected' });
    }
    expect([scene.depot.uploads, scene.depot.files, scene.told]).toEqual([[], [], []]);
  },
);
