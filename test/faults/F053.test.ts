import { describe, expect, it } from 'vitest';
import { connectCsms, csmsThatKnows, siteWith } from '../conversations/depot.ts';
import { createHarness } from '../conversations/harness.ts';
import type { Frame } from '../conversations/harness.ts';
import type { Harness } from '../conversations/harness.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import { openOnes } from '../../src/site/transaction.ts';
import type { Payload, Scene } from '../conversations/orders/scene.ts';
import { beginAt, inAnHour, sceneOf } from '../conversations/orders/scene.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const at = '2026-01-15T18:00:00Z';
const knows = csmsThatKnows({ 'VAN-1': 'Accepted' });

/** CP-02 charges under a number; CP-01 is somebody else. */
function scene(): { depot: Harness; evil: LinkId; victim: LinkId; number: number } {
  const site = siteWith({});
  const uplinks = site.uplinks.map((one) => ({ ...one, securityEvents: true }));
  const depot = createHarness({ ...site, uplinks });
  const boot: Frame = [2, 'boot', 'BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' }];
  const [evil, victim] = [depot.connectStation('CP-01'), depot.connectStation('CP-02')];
  for (const link of [evil, victim]) depot.says(link, boot);
  const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: at };
  depot.says(victim, [2, 's', 'StartTransaction', start]);
  depot.answers(connectCsms(depot, knows), knows);
  depot.sleep(3000);
  const [open] = openOf(depot);
  return { depot, evil, victim, number: open!.number };
}

const openOf = (depot: Harness) => openOnes(depot.gateway.state.ledger.stations.get('CP-02' as never)!.transactions);

const events = (depot: Harness): readonly object[] =>
  depot.facts.filter((fact) => fact.kind === 'SecurityEventRaised' && fact.type === 'InvalidMessages');

it('F053 station A stops the transaction of B by its number: B charges on, and one security event says who', () => {
  const { depot, evil, number } = scene();
  const before = structuredClone(openOf(depot));
  for (let tries = 0; tries < 30; tries += 1)
    depot.says(evil, [2, `x${tries}`, 'StopTransaction', { transactionId: number, meterStop: tries, timestamp: at }]);
  depot.sleep(3000);
  expect(openOf(depot)).toEqual(before);
  expect(events(depot).length).toBeGreaterThan(0);
  // Whoever goes on fills no log.
  expect(events(depot).length).toBeLessThanOrEqual(10);
  expect(events(depot)[0]).toMatchObject({ techInfo: 'CP-01: a transaction of CP-02 was named' });
  expect([...depot.gateway.state.alarms.keys()]).toContain('BB_STATION_FOREIGN:CP-01');
});

it('F053 A writes meter values into the transaction of B: B has none of them', () => {
  const { depot, evil, number } = scene();
  const before = structuredClone(openOf(depot));
  const meterValue = [{ timestamp: at, sampledValue: [{ value: '99999' }] }];
  depot.says(evil, [2, 'x', 'MeterValues', { connectorId: 1, transactionId: number, meterValue }]);
  depot.sleep(3000);
  expect(openOf(depot)).toEqual(before);
  expect(events(depot)).toHaveLength(1);
});

/** CP-01 is somebody else, CP-02 is who has something under way; the central system speaks the version of both. */
function pair(version: Version): Scene {
  const site = smallDepot(2, 60, [uplink('csms', 'control', { version, securityEvents: true })]);
  return sceneOf(version, [version, version], createHarness(site));
}

const [stranger, owner] = [0, 1];

/** Why the central system was told that CP-01 said what it should not. */
const toldOf = ({ depot }: Scene): readonly (string | undefined)[] =>
  depot.facts.flatMap((fact) =>
    fact.kind === 'SecurityEventRaised' && fact.type === 'InvalidMessages' ? [fact.techInfo] : [],
  );

const now = ({ depot }: Scene): string => new Date(depot.utc()).toISOString();

describe.each(['2.0.1', '2.1'] as const)('F053 stations of %s', (version) => {
  it.each(['Ended', 'Updated'])('A says that the transaction of B is %s: B charges on', (eventType) => {
    const scene = pair(version);
    beginAt(scene, owner, 'TX-OF-CP-02');
    const before = structuredClone(openOf(scene.depot));
    expect(before).toHaveLength(1);
    scene.say(stranger, 'TransactionEvent', {
      eventType,
      timestamp: now(scene),
      triggerReason: 'MeterValuePeriodic',
      seqNo: 1,
      transactionInfo: { transactionId: 'TX-OF-CP-02' },
      meterValue: [{ timestamp: now(scene), sampledValue: [{ value: 99_999 }] }],
    });
    expect(openOf(scene.depot)).toEqual(before);
    expect(toldOf(scene)).toEqual(['CP-01: a transaction of CP-02 was named']);
    // What it says is kept as its own: nothing of it goes upstream under the transaction of B.
    const ids = scene.news().flatMap(([action, payload]) => (action === 'TransactionEvent' ? [idIn(payload)] : []));
    expect(ids).not.toContain(before[0]!.transaction);
    scene.say(owner, 'TransactionEvent', {
      eventType: 'Ended',
      timestamp: now(scene),
      triggerReason: 'StopAuthorized',
      seqNo: 1,
      transactionInfo: { transactionId: 'TX-OF-CP-02', stoppedReason: 'Local' },
      meterValue: [{ timestamp: now(scene), sampledValue: [{ value: 3000 }] }],
    });
    const ended = scene.depot.facts.find(
      (fact) => fact.kind === 'TransactionEnded' && fact.transaction === before[0]!.transaction,
    );
    expect(ended).toMatchObject({ station: 'CP-02', energyWh: 2000 });
  });

  it('A reports on the request that B was given: B is heard, A is not', () => {
    const scene = pair(version);
    beginAt(scene, owner);
    const asked = { requestId: 4, report: true, clear: false, idToken: { idToken: '04AABBCC', type: 'ISO14443' } };
    scene.depot.drop(scene.stations[stranger]!);
    expect(scene.order('CustomerInformation', asked)).toMatchObject({ status: 'Accepted' });
    const [[place, , { requestId }]] = scene.told as [Scene['told'][number]];
    expect(place).toBe(owner);
    const back = scene.depot.connectStation('CP-01', version);
    const part = (data: string) => ({ requestId, data, seqNo: 0, generatedAt: now(scene), tbc: false });
    scene.depot.says(back, [2, 'x', 'NotifyCustomerInformation', part('made up')]);
    expect(scene.depot.hears(back)).toContainEqual([3, 'x', {}]);
    expect(JSON.stringify(scene.news())).not.toContain('made up');
    expect(toldOf(scene)).toEqual(['CP-01: a request of CP-02 was named']);
    scene.say(owner, 'NotifyCustomerInformation', part('its own'));
    expect(scene.news()).toContainEqual([
      'NotifyCustomerInformation',
      expect.objectContaining({ requestId: 4, data: 'its own' }),
    ]);
  });

  it('A answers the inventory that B is asked for: nothing of it is believed of B', () => {
    const scene = pair(version);
    const { state } = scene.depot.gateway;
    const report = state.live.stations.get('CP-02' as never)!.adoption.report!;
    // As if it had only just been asked for.
    const inHand = { ...report, request: report.request + 1, state: 'asked', next: 0 } as const;
    state.live.stations.get('CP-02' as never)!.adoption.report = inHand;
    const before = structuredClone(state.ledger.stations.get('CP-02' as never)!.capabilities);
    const page = {
      component: { name: 'OCPPCommCtrlr' },
      variable: { name: 'HeartbeatInterval' },
      variableAttribute: [{ value: '1' }],
    };
    const said = { requestId: inHand.request, generatedAt: now(scene), seqNo: 0, tbc: false, reportData: [page] };
    expect(scene.say(stranger, 'NotifyReport', said)).toEqual({});
    expect(state.ledger.stations.get('CP-02' as never)!.capabilities).toEqual(before);
    expect(inHand.next).toBe(0);
    expect(toldOf(scene)).toEqual(['CP-01: a request of CP-02 was named']);
  });

  it('A says that the reservation of B is over: B holds it', () => {
    const scene = pair(version);
    const number = reserveAtOwner(scene, version);
    const update = { reservationId: number, reservationUpdateStatus: 'Expired' };
    expect(scene.say(stranger, 'ReservationStatusUpdate', update)).toEqual({});
    expect(reservationsOf(scene)).toEqual([number]);
    expect(scene.news().filter(([action]) => action === 'ReservationStatusUpdate')).toEqual([]);
    expect(toldOf(scene)).toEqual(['CP-01: a reservation of CP-02 was named']);
    expect(scene.order('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[owner, 'CancelReservation', { reservationId: number }]]);
  });

  it('A charges on the reservation of B: B holds it', () => {
    const scene = pair(version);
    const number = reserveAtOwner(scene, version);
    scene.say(stranger, 'TransactionEvent', {
      eventType: 'Started',
      timestamp: now(scene),
      triggerReason: 'Authorized',
      seqNo: 0,
      reservationId: number,
      transactionInfo: { transactionId: 'TX-OF-CP-01' },
      evse: { id: 1, connectorId: 1 },
      idToken: { idToken: 'SOMEBODY', type: 'ISO14443' },
    });
    expect(reservationsOf(scene)).toEqual([number]);
    expect(toldOf(scene)).toEqual(['CP-01: a reservation of CP-02 was named']);
  });
});

const idIn = (payload: Payload): unknown => (payload['transactionInfo'] as { transactionId: string }).transactionId;

const reservationsOf = ({ depot }: Scene): readonly number[] => [
  ...depot.gateway.state.ledger.stations.get('CP-02' as never)!.reservations.keys(),
];

/** The number by which CP-02 knows it; 77 upstream. */
function reserveAtOwner(scene: Scene, version: Version): number {
  const until = inAnHour(scene.depot);
  // EVSEs are numbered in the order of the stations.
  const order =
    version === '1.6'
      ? { connectorId: 2, expiryDate: until, idTag: '04AABBCC', reservationId: 77 }
      : { id: 77, expiryDateTime: until, evseId: 2, idToken: { idToken: '04AABBCC', type: 'ISO14443' } };
  expect(scene.order('ReserveNow', order)).toEqual({ status: 'Accepted' });
  const [[place, , payload]] = scene.told as [Scene['told'][number]];
  expect(place).toBe(owner);
  return (payload['reservationId'] ?? payload['id']) as number;
}

it('F053 a 1.6 station charges on the reservation of another: that one holds it', () => {
  const scene = pair('1.6');
  const number = reserveAtOwner(scene, '1.6');
  const start = { connectorId: 1, idTag: 'SOMEBODY', meterStart: 0, timestamp: now(scene), reservationId: number };
  scene.say(stranger, 'StartTransaction', start);
  expect(reservationsOf(scene)).toEqual([number]);
  expect(toldOf(scene)).toEqual(['CP-01: a reservation of CP-02 was named']);
  expect(scene.order('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Accepted' });
});

it.each(['2.0.1', '2.1'] as const)(
  'F053 a %s station says how far the log of another is: nobody upstream hears it',
  (version) => {
    const scene = pair(version);
    const request = { logType: 'SecurityLog', requestId: 8, log: { remoteLocation: 'http://f.example/logs' } };
    const data = { station: 'CP-02', request };
    const ordered = scene.order('DataTransfer', { vendorId: 'Busbar', messageId: 'GetLog', data });
    expect(ordered).toMatchObject({ status: 'Accepted' });
    expect(scene.told).toEqual([[owner, 'GetLog', request]]);
    scene.say(stranger, 'LogStatusNotification', { status: 'Uploaded', requestId: 8 });
    expect(scene.news().filter(([action]) => action === 'LogStatusNotification')).toEqual([]);
    expect(toldOf(scene)).toEqual(['CP-01: a request of CP-02 was named']);
    scene.say(owner, 'LogStatusNotification', { status: 'Uploaded', requestId: 8 });
    expect(scene.news()).toContainEqual(['LogStatusNotification', { status: 'Uploaded', requestId: 8 }]);
  },
);
