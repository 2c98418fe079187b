import { describe, expect, it } from 'vitest';
import { charging, createTalk, polite, van } from './talk.ts';

describe('without a connection', () => {
  it('goes on, queues everything and says it in order under one id each', () => {
    const talk = charging({ sampleSeconds: 60 });
    talk.isUp = false;
    talk.drop();
    talk.run(300_000);
    talk.event({ kind: 'unplug', evse: 1 });
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    talk.run(100_000);
    expect(talk.station.unacknowledged()).toBe(8);
    talk.said.length = 0;
    talk.isUp = true;
    talk.run(300_000);
    const order = talk.said.map(({ action }) => action).filter((action) => !/Status|Heartbeat/.test(action));
    expect(order.slice(0, 8)).toEqual([
      ...Array<string>(5).fill('MeterValues'),
      'StopTransaction',
      'StartTransaction',
      'MeterValues',
    ]);
    expect(new Set(talk.station.journal.map(({ messageId }) => messageId)).size).toBe(talk.station.journal.length);
  });

  it.each([false, true])(
    'a CALL without an answer is said again over a new connection; under a new id: %s',
    (newIdOnRetry) => {
      const talk = createTalk({ newIdOnRetry });
      talk.run(1000);
      talk.answers = (said) => (said.action === 'StartTransaction' ? undefined : polite(said));
      talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
      talk.run(29_000);
      expect(talk.disconnects()).toBe(0);
      talk.run(2000);
      expect(talk.disconnects()).toBe(1);
      talk.answers = polite;
      talk.run(60_000);
      const [first, second, ...more] = talk.of('StartTransaction');
      expect(more).toEqual([]);
      expect(second!.payload).toEqual(first!.payload);
      expect(second!.id === first!.id).toBe(!newIdOnRetry);
      expect(talk.evse().transaction).toBe(4711);
    },
  );

  it('repeats after a CALLERROR, longer each time, and gives up after so many', () => {
    const talk = createTalk({ transactionRetryMs: 10_000, transactionAttempts: 3, sampleSeconds: 0 });
    talk.run(1000);
    talk.answers = (said) => (said.action === 'StartTransaction' ? 'InternalError' : polite(said));
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    expect(talk.of('StartTransaction')).toHaveLength(1);
    talk.run(10_000);
    expect(talk.of('StartTransaction')).toHaveLength(2);
    talk.run(19_000);
    expect(talk.of('StartTransaction')).toHaveLength(2);
    talk.run(2000);
    expect(talk.of('StartTransaction')).toHaveLength(3);
    expect(talk.station.journal[0]).toMatchObject({ discarded: true, answer: 'InternalError' });
    talk.event({ kind: 'unplug', evse: 1 });
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({ transactionId: -1 });
  });

  it('has one CALL in flight, unless it does not care', () => {
    for (const pipelining of [false, true]) {
      const talk = createTalk({ evses: 4, pipelining });
      talk.answers = (said) => (said.action === 'BootNotification' ? polite(said) : undefined);
      talk.run(1000);
      expect(talk.of('StatusNotification')).toHaveLength(pipelining ? 4 : 1);
    }
  });
});

it('one that does not wait for answers still waits for the number of its transaction', () => {
  const talk = createTalk({ pipelining: true, sampleSeconds: 10 });
  talk.run(1000);
  talk.answers = (said) => (said.action === 'StartTransaction' ? undefined : polite(said));
  talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
  talk.run(25_000);
  expect(talk.station.unacknowledged()).toBe(3);
  expect(talk.of('MeterValues')).toEqual([]);
  talk.answers = polite;
  talk.run(60_000);
  expect(talk.of('MeterValues').length).toBeGreaterThan(2);
  for (const { payload } of talk.of('MeterValues')) expect(payload['transactionId']).toBe(4711);
});

describe('a power cut', () => {
  it('keeps the queue, the transaction and the profiles; ends with PowerLoss at the moment of the cut', () => {
    const talk = charging({ sampleSeconds: 60, rebootMs: 20_000 });
    const start = talk.said.find(({ action }) => action === 'StartTransaction')!;
    talk.isUp = false;
    talk.drop();
    talk.run(70_000);
    const cutAt = talk.now().utc;
    talk.event({ kind: 'powerCycle' });
    expect(talk.evse()).toMatchObject({ drawnAmps: [0, 0, 0], status: 'Unavailable' });
    const { registerWh } = talk.evse();
    talk.isUp = true;
    talk.run(60_000);
    expect(talk.of('BootNotification')).toHaveLength(2);
    expect(talk.of('MeterValues')).toHaveLength(1);
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({
      transactionId: 4711,
      reason: 'PowerLoss',
      meterStop: Math.floor(registerWh),
      timestamp: new Date(cutAt).toISOString(),
    });
    expect(start.id).toBe(talk.station.journal[0]!.messageId);
  });

  it('or resumes, and the vehicle with it', () => {
    const talk = charging({ afterPowerLoss: 'resume' });
    talk.event({ kind: 'powerOff' });
    talk.run(3_600_000);
    expect(talk.of('StopTransaction')).toEqual([]);
    talk.event({ kind: 'powerOn' });
    talk.run(30_000);
    expect(talk.evse()).toMatchObject({ drawnAmps: [16, 16, 16], transaction: 4711 });
  });

  it('says what was under way again, with the same id', () => {
    const talk = createTalk();
    talk.run(1000);
    talk.answers = (said) => (said.action === 'StartTransaction' ? undefined : polite(said));
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    talk.event({ kind: 'powerCycle' });
    talk.answers = polite;
    talk.run(60_000);
    const [first, second] = talk.of('StartTransaction');
    expect(second).toEqual(first);
  });

  it.each(['unique', 'restarting'] as const)('message ids over a reboot: %s', (messageIds) => {
    const talk = createTalk({ messageIds });
    talk.run(1000);
    talk.event({ kind: 'powerCycle' });
    talk.run(60_000);
    const [first, second] = talk.of('BootNotification');
    expect(first!.id === second!.id).toBe(messageIds === 'restarting');
  });

  it.each([
    ['Soft', 'SoftReset'],
    ['Hard', 'HardReset'],
  ])('a reset %s ends the transaction and boots', (type, reason) => {
    const talk = charging();
    expect(talk.ask('Reset', { type })).toEqual({ status: 'Accepted' });
    talk.run(60_000);
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({ reason });
    expect(talk.of('BootNotification')).toHaveLength(2);
  });
});
