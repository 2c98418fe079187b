// A lease of OCPP 2.1 over a real socket, at a strict station that this project did not write: the limit ends by itself when
// its time is over or when nobody is heard from, and is told anew before that.

import { expect, it, onTestFinished } from 'vitest';
import { ordinaryAnswer2 } from '../peers/orders-v2.ts';
import { strictStation } from '../peers/strict.ts';
import { until } from '../peers/until.ts';
import { smallDepot } from '../sim/site.ts';
import { startGatewayHere } from './gateway-here.ts';

const at = (): string => new Date().toISOString();

interface Profile {
  readonly chargingProfilePurpose: string;
  readonly stackLevel: number;
  readonly validTo?: string;
  readonly maxOfflineDuration?: number;
  readonly invalidAfterOfflineDuration?: boolean;
}

const answerOf: typeof ordinaryAnswer2 = (action, payload) =>
  action === 'GetChargingProfiles' ? { status: 'NoProfiles' } : ordinaryAnswer2(action, payload);

it('a station of 2.1 whose leases were proved holds what is above its fallback for a while only, by its clock and without us', async () => {
  const plain = smallDepot(1, 60, []);
  const [one] = plain.stations;
  const { running, url, failures } = await startGatewayHere({
    ...plain,
    stations: [{ ...one!, fallbackAmps: 6 }],
    authorization: { ...plain.authorization, mode: 'free' },
  });
  const { state } = running.gateway;
  const station = strictStation(url, 'CP-01', answerOf, { version: '2.1' });
  onTestFinished(() => station.drop());
  await station.connect();
  const chargingStation = { vendorName: 'Strict', model: 'Two', firmwareVersion: '1.0' };
  await station.call('BootNotification', { reason: 'PowerUp', chargingStation });
  const status = { timestamp: at(), connectorStatus: 'Available', evseId: 1, connectorId: 1 };
  await station.call('StatusNotification', status);
  await until(() => state.live.stations.get('CP-01' as never)?.mayBegin === true, 'it is taken on');
  // As `busbar stations prove` finds it.
  const part = state.ledger.stations.get('CP-01' as never)!;
  part.capabilities = {
    ...part.capabilities,
    lease: 'proved',
    settings: {
      ...part.capabilities.settings,
      'SmartChargingCtrlr.SupportsMaxOfflineDuration': { value: 'true', readonly: true },
    },
  };
  state.loadsDue = true;
  state.reallocate = true;
  running.driver.offer({ kind: 'wake' });
  await station.call('TransactionEvent', {
    eventType: 'Started',
    triggerReason: 'Authorized',
    seqNo: 0,
    timestamp: at(),
    transactionInfo: { transactionId: 'one', chargingState: 'Charging' },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: 'VAN', type: 'Central' },
  });
  const leases = (): Profile[] =>
    station.heard
      .filter(({ method }) => method === 'SetChargingProfile')
      .map(({ params }) => params['chargingProfile'] as Profile)
      .filter(({ stackLevel, validTo }) => stackLevel === 1 && validTo !== undefined);
  // A time that comes late makes its clock doubtful; the next ones tell.
  for (const end = performance.now() + 60_000; leases().length === 0 && performance.now() < end;) {
    await station.call('StatusNotification', { ...status, timestamp: at(), connectorStatus: 'Occupied' });
    await until(() => leases().length > 0, 'a lease is told', 1000).catch(() => undefined);
  }
  expect(leases(), 'a lease is told').not.toEqual([]);
  const [first] = leases();
  expect(first).toMatchObject({ chargingProfilePurpose: 'TxDefaultProfile', invalidAfterOfflineDuration: true });
  expect(first!.maxOfflineDuration).toBeGreaterThan(0);
  const lastsMs = Date.parse(first!.validTo!) - Date.now();
  expect(lastsMs).toBeGreaterThan(0);
  expect(failures).toEqual([]);
  expect(station.failures).toEqual([]);
});
