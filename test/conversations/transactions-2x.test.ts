// Transactions as stations of OCPP 2.x tell them, with what they leave out, repeat and mix up.

import { describe, expect, it } from 'vitest';
import { at, energyOf, events, fieldOf2 } from './field-2x.ts';

const card = { idToken: '04AABBCC', type: 'ISO14443' };
const other = { idToken: '04DDEEFF', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };
const accepted = { status: 'Accepted' };

describe('a transaction that begins before anybody is let in (E01, E02, E03)', () => {
  it('1.6 hears of it when a token is shown, with the register of its begin; 2.x hears everything as it came', () => {
    const field = fieldOf2({ north: '1.6' });
    field.event('Started', 0, { triggerReason: 'CablePluggedIn', evse, ...at(field.time(), energyOf(1000)) });
    field.passes(5);
    expect(events(field)).toEqual([]);
    expect(field.event('Updated', 1, { triggerReason: 'Authorized', idToken: card })).toEqual({
      idTokenInfo: accepted,
    });
    field.passes(60);
    field.event('Updated', 2, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(1500)) });
    field.event(
      'Ended',
      3,
      { triggerReason: 'EVDeparted', ...at(field.time(), energyOf(2000)) },
      { stoppedReason: 'EVDisconnected' },
    );
    field.passes(5);
    expect(field.book.trouble).toEqual([]);
    expect(field.book.booked()).toMatchObject([
      { token: card.idToken, startWh: 1000, samples: [1500], stopWh: 2000, reason: 'EVDisconnected' },
    ]);
  });

  it('2.x hears of the cable, and of the token in the message that brought it', () => {
    const field = fieldOf2({ south: '2.1', north: '2.0.1' });
    field.event('Started', 0, { triggerReason: 'CablePluggedIn', evse }, { chargingState: 'EVConnected' });
    field.event('Updated', 1, { triggerReason: 'Authorized', idToken: card });
    field.passes(5);
    expect(events(field)).toMatchObject([
      { eventType: 'Started', triggerReason: 'CablePluggedIn', seqNo: 0, evse },
      { eventType: 'Updated', triggerReason: 'Authorized', seqNo: 1, idToken: card },
    ]);
    expect(events(field)[0]).not.toHaveProperty('idToken');
  });

  it('nobody is ever let in: 1.6 never hears of it', () => {
    const field = fieldOf2({ north: '1.6' });
    field.event('Started', 0, { triggerReason: 'CablePluggedIn', evse });
    field.event('Updated', 1, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(1000)) });
    field.event('Ended', 2, { triggerReason: 'EVDeparted' });
    field.passes(5);
    expect(events(field)).toEqual([]);
    expect(field.facts('TransactionEnded')).toMatchObject([{ isUnclaimed: true }]);
  });

  it('C01 a token that is refused lets nobody in, and the next one does', () => {
    const field = fieldOf2();
    field.book.verdict = (token) => (token === other.idToken ? 'Invalid' : 'Accepted');
    field.event('Started', 0, { triggerReason: 'CablePluggedIn', evse });
    const refused = field.event('Updated', 1, { triggerReason: 'Authorized', idToken: other });
    expect(refused).toEqual({ idTokenInfo: { status: 'Invalid' } });
    const let2 = field.event('Updated', 2, { triggerReason: 'Authorized', idToken: card });
    expect(let2).toEqual({ idTokenInfo: accepted });
    field.passes(60);
    expect(field.ordered.filter(([action]) => action === 'RequestStopTransaction')).toEqual([]);
  });
});

describe('where it is (E03, Q47)', () => {
  it('Q47 a station with one EVSE need not say it', () => {
    const field = fieldOf2({ north: '1.6' });
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, ...at(field.time(), energyOf(1000)) });
    field.passes(5);
    expect(events(field)).toMatchObject([{ action: 'StartTransaction', connectorId: 1, idTag: card.idToken }]);
  });

  it('E03 the token first, the EVSE with the cable: nothing is guessed, and 1.6 hears of it when it is known', () => {
    for (const north of ['1.6', '2.0.1'] as const) {
      const field = fieldOf2({ north, evses: 2 });
      field.event('Started', 0, { triggerReason: 'Authorized', idToken: card });
      field.passes(5);
      if (north === '1.6') expect(events(field)).toEqual([]);
      else expect(events(field)[0]).not.toHaveProperty('evse');
      const plugged = { evse: { id: 2, connectorId: 1 }, triggerReason: 'CablePluggedIn' };
      field.event('Updated', 1, { ...plugged, ...at(field.time(), energyOf(700)) });
      field.event('Ended', 2, at(field.time(), energyOf(900)), { stoppedReason: 'EVDisconnected' });
      field.passes(5);
      expect(field.book.trouble).toEqual([]);
      expect(field.book.booked()).toMatchObject([{ token: card.idToken, stopWh: 900 }]);
      if (north === '1.6') expect(events(field)[0]).toMatchObject({ connectorId: 2 });
      else expect(events(field)[1]).toMatchObject({ evse: { id: 2, connectorId: 1 } });
      expect(field.facts('TransactionEnded')).toMatchObject([{ evse: 2 }]);
    }
  });

  it('ids of two transactions of one station, and an id that a station gives once more', () => {
    const field = fieldOf2();
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse });
    field.event('Ended', 1, {}, { stoppedReason: 'Local' });
    field.passes(60);
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: other, evse });
    field.event('Ended', 1, {}, { stoppedReason: 'Local' });
    field.passes(5);
    expect(field.book.trouble).toEqual([]);
    expect(field.book.booked().map(({ token }) => token)).toEqual([card.idToken, other.idToken]);
    expect(field.facts('TransactionStarted').map(({ anomalies }) => anomalies?.includes('otherEvent'))).not.toContain(
      true,
    );
  });
});

describe('places of messages (E04, F080)', () => {
  it('a repeat, also one that says that it comes late, is the same message (E11.FR.07)', () => {
    const field = fieldOf2();
    const start = { triggerReason: 'Authorized', idToken: card, evse, timestamp: field.time() };
    const first = field.event('Started', 0, start);
    expect(field.event('Started', 0, { ...start, offline: true })).toEqual(first);
    field.connects();
    expect(field.event('Started', 0, { ...start, offline: true })).toEqual(first);
    field.passes(5);
    expect(events(field)).toHaveLength(1);
    expect(field.facts('TransactionStarted')).toHaveLength(1);
  });

  it('F080 a gap, a place that is taken, a value after the end and a second end are kept, flagged and told', () => {
    const field = fieldOf2();
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse });
    const value = (wh: number) => ({ triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(wh)) });
    field.event('Updated', 3, value(100));
    field.event('Updated', 3, value(200));
    field.event('Ended', 4, at(field.time(), energyOf(300)), { stoppedReason: 'Local' });
    field.event('Updated', 5, value(250));
    field.event('Ended', 6, at(field.time(), energyOf(310)), { stoppedReason: 'Local' });
    field.passes(5);
    const found = field.facts('TransactionSampled').map(({ anomalies }) => anomalies);
    expect(found).toEqual([expect.arrayContaining(['seqNoGap']), ['otherEvent'], expect.arrayContaining(['afterEnd'])]);
    expect(field.facts('TransactionEnded').map(({ anomalies = [] }) => anomalies.includes('secondStop'))).toEqual([
      false,
      true,
    ]);
    expect(events(field).map(({ seqNo }) => seqNo)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('F080 the start never came: the end is told to 1.6 as one of an unknown transaction, to 2.x after a start', () => {
    for (const north of ['1.6', '2.0.1'] as const) {
      const field = fieldOf2({ north });
      field.event('Updated', 4, { triggerReason: 'MeterValuePeriodic', evse, ...at(field.time(), energyOf(100)) });
      field.event('Ended', 5, at(field.time(), energyOf(300)), { stoppedReason: 'Local' });
      field.passes(5);
      const told = events(field);
      if (north === '1.6')
        expect(told.at(-1)).toMatchObject({ action: 'StopTransaction', transactionId: -1, meterStop: 300 });
      else expect(told.map(({ eventType }) => eventType)).toEqual(['Started', 'Ended']);
      expect(field.facts('TransactionStarted')).toMatchObject([{ anomalies: ['startMissing'] }]);
    }
  });

  it('Q47 what a station kept says nothing of now, and its central system is told that it is late', () => {
    const field = fieldOf2();
    const late = { offline: true, timestamp: field.time(-5000) };
    field.event('Started', 0, {
      ...late,
      triggerReason: 'Authorized',
      idToken: card,
      evse,
      ...at(field.time(), energyOf(5)),
    });
    field.passes(5);
    const live = field.depot.gateway.state.live.stations.get('CP-01' as never)!;
    expect(live.measured.get(1)).toBeUndefined();
    expect(field.facts('TransactionStarted')).toMatchObject([{ history: true }]);
    expect(events(field)).toMatchObject([{ offline: true }]);
  });
});

describe('starts from afar (F01, F02)', () => {
  const order = { idToken: card, remoteStartId: 4711, evseId: 1 };
  const ours = (field: ReturnType<typeof fieldOf2>): number =>
    field.ordered.find(([action]) => action === 'RequestStartTransaction')![1]['remoteStartId'] as number;

  it('F02 the number of the order is known on both sides, and is not the same', () => {
    const field = fieldOf2();
    expect(field.orders('RequestStartTransaction', order)).toMatchObject([3, expect.anything(), accepted]);
    expect(ours(field)).not.toBe(4711);
    field.event('Started', 0, { triggerReason: 'RemoteStart', evse, idToken: card }, { remoteStartId: ours(field) });
    field.passes(5);
    expect(events(field)).toMatchObject([{ transactionInfo: { remoteStartId: 4711 }, idToken: card }]);
  });

  it('F01 the cable was there first: the order is taken, and the number is told with the token', () => {
    for (const north of ['2.0.1', '1.6'] as const) {
      const field = fieldOf2({ north });
      field.event('Started', 0, { triggerReason: 'CablePluggedIn', evse, ...at(field.time(), energyOf(1000)) });
      const answer =
        north === '1.6'
          ? field.orders('RemoteStartTransaction', { idTag: card.idToken, connectorId: 1 })
          : field.orders('RequestStartTransaction', order);
      expect(answer).toMatchObject([3, expect.anything(), accepted]);
      // F01.FR.13: it is answered with the transaction that has begun, as the central system knows it.
      const [, , said] = answer as unknown as [number, string, Record<string, unknown>];
      const [begun] = field.facts('TransactionStarted');
      expect(said['transactionId']).toBe(north === '1.6' ? undefined : begun!.transaction);
      // It need not say the token again.
      field.event('Updated', 1, { triggerReason: 'RemoteStart' }, { remoteStartId: ours(field) });
      field.passes(5);
      if (north === '1.6') expect(events(field)).toMatchObject([{ action: 'StartTransaction', idTag: card.idToken }]);
      else expect(events(field).at(-1)).toMatchObject({ transactionInfo: { remoteStartId: 4711 }, idToken: card });
    }
  });

  it('a number that is none of ours is not told on', () => {
    const field = fieldOf2();
    field.event('Started', 0, { triggerReason: 'RemoteStart', evse, idToken: card }, { remoteStartId: 99 });
    field.passes(5);
    expect(events(field)[0]!['transactionInfo']).not.toHaveProperty('remoteStartId');
  });
});

it('Q48 a transaction goes on until its end comes, however long nothing was heard of it', () => {
  const field = fieldOf2();
  field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse, ...at(field.time(), energyOf(10)) });
  field.passes(600);
  field.connects();
  field.says('StatusNotification', {
    timestamp: field.time(),
    connectorStatus: 'Available',
    evseId: 1,
    connectorId: 1,
  });
  field.event('Ended', 1, at(field.time(), energyOf(500)), { stoppedReason: 'EVDisconnected' });
  field.passes(5);
  expect(field.book.trouble).toEqual([]);
  expect(field.book.booked()).toMatchObject([{ startWh: 10, stopWh: 500 }]);
});

describe('Q30 a station that comes back in another version', () => {
  it('Q30 is served in the version of its connection; its transaction goes on', () => {
    const field = fieldOf2({ south: '2.0.1', north: '2.1' });
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse, ...at(field.time(), energyOf(10)) });
    field.connects('1.6');
    expect(field.says('Heartbeat', {})).toMatchObject([3, expect.anything(), {}]);
    expect(
      field.says('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' }),
    ).toMatchObject([3, expect.anything(), {}]);
    field.connects('2.0.1');
    field.event('Ended', 1, at(field.time(), energyOf(500)), { stoppedReason: 'Local' });
    field.passes(5);
    expect(field.book.trouble).toEqual([]);
    expect(field.book.booked()).toMatchObject([{ token: card.idToken, startWh: 10, stopWh: 500 }]);
  });
});
