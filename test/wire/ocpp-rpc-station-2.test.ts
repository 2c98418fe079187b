// A strict station of 2.x that this project did not write, at the gateway: whole sessions, and every CALL of the gateway. Both
// sides of every frame are validated by ocpp-rpc, and the frames upstream by our own judge.

import { expect, it, onTestFinished } from 'vitest';
import { createCsms } from '../../adapters/simulator/csms.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import type { Version } from '../../src/model/protocol.ts';
import { ordinaryAnswer2, ordinaryOrders2 } from '../peers/orders-v2.ts';
import { strictStation } from '../peers/strict.ts';
import { until } from '../peers/until.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { startGatewayHere } from './gateway-here.ts';

const versions = ['2.0.1', '2.1'] as const;
const at = (): string => new Date().toISOString();
const idToken = { idToken: 'VAN', type: 'Central' };

async function open(version: Version) {
  const csms = createCsms({ tokens: [['VAN', { status: 'Accepted' }]] });
  const faults: string[] = [];
  const served = await serveCsms(csms, { find: (fault) => faults.push(fault), versions: [version] });
  onTestFinished(() => served.close());
  const control = uplink('csms', 'control', {
    version,
    url: `ws://127.0.0.1:${served.port}/ocpp`,
    backoff: { minSeconds: 0.05, randomSeconds: 0, repeatTimes: 1 },
  });
  const { url, failures } = await startGatewayHere(smallDepot(2, 60, [control]));
  const station = strictStation(url, 'CP-01', ordinaryAnswer2, { version });
  onTestFinished(() => station.drop());
  const { books } = csms;
  /** A CALL of the central system, and what came back: a payload or the code of a CALLERROR. */
  const order = async (action: string, payload: Record<string, unknown>) => {
    const id = served.call('depot', action, payload);
    await until(() => books.answers.has(id), `${action} is answered`);
    return books.answers.get(id);
  };
  const boot = async (): Promise<void> => {
    await station.connect();
    const chargingStation = { vendorName: 'Strict', model: 'Two', firmwareVersion: '1.0' };
    const answer = await station.call('BootNotification', { reason: 'PowerUp', chargingStation });
    expect(answer).toMatchObject({ status: 'Accepted' });
    const status = { timestamp: at(), connectorStatus: 'Available', evseId: 1, connectorId: 1 };
    await station.call('StatusNotification', status);
  };
  const isKnown = () => books.statuses.get('depot/1')?.['connectorStatus'] === 'Available';
  return { books, faults, failures, station, order, boot, isKnown };
}

/** An event of the one transaction. */
const event = (eventType: string, triggerReason: string, seqNo: number, wh: number, more: object = {}) => ({
  eventType,
  triggerReason,
  seqNo,
  timestamp: at(),
  transactionInfo: { transactionId: 'one', chargingState: 'Charging' },
  meterValue: [
    {
      timestamp: at(),
      sampledValue: [
        { value: wh, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } },
        { value: 8.1, measurand: 'Current.Import', phase: 'L1', unitOfMeasure: { unit: 'A' } },
      ],
    },
  ],
  ...more,
});

it.each(versions)(
  'ocpp-rpc as a strict station of %s: a session, a broken connection and repeats in it',
  async (version) => {
    const { books, faults, failures, station, boot, isKnown } = await open(version);
    await boot();
    await until(isKnown, 'the connector is known upstream');
    expect(await station.call('Authorize', { idToken })).toMatchObject({ idTokenInfo: { status: 'Accepted' } });
    const stranger = { idToken: { idToken: 'STRANGER', type: 'Central' } };
    expect(await station.call('Authorize', stranger)).toMatchObject({ idTokenInfo: { status: 'Invalid' } });
    const start = event('Started', 'Authorized', 0, 100, { evse: { id: 1, connectorId: 1 }, idToken });
    expect(await station.call('TransactionEvent', start)).toMatchObject({ idTokenInfo: { status: 'Accepted' } });
    const first = event('Updated', 'MeterValuePeriodic', 1, 110);
    expect(await station.call('TransactionEvent', first)).toEqual({});
    await station.drop();
    await boot();
    expect(await station.call('TransactionEvent', first)).toEqual({});
    expect(await station.call('TransactionEvent', event('Updated', 'MeterValuePeriodic', 2, 120))).toEqual({});
    const transactionInfo = { transactionId: 'one', stoppedReason: 'EVDisconnected' };
    await station.call('TransactionEvent', event('Ended', 'EVCommunicationLost', 3, 130, { transactionInfo }));
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime');
    await until(() => [...books.transactions.values()].some(({ stop }) => stop !== undefined), 'it has ended upstream');
    const [booked, ...more] = [...books.transactions.values()];
    expect(more).toEqual([]);
    expect(booked!.start.payload).toMatchObject({ evse: { id: 1 }, idToken });
    expect(booked!.readings).toHaveLength(2);
    expect(booked!.stop!.payload).toMatchObject({ transactionInfo: { stoppedReason: 'EVDisconnected' } });
    expect([...station.failures, ...faults, ...books.violations, ...failures]).toEqual([]);
  },
);

it.each(versions)(
  'whatever else a strict station of %s says is answered within the schema, or refused with a code',
  async (version) => {
    const { faults, station, boot } = await open(version);
    await boot();
    const component = { name: 'OCPPCommCtrlr' };
    const variable = { name: 'HeartbeatInterval' };
    const page = { requestId: 1, generatedAt: at(), seqNo: 0, tbc: false };
    const said: Record<string, Record<string, unknown>> = {
      ClearedChargingLimit: { chargingLimitSource: 'EMS' },
      DataTransfer: { vendorId: 'example.org', data: 'x' },
      FirmwareStatusNotification: { status: 'Idle' },
      LogStatusNotification: { status: 'Idle' },
      MeterValues: { evseId: 1, meterValue: [{ timestamp: at(), sampledValue: [{ value: 1 }] }] },
      NotifyChargingLimit: { chargingLimit: { chargingLimitSource: 'EMS' } },
      NotifyCustomerInformation: { ...page, data: '' },
      NotifyDisplayMessages: { requestId: 1 },
      NotifyEvent: {
        generatedAt: at(),
        seqNo: 0,
        tbc: false,
        eventData: [
          {
            eventId: 1,
            timestamp: at(),
            trigger: 'Delta',
            actualValue: '1',
            eventNotificationType: 'HardWiredNotification',
            component,
            variable,
          },
        ],
      },
      NotifyMonitoringReport: page,
      NotifyReport: page,
      ReservationStatusUpdate: { reservationId: 1, reservationUpdateStatus: 'Expired' },
      SecurityEventNotification: { type: 'TamperDetectionActivated', timestamp: at() },
      SignCertificate: { csr: '-----BEGIN CERTIFICATE REQUEST-----' },
    };
    for (const [action, payload] of Object.entries(said)) {
      const answer = await station.call(action, payload);
      if ('error' in answer) expect(answer['error']).toMatch(/^Not(Supported|Implemented)$/);
    }
    expect([...station.failures, ...faults]).toEqual([]);
  },
);

it.each(versions)(
  '%s: every CALL that the gateway makes is valid, and every order of the central system gets a valid answer',
  async (version) => {
    const { books, faults, failures, station, order, boot, isKnown } = await open(version);
    await boot();
    await until(isKnown, 'the connector is known upstream');
    await until(() => station.heard.some(({ method }) => method === 'SetChargingProfile'), 'it has its limit');
    expect(await order('RequestStartTransaction', { evseId: 1, remoteStartId: 5, idToken })).toMatchObject({
      status: 'Accepted',
    });
    const remote = { transactionId: 'one', chargingState: 'Charging', remoteStartId: 5 };
    const start = { evse: { id: 1, connectorId: 1 }, idToken, transactionInfo: remote };
    await station.call('TransactionEvent', event('Started', 'RemoteStart', 0, 1, start));
    await until(() => books.transactions.size === 1, 'it has started upstream');
    const [transactionId] = books.transactions.keys();
    expect(await order('RequestStopTransaction', { transactionId })).toMatchObject({ status: 'Accepted' });
    for (const [action, payload] of Object.entries(ordinaryOrders2)) {
      const answer = await order(action, payload);
      // Its answer has no word for a transaction that nobody knows.
      const code = action === 'CostUpdated' ? 'PropertyConstraintViolation' : 'NotSupported';
      if (typeof answer === 'string') expect([action, answer]).toEqual([action, code]);
    }
    const calls = new Set(station.heard.map(({ method }) => method));
    for (const action of [
      'ChangeAvailability',
      'RequestStartTransaction',
      'RequestStopTransaction',
      'SetChargingProfile',
      'UnlockConnector',
    ])
      expect(calls).toContain(action);
    expect([...station.failures, ...faults, ...books.violations, ...failures]).toEqual([]);
  },
);
