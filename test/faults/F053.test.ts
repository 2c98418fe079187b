import { expect, it } from 'vitest';
import { connectCsms, csmsThatKnows, siteWith } from '../conversations/depot.ts';
import { createHarness } from '../conversations/harness.ts';
import type { Frame } from '../conversations/harness.ts';
import type { Harness } from '../conversations/harness.ts';
import type { LinkId } from '../../src/model/ids.ts';
import { openOnes } from '../../src/site/transaction.ts';

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

it('F053 a 2.0.1 station ends the transaction of another by its id, its reservation and a report that another was asked for', () => {
  const site = siteWith({});
  const depot = createHarness({ ...site, uplinks: site.uplinks.map((one) => ({ ...one, securityEvents: true })) });
  const boot: Frame = [
    2,
    'b',
    'BootNotification',
    { reason: 'PowerUp', chargingStation: { vendorName: 'A', model: 'B' } },
  ];
  const [evil, victim] = [depot.connectStation('CP-01', '2.0.1'), depot.connectStation('CP-02', '2.0.1')];
  for (const link of [evil, victim]) depot.says(link, boot);
  const event = (eventType: string, seqNo: number): object => ({
    eventType,
    timestamp: at,
    triggerReason: 'Authorized',
    seqNo,
    transactionInfo: { transactionId: 'TX-OF-CP-02' },
    evse: { id: 1, connectorId: 1 },
  });
  depot.says(victim, [2, 's', 'TransactionEvent', event('Started', 0)]);
  const before = structuredClone(openOf(depot));
  const reports = depot.gateway.state.counters.get('strangeReports') ?? 0;
  depot.says(evil, [2, 'x', 'TransactionEvent', event('Ended', 1)]);
  const lost = { reservationId: 1, reservationUpdateStatus: 'Expired' };
  depot.says(evil, [2, 'y', 'ReservationStatusUpdate', lost]);
  depot.says(evil, [2, 'z', 'NotifyReport', { requestId: 1, generatedAt: at, seqNo: 0, tbc: false }]);
  depot.sleep(3000);
  expect(openOf(depot)).toEqual(before);
  expect(events(depot)).toHaveLength(1);
  expect(depot.facts.filter(({ kind }) => kind === 'ReservationEnded')).toEqual([]);
  expect(depot.gateway.state.counters.get('strangeReports')).toBe(reports + 1);
});
