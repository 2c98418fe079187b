// A simulated station of 2.x: the requirements that it holds.

import { describe, expect, it } from 'vitest';
import type { Payload } from '../../../adapters/simulator/frame.ts';
import type { Talk } from './talk.ts';
import { charging, createTalk, inMs, online, polite, van } from './talk.ts';

const version = '2.0.1';
const idToken = { idToken: 'GOOD', type: 'Central' };

const events = (talk: Talk): Payload[] => talk.of('TransactionEvent').map(({ payload }) => payload);
const infoOf = (event: Payload): Payload => event['transactionInfo'] as Payload;
const brief = (talk: Talk): string[] =>
  events(talk).map((one) => [one['eventType'], one['triggerReason'], infoOf(one)['chargingState']].join(' '));
const idOf = (talk: Talk): string => infoOf(events(talk)[0]!)['transactionId'] as string;

const limit = (amps: number, more: Payload = {}): Payload => ({
  id: 1,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: [
    {
      id: 1,
      startSchedule: '2026-01-15T17:00:00Z',
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: amps }],
    },
  ],
  ...more,
});

describe.each(['2.0.1', '2.1'] as const)('a station of %s', (version) => {
  it('B01: boots, tells the status of each connector and nothing of itself', () => {
    const talk = online({ version });
    expect(talk.said.map(({ action }) => action)).toEqual([
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
    ]);
    expect(talk.said[0]!.payload).toMatchObject({ reason: 'PowerUp', chargingStation: { vendorName: 'Simulated' } });
  });

  it('E01 to E08: numbers its events from 0 without a gap, and says what its meter shows at both ends', () => {
    const talk = charging({ version, sampleSeconds: 60 });
    talk.run(130_000);
    talk.event({ kind: 'unplug', evse: 1 });
    expect(brief(talk)).toEqual([
      'Started Authorized SuspendedEV',
      'Updated ChargingStateChanged Charging',
      'Updated MeterValuePeriodic Charging',
      'Updated MeterValuePeriodic Charging',
      'Ended EVCommunicationLost Idle',
    ]);
    expect(events(talk).map(({ seqNo }) => seqNo)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(events(talk).map((one) => infoOf(one)['transactionId'])).size).toBe(1);
    const first = events(talk)[0]!['meterValue'] as { sampledValue: Payload[] }[];
    expect(first[0]!.sampledValue).toMatchObject([{ value: 1000, context: 'Transaction.Begin' }]);
    expect(events(talk).some(({ offline }) => offline === true)).toBe(false);
  });

  it('E04, E12: what happens offline is kept, marked, and told in order', () => {
    const talk = charging({ version, sampleSeconds: 60 });
    talk.isUp = false;
    talk.drop();
    talk.run(130_000);
    talk.event({ kind: 'unplug', evse: 1 });
    talk.isUp = true;
    talk.run(300_000);
    expect(talk.station.unacknowledged()).toBe(0);
    expect(events(talk).map(({ seqNo, offline }) => [seqNo, offline])).toEqual([
      [0, undefined],
      [1, undefined],
      [2, true],
      [3, true],
      [4, true],
    ]);
  });

  it('E05: a token that is refused in the answer to its start ends it', () => {
    const talk = createTalk({ version });
    talk.answers = (said) =>
      said.action === 'TransactionEvent' && said.payload['idToken'] !== undefined
        ? { idTokenInfo: { status: 'Blocked' } }
        : polite(said);
    talk.run(1000);
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    talk.run(60_000);
    expect(brief(talk).at(-1)).toBe('Ended Deauthorized EVConnected');
    expect(infoOf(events(talk).at(-1)!)['stoppedReason']).toBe('DeAuthorized');
  });

  it('F01 to F03: starts and stops by order, and says which one it follows', () => {
    const talk = online({ version });
    const start = { idToken, remoteStartId: 77, evseId: 2 };
    expect(talk.ask('RequestStartTransaction', start)).toEqual({ status: 'Accepted' });
    talk.event({ kind: 'plug', evse: 2, vehicle: van() });
    talk.run(1000);
    expect(events(talk)[0]).toMatchObject({
      triggerReason: 'RemoteStart',
      idToken,
      evse: { id: 2, connectorId: 1 },
      transactionInfo: { remoteStartId: 77 },
    });
    expect(talk.ask('RequestStartTransaction', start)).toEqual({ status: 'Rejected' });
    expect(talk.ask('RequestStopTransaction', { transactionId: 'another' })).toEqual({ status: 'Rejected' });
    expect(talk.ask('RequestStopTransaction', { transactionId: idOf(talk) })).toEqual({ status: 'Accepted' });
    expect(brief(talk).at(-1)).toBe('Ended RemoteStop EVConnected');
  });
});

describe('questions about the device model', () => {
  it('B07: a full inventory comes page by page, numbered, and the last one says so', () => {
    const talk = online({ version });
    expect(talk.ask('GetBaseReport', { requestId: 5, reportBase: 'FullInventory' })).toEqual({ status: 'Accepted' });
    const pages = talk.of('NotifyReport').map(({ payload }) => payload);
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.map(({ seqNo }) => seqNo)).toEqual(pages.map((_, at) => at));
    expect(pages.map(({ tbc }) => tbc)).toEqual(pages.map((_, at) => at < pages.length - 1));
    const names = pages.flatMap(({ reportData }) =>
      (reportData as { component: { name: string }; variable: { name: string } }[]).map(
        ({ component, variable }) => `${component.name}.${variable.name}`,
      ),
    );
    expect(names).toContain('SampledDataCtrlr.TxUpdatedInterval');
    expect(names).toContain('SmartChargingCtrlr.ProfileStackLevel');
  });

  it('B06: says of each variable what it is, or why it says nothing', () => {
    const talk = online({ version });
    const ask = (component: string, variable: string, more: object = {}) =>
      ({ component: { name: component }, variable: { name: variable }, ...more }) as Payload;
    const answer = talk.ask('GetVariables', {
      getVariableData: [
        ask('OCPPCommCtrlr', 'HeartbeatInterval'),
        ask('SecurityCtrlr', 'BasicAuthPassword'),
        ask('OCPPCommCtrlr', 'Nothing'),
        ask('Nothing', 'Nothing'),
        ask('OCPPCommCtrlr', 'HeartbeatInterval', { attributeType: 'Target' }),
        { component: { name: 'EVSE', evse: { id: 2 } }, variable: { name: 'AvailabilityState' } },
      ],
    }) as { getVariableResult: { attributeStatus: string; attributeValue?: string }[] };
    expect(answer.getVariableResult.map((one) => one.attributeValue ?? one.attributeStatus)).toEqual([
      '600',
      'Rejected',
      'UnknownVariable',
      'UnknownComponent',
      'NotSupportedAttributeType',
      'Available',
    ]);
    const many = Array.from({ length: 21 }, () => ask('OCPPCommCtrlr', 'HeartbeatInterval'));
    expect(talk.ask('GetVariables', { getVariableData: many })).toBe('OccurrenceConstraintViolation');
  });

  it('B05: takes what it can, and it has an effect at once', () => {
    const talk = charging({ version, sampleSeconds: 600 });
    const set = (component: string, variable: string, attributeValue: string) =>
      (
        talk.ask('SetVariables', {
          setVariableData: [{ component: { name: component }, variable: { name: variable }, attributeValue }],
        }) as { setVariableResult: { attributeStatus: string }[] }
      ).setVariableResult[0]!.attributeStatus;
    expect(set('SampledDataCtrlr', 'TxUpdatedInterval', '5')).toBe('Accepted');
    expect(set('SampledDataCtrlr', 'TxUpdatedInterval', 'soon')).toBe('Rejected');
    expect(set('TxCtrlr', 'TxStartPoint', 'Authorized')).toBe('Rejected');
    talk.run(10_000);
    expect(brief(talk).filter((one) => one.includes('MeterValuePeriodic'))).toHaveLength(2);
    expect(set('SecurityCtrlr', 'BasicAuthPassword', 'a-new-password-of-20')).toBe('Accepted');
    talk.run(60_000);
    expect(talk.connections()).toBe(2);
    expect(talk.station.password()?.toString()).toBe('a-new-password-of-20');
  });
});

describe('limits', () => {
  it('K01: holds the least of what is told to the station, the EVSE and the transaction', () => {
    const talk = charging({ version });
    const set = (evseId: number, chargingProfile: Payload) =>
      talk.ask('SetChargingProfile', { evseId, chargingProfile });
    expect(set(1, limit(12))).toEqual({ status: 'Accepted' });
    expect(talk.evse().heldAmps).toBe(12);
    expect(set(1, limit(9, { id: 2 }))).toEqual({ status: 'Rejected' });
    const own = { id: 3, chargingProfilePurpose: 'TxProfile' };
    expect(set(1, limit(14, own))).toEqual({ status: 'Rejected' });
    expect(set(1, limit(14, { ...own, transactionId: 'another' }))).toEqual({ status: 'Rejected' });
    expect(set(1, limit(14, { ...own, transactionId: idOf(talk) }))).toEqual({ status: 'Accepted' });
    expect(talk.evse().heldAmps).toBe(14);
    const whole = { id: 4, chargingProfilePurpose: 'ChargingStationMaxProfile' };
    expect(set(1, limit(8, whole))).toEqual({ status: 'Rejected' });
    expect(set(0, limit(8, whole))).toEqual({ status: 'Accepted' });
    expect(talk.evse().heldAmps).toBe(8);
    expect(talk.ask('GetCompositeSchedule', { evseId: 1, duration: 60 })).toMatchObject({
      schedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }] },
    });
    expect(talk.ask('GetChargingProfiles', { requestId: 1, chargingProfile: {} })).toEqual({ status: 'Accepted' });
    expect(talk.of('ReportChargingProfiles').map(({ payload }) => [payload['evseId'], payload['tbc']])).toEqual([
      [1, true],
      [0, false],
    ]);
    expect(talk.ask('ClearChargingProfile', { chargingProfileId: 4 })).toEqual({ status: 'Accepted' });
    expect(talk.ask('ClearChargingProfile', { chargingProfileId: 4 })).toEqual({ status: 'Unknown' });
    talk.event({ kind: 'unplug', evse: 1 });
    expect(talk.evse().heldAmps).toBe(12);
  });

  it('2.1: a limit lapses while it is cut off for too long, and one that is to be invalid then is gone', () => {
    const talk = charging({ version: '2.1' });
    const set = (chargingProfile: Payload) => talk.ask('SetChargingProfile', { evseId: 1, chargingProfile });
    expect(set(limit(10))).toEqual({ status: 'Accepted' });
    expect(set(limit(16, { id: 2, stackLevel: 1, maxOfflineDuration: 60 }))).toEqual({ status: 'Accepted' });
    const forGood = { id: 3, stackLevel: 2, maxOfflineDuration: 90, invalidAfterOfflineDuration: true };
    expect(set(limit(20, forGood))).toEqual({ status: 'Accepted' });
    expect(talk.evse().heldAmps).toBe(20);
    talk.isUp = false;
    talk.drop();
    talk.run(80_000);
    expect(talk.evse().heldAmps).toBe(20);
    talk.run(20_000);
    expect(talk.evse().heldAmps).toBe(10);
    talk.isUp = true;
    talk.run(300_000);
    expect(talk.evse().heldAmps).toBe(16);
  });
});

describe('other orders', () => {
  it('B11, B12: resets at once, or one EVSE alone, or when nobody charges any more', () => {
    const talk = online({ version, rebootMs: 5000 });
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    talk.event({ kind: 'plug', evse: 2, vehicle: van(), token: 'GOOD' });
    talk.run(20_000);
    expect(talk.ask('Reset', { type: 'Immediate', evseId: 9 })).toEqual({ status: 'Rejected' });
    expect(talk.ask('Reset', { type: 'Immediate', evseId: 1 })).toEqual({ status: 'Accepted' });
    expect([talk.evse(1).charging, talk.evse(2).charging]).toEqual([false, true]);
    expect(talk.evse(1).status).toBe('Unavailable');
    talk.run(6000);
    expect(talk.evse(1).status).not.toBe('Unavailable');
    expect(talk.ask('Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' });
    talk.run(20_000);
    expect(talk.of('BootNotification')).toHaveLength(1);
    talk.event({ kind: 'unplug', evse: 2 });
    talk.run(60_000);
    expect(talk.of('BootNotification').map(({ payload }) => payload['reason'])).toEqual(['PowerUp', 'ScheduledReset']);
    talk.event({ kind: 'plug', evse: 2, vehicle: van(), token: 'GOOD' });
    talk.run(20_000);
    expect(talk.ask('Reset', { type: 'Immediate' })).toEqual({ status: 'Accepted' });
    talk.run(60_000);
    expect(talk.of('BootNotification').at(-1)!.payload['reason']).toBe('RemoteReset');
    expect(infoOf(events(talk).at(-1)!)['stoppedReason']).toBe('ImmediateReset');
  });

  it('E14: knows whether a transaction goes on, and whether something waits', () => {
    const talk = charging({ version });
    expect(talk.ask('GetTransactionStatus', {})).toEqual({ messagesInQueue: false });
    expect(talk.ask('GetTransactionStatus', { transactionId: idOf(talk) })).toEqual({
      ongoingIndicator: true,
      messagesInQueue: false,
    });
    talk.answers = () => undefined;
    talk.event({ kind: 'unplug', evse: 1 });
    expect(talk.ask('GetTransactionStatus', { transactionId: idOf(talk) })).toEqual({
      ongoingIndicator: false,
      messagesInQueue: true,
    });
  });

  it('F06: says what it is asked to say, and nothing that is not whole', () => {
    const talk = charging({ version });
    const trigger = (requestedMessage: string, evse?: object) =>
      talk.ask('TriggerMessage', { requestedMessage, ...(evse !== undefined && { evse }) });
    expect(trigger('StatusNotification')).toEqual({ status: 'Rejected' });
    expect(trigger('StatusNotification', { id: 1, connectorId: 1 })).toEqual({ status: 'Accepted' });
    expect(trigger('BootNotification')).toEqual({ status: 'Rejected' });
    expect(trigger('TransactionEvent', { id: 1 })).toEqual({ status: 'Accepted' });
    expect(brief(talk).at(-1)).toBe('Updated Trigger Charging');
    expect(trigger('MeterValues', { id: 1 })).toEqual({ status: 'Accepted' });
    expect(talk.of('MeterValues')).toHaveLength(1);
    expect(trigger('SignV2GCertificate')).toEqual({ status: 'NotImplemented' });
  });

  it('D01, H01, H04: keeps a list, and a reservation until it is over', () => {
    const talk = online({ version });
    const list = (versionNumber: number, localAuthorizationList: object[]) =>
      talk.ask('SendLocalList', { versionNumber, updateType: 'Full', localAuthorizationList });
    expect(list(0, [])).toEqual({ status: 'Failed' });
    expect(list(3, [{ idToken, idTokenInfo: { status: 'Accepted' } }])).toEqual({ status: 'Accepted' });
    expect(talk.ask('GetLocalListVersion', {})).toEqual({ versionNumber: 3 });
    const reservation = { id: 8, expiryDateTime: inMs(talk, 60_000), idToken, evseId: 1 };
    expect(talk.ask('ReserveNow', reservation)).toEqual({ status: 'Accepted' });
    talk.run(61_000);
    expect(talk.of('ReservationStatusUpdate')[0]!.payload).toEqual({
      reservationId: 8,
      reservationUpdateStatus: 'Expired',
    });
    expect(talk.of('StatusNotification').map(({ payload }) => payload['connectorStatus'])).toContain('Reserved');
  });

  it('everything else gets an answer of its version', () => {
    const talk = online({ version });
    expect(talk.ask('SetNetworkProfile', {})).toEqual({ status: 'Rejected' });
    expect(talk.ask('SetChargingProfile', { evseId: 1 })).toBe('FormatViolation');
    expect(talk.ask('Nonsense', {})).toBe('NotImplemented');
    talk.ask('GetLog', { requestId: 4, logType: 'SecurityLog', log: { remoteLocation: 'http://x/' } });
    talk.run(60_000);
    expect(talk.of('LogStatusNotification').map(({ payload }) => payload['status'])).toEqual(['Uploading', 'Uploaded']);
  });
});
