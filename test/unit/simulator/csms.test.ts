import { describe, expect, it } from 'vitest';
import type { CsmsAction, CsmsOptions } from '../../../adapters/simulator/csms.ts';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import { epoch } from './lab.ts';

const timestamp = '2026-01-15T18:00:00.000Z';
const start = { connectorId: 1, idTag: 'GOOD', meterStart: 5, timestamp };
const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
const reading = { connectorId: 1, meterValue: [{ timestamp, sampledValue: [{ value: '7' }] }] };

/** A peer on the link `a`, booted unless told otherwise. */
function peer(options: CsmsOptions = {}, isBooted = true) {
  const csms = createCsms({ tokens: [['GOOD', { status: 'Accepted' }]], ...options });
  let mono = 0;
  const now = () => ({ mono, utc: epoch + mono });
  const texts = (actions: readonly CsmsAction[]): unknown[] =>
    actions.map((action) => (action.kind === 'send' ? (JSON.parse(action.text) as unknown) : action.kind));
  const frame = (text: string, link = 'a'): unknown[] => texts(csms.step({ kind: 'frame', link, text }, now()));
  const say = (id: string, action: string, payload: object): unknown =>
    frame(JSON.stringify([2, id, action, payload]))[0];
  const open = (link = 'a', identity = 'GW'): void => void csms.step({ kind: 'opened', link, identity }, now());
  open();
  if (isBooted) say('boot', 'BootNotification', boot);
  return {
    csms,
    now,
    open,
    frame,
    say,
    texts,
    wait: (ms: number): unknown[] => {
      mono += ms;
      return texts(csms.step({ kind: 'wake' }, now()));
    },
  };
}

describe('a central system', () => {
  it('opens transactions from 5000 on, and takes a repeat for what it is', () => {
    const { csms, say } = peer();
    const first = say('1', 'StartTransaction', start);
    expect(first).toEqual([3, '1', { transactionId: 5000, idTagInfo: { status: 'Accepted' } }]);
    expect(say('1', 'StartTransaction', start)).toEqual(first);
    expect(say('2', 'StartTransaction', { ...start, meterStart: 6 })).toMatchObject([3, '2', { transactionId: 5001 }]);
    say('3', 'MeterValues', { ...reading, transactionId: 5000 });
    say('3', 'MeterValues', { ...reading, transactionId: 5000 });
    say('4', 'StopTransaction', { transactionId: 5000, meterStop: 9, timestamp });
    say('4', 'StopTransaction', { transactionId: 5000, meterStop: 9, timestamp });
    const { transactions, violations, calls } = csms.books;
    expect(transactions.size).toBe(2);
    expect(transactions.get(5000)).toMatchObject({
      readings: [{ meterValue: reading.meterValue[0] }],
      stop: { messageId: '4' },
    });
    expect(calls.map(({ isRepeat }) => isRepeat)).toEqual([false, false, true, false, false, true, false, true]);
    expect(calls.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(violations).toEqual([]);
  });

  it('changes its verdicts while it runs', () => {
    const { csms, say } = peer();
    expect(say('1', 'Authorize', { idTag: 'GOOD' })).toMatchObject([3, '1', { idTagInfo: { status: 'Accepted' } }]);
    csms.tokens.set('GOOD', { status: 'Blocked' });
    expect(say('2', 'Authorize', { idTag: 'GOOD' })).toMatchObject([3, '2', { idTagInfo: { status: 'Blocked' } }]);
    expect(say('3', 'Authorize', { idTag: 'OTHER' })).toMatchObject([3, '3', { idTagInfo: { status: 'Invalid' } }]);
  });

  it('answers in order after its time', () => {
    const { csms, say, wait } = peer();
    csms.faults.answerAfterMs = 100;
    expect(say('1', 'Heartbeat', {})).toBeUndefined();
    expect(csms.wakeAt()).toBe(100);
    expect(wait(99)).toEqual([]);
    expect(wait(1)).toMatchObject([[3, '1', {}]]);
    expect(csms.wakeAt()).toBe(Infinity);
  });

  it('refuses so many times, without effect; the same message is then new', () => {
    const { csms, say } = peer();
    csms.faults.refuse('StartTransaction', 'InternalError', 2);
    for (let at = 0; at < 2; at += 1)
      expect(say('1', 'StartTransaction', start)).toMatchObject([4, '1', 'InternalError', 'not now', {}]);
    expect(csms.books.transactions.size).toBe(0);
    expect(say('1', 'StartTransaction', start)).toMatchObject([3, '1', { transactionId: 5000 }]);
  });

  it('crashes after the effect: the answer is lost, the repeat gets it', () => {
    const { csms, say, open, frame } = peer();
    csms.faults.crashAfterEffect(1, 'StartTransaction');
    expect(say('1', 'StartTransaction', start)).toBe('close');
    expect(csms.books.transactions.size).toBe(1);
    open('b');
    expect(frame(JSON.stringify([2, '1', 'StartTransaction', start]), 'b')).toMatchObject([
      [3, '1', { transactionId: 5000 }],
    ]);
    expect(csms.books.transactions.size).toBe(1);
    expect(csms.books.violations).toEqual([]);
  });

  it('is silent: nothing has an effect', () => {
    const { csms, say } = peer();
    csms.faults.silent = true;
    expect(say('1', 'StartTransaction', start)).toBeUndefined();
    expect(csms.books.transactions.size).toBe(0);
    expect(csms.books.calls.at(-1)).toMatchObject({ messageId: '1', effect: 'none' });
  });

  it('calls one at a time and books the answers', () => {
    const { csms, frame, texts, now, wait } = peer();
    expect(texts(csms.remoteStart('GW', 1, 'GOOD', now()))).toEqual([
      [2, 'csms-1', 'RemoteStartTransaction', { connectorId: 1, idTag: 'GOOD' }],
    ]);
    expect(csms.call('GW', 'Reset', { type: 'Soft' }, now())).toEqual({ messageId: 'csms-2', actions: [] });
    expect(frame('[3,"csms-1",{"status":"Accepted"}]')).toEqual([[2, 'csms-2', 'Reset', { type: 'Soft' }]]);
    wait(30_000);
    csms.call('NOBODY', 'Reset', { type: 'Soft' }, now());
    expect([...csms.books.answers]).toEqual([
      ['csms-1', { status: 'Accepted' }],
      ['csms-2', 'timeout'],
      ['csms-3', 'closed'],
    ]);
  });

  it('stops by its own number', () => {
    const { csms, say, texts, now } = peer();
    say('1', 'StartTransaction', start);
    expect(texts(csms.remoteStop(5000, now()))).toMatchObject([
      [2, 'csms-1', 'RemoteStopTransaction', { transactionId: 5000 }],
    ]);
    expect(csms.remoteStop(1, now())).toEqual([]);
  });

  it('keeps the newest where it has a maximum', () => {
    const { csms, say } = peer({ mostBooked: 10 });
    for (let at = 0; at < 50; at += 1) say(`m${at}`, 'Heartbeat', {});
    expect(csms.books.calls).toHaveLength(10);
    expect(csms.books.calls.at(-1)!.messageId).toBe('m49');
  });
});

type Peer = ReturnType<typeof peer>;

const broken: readonly [string, (one: Peer) => void, RegExp][] = [
  [
    'an id with another payload',
    ({ say }) => (say('1', 'Heartbeat', {}), say('1', 'StartTransaction', start)),
    /the id 1 was used before/,
  ],
  ['an id that is too long', ({ say }) => say('x'.repeat(37), 'Heartbeat', {}), /longer than 36/],
  ['no JSON', ({ frame }) => frame('{'), /no JSON/],
  ['a CALL of three elements', ({ frame }) => frame('[2,"1","Heartbeat"]'), /four elements/],
  ['an answer to nothing', ({ frame }) => frame('[3,"9",{}]'), /waits for none/],
  ['an unknown action', ({ say }) => say('1', 'Dance', {}), /no action of 1.6/],
  ['a missing field', ({ say }) => say('1', 'StartTransaction', { ...start, idTag: undefined }), /idTag is missing/],
  [
    'a field of another version',
    ({ say }) => say('1', 'StartTransaction', { ...start, evseId: 1 }),
    /evseId does not belong/,
  ],
  ['a fraction of a Wh', ({ say }) => say('1', 'StartTransaction', { ...start, meterStart: 1.5 }), /meterStart is 1.5/],
  [
    'an unknown status',
    ({ say }) => say('1', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Occupied' }),
    /status is "Occupied"/,
  ],
  [
    'an empty list of readings',
    ({ say }) => say('1', 'MeterValues', { connectorId: 1, meterValue: [] }),
    /meterValue is \[\]/,
  ],
  [
    'an unknown transaction',
    ({ say }) => say('1', 'MeterValues', { ...reading, transactionId: 7 }),
    /unknown transaction 7/,
  ],
  [
    'a reading after the stop',
    ({ say }) => {
      say('1', 'StartTransaction', start);
      say('2', 'StopTransaction', { transactionId: 5000, meterStop: 9, timestamp });
      say('3', 'MeterValues', { ...reading, transactionId: 5000 });
    },
    /came after its stop/,
  ],
  [
    'two stops',
    ({ say }) => {
      say('1', 'StartTransaction', start);
      for (const id of ['2', '3']) say(id, 'StopTransaction', { transactionId: 5000, meterStop: 9, timestamp });
    },
    /stopped twice/,
  ],
  [
    'another CALL before the answer',
    ({ say, csms }) => {
      csms.faults.answerAfterMs = 10;
      say('1', 'Heartbeat', {});
      say('2', 'Heartbeat', {});
    },
    /came while 1 was not answered/,
  ],
];

describe('rules that a peer breaks are written down', () => {
  it.each(broken)('%s', (_name, act, expected) => {
    const one = peer();
    act(one);
    expect(one.csms.books.violations.join('\n')).toMatch(expected);
    expect(one.csms.books.violations).toHaveLength(1);
  });

  it('a CALL before the boot is accepted', () => {
    const one = peer({ registration: { status: 'Pending', interval: 10 } });
    expect(one.say('1', 'Heartbeat', {})).toMatchObject([4, '1', 'SecurityError', 'not now', {}]);
    expect(one.csms.books.violations.join()).toMatch(/before the boot was accepted/);
    one.csms.register({ status: 'Accepted', interval: 10 });
    one.say('2', 'BootNotification', boot);
    expect(one.say('3', 'Heartbeat', {})).toMatchObject([3, '3', {}]);
  });

  it('no violation: a peer that gave up after 30 s, or a start that was given up', () => {
    const one = peer();
    one.csms.faults.silent = true;
    one.say('1', 'Heartbeat', {});
    one.wait(30_000);
    one.csms.faults.silent = false;
    one.say('2', 'Heartbeat', {});
    one.say('3', 'StopTransaction', { transactionId: -1, meterStop: 9, timestamp });
    expect(one.csms.books.violations).toEqual([]);
    expect(one.csms.books.orphans).toHaveLength(1);
  });
});
