// O01 to O06, N09, N10: messages on displays and what is known of customers, of several stations as if they were one.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { beginAt, sceneOf } from './scene.ts';
import type { Payload, Scene } from './scene.ts';

const message = (more: object = {}) => ({
  id: 5,
  priority: 'InFront',
  message: { format: 'UTF8', content: 'Level 2 is full' },
  ...more,
});
const at = (id: number) => ({ display: { name: 'Display', evse: { id } } });

describe('SetDisplayMessage', () => {
  it('O01: goes to the station of the EVSE that it names, under its number there', () => {
    const scene = sceneOf('2.0.1', ['2.0.1', '2.1']);
    expect(scene.order('SetDisplayMessage', { message: message(at(2)) })).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[1, 'SetDisplayMessage', { message: message(at(1)) }]]);
  });

  it('O01: without one goes to every station that has such a message', () => {
    const scene = sceneOf('2.0.1', ['1.6', '2.0.1', '2.1']);
    const refuses = (_: string, payload: Payload) =>
      scene.told.at(-1)![0] === 1 && 'message' in payload ? { status: 'NotSupportedPriority' } : undefined;
    expect(scene.order('SetDisplayMessage', { message: message() }, refuses)).toEqual({ status: 'Accepted' });
    expect(scene.told.map(([place]) => place)).toEqual([1, 2]);
  });

  it('O01: a refusal is passed on with its word', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    const answer = { status: 'NotSupportedState' };
    expect(scene.order('SetDisplayMessage', { message: message() }, () => answer)).toEqual(answer);
  });

  it('O02: one for a transaction goes to its station by the id that it has there', () => {
    const scene = sceneOf('2.1', ['2.0.1', '2.1']);
    const transactionId = beginAt(scene, 1);
    expect(scene.order('SetDisplayMessage', { message: message({ transactionId }) })).toEqual({ status: 'Accepted' });
    expect(scene.told).toMatchObject([[1, 'SetDisplayMessage', { message: { transactionId: 'tx-1' } }]]);
    expect(scene.order('SetDisplayMessage', { message: message({ transactionId: 'nobody-knows' }) })).toEqual({
      status: 'UnknownTransaction',
    });
  });

  it('what only 2.1 knows is left out, or is NotSupported, for a station of 2.0.1', () => {
    const scene = sceneOf('2.1', ['2.0.1']);
    const messageExtra = [{ format: 'UTF8', content: 'Stufe 2 ist voll', language: 'de' }];
    expect(scene.order('SetDisplayMessage', { message: message({ messageExtra }) })).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[0, 'SetDisplayMessage', { message: message() }]]);
    expect([...scene.depot.gateway.state.losses.values()]).toContainEqual({
      from: '2.1',
      to: '2.0.1',
      field: 'SetDisplayMessage.message.messageExtra',
      reason: 'noSuchField',
      count: 1,
    });
    expect(scene.order('SetDisplayMessage', { message: message({ state: 'Suspended' }) })).toBe('NotSupported');
    expect(scene.told).toEqual([]);
  });

  it('is NotSupported where no station has such a message', () => {
    const scene = sceneOf('2.0.1', ['1.6']);
    for (const [action, payload] of [
      ['SetDisplayMessage', { message: message() }],
      ['GetDisplayMessages', { requestId: 1 }],
      ['ClearDisplayMessage', { id: 5 }],
    ] as const)
      expect(scene.order(action, payload)).toBe('NotSupported');
  });
});

describe('ClearDisplayMessage', () => {
  it('O05: is Accepted when any station had it', () => {
    const scene = sceneOf('2.0.1', ['2.0.1', '2.1']);
    const one = () => ({ status: scene.told.at(-1)![0] === 1 ? 'Accepted' : 'Unknown' });
    expect(scene.order('ClearDisplayMessage', { id: 5 }, one)).toEqual({ status: 'Accepted' });
    expect(scene.order('ClearDisplayMessage', { id: 5 }, () => ({ status: 'Unknown' }))).toEqual({ status: 'Unknown' });
  });
});

const requestOf = (scene: Scene, place: number): number =>
  scene.told.find(([one]) => one === place)![2]['requestId'] as number;

const reports = (scene: Scene): Payload[] =>
  scene.news().flatMap(([action, payload]) => (action === 'NotifyDisplayMessages' ? [payload] : []));

describe.each<Version>(['2.0.1', '2.1'])('GetDisplayMessages of a central system of %s', (north) => {
  it('O03, O04: what several stations report is one report, and only its last part says so', () => {
    const scene = sceneOf(north, ['2.0.1', '2.1', '1.6']);
    expect(scene.order('GetDisplayMessages', { requestId: 9, priority: 'InFront' })).toEqual({ status: 'Accepted' });
    expect(scene.told.map(([place, action]) => [place, action])).toEqual([
      [0, 'GetDisplayMessages'],
      [1, 'GetDisplayMessages'],
    ]);
    const report = (place: number, more: object) =>
      scene.say(place, 'NotifyDisplayMessages', { requestId: requestOf(scene, place), ...more });
    expect(report(0, { tbc: true, messageInfo: [message(at(1))] })).toEqual({});
    report(0, { messageInfo: [message()] });
    report(1, { messageInfo: [message(at(1))] });
    expect(reports(scene)).toEqual([
      { requestId: 9, tbc: true, messageInfo: [message(at(1))] },
      { requestId: 9, tbc: true, messageInfo: [message()] },
      { requestId: 9, messageInfo: [message(at(2))] },
    ]);
    // Nobody asked for more.
    expect(report(1, { messageInfo: [message()] })).toEqual({});
    expect(reports(scene)).toEqual([]);
  });

  it('O03: a station that has none is not waited for', () => {
    const scene = sceneOf(north, ['2.0.1', '2.1']);
    const one = () => ({ status: scene.told.at(-1)![0] === 0 ? 'Accepted' : 'Unknown' });
    expect(scene.order('GetDisplayMessages', { requestId: 9 }, one)).toEqual({ status: 'Accepted' });
    scene.say(0, 'NotifyDisplayMessages', { requestId: requestOf(scene, 0), messageInfo: [message()] });
    expect(reports(scene)).toEqual([{ requestId: 9, messageInfo: [message()] }]);
    expect(scene.order('GetDisplayMessages', { requestId: 10 }, () => ({ status: 'Unknown' }))).toEqual({
      status: 'Unknown',
    });
  });

  it('O03: a station that falls silent leaves a report that ends all the same', () => {
    const scene = sceneOf(north, ['2.0.1', '2.1']);
    scene.order('GetDisplayMessages', { requestId: 9 });
    scene.say(0, 'NotifyDisplayMessages', { requestId: requestOf(scene, 0), messageInfo: [message()] });
    scene.sleep(61_000);
    expect(reports(scene)).toEqual([{ requestId: 9, tbc: true, messageInfo: [message()] }, { requestId: 9 }]);
    expect(scene.depot.gateway.state.asked.reports.size).toBe(0);
  });
});

describe('CustomerInformation', () => {
  const idToken = { idToken: '04AABBCC', type: 'ISO14443' };
  const told = (scene: Scene): Payload[] =>
    scene.news().flatMap(([action, payload]) => (action === 'NotifyCustomerInformation' ? [payload] : []));

  it('N09: the gateway says what it knows, then stations', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    scene.say(0, 'Authorize', { idToken });
    expect(scene.order('CustomerInformation', { requestId: 4, report: true, clear: false, idToken })).toEqual({
      status: 'Accepted',
    });
    const part = { requestId: requestOf(scene, 0), seqNo: 0, generatedAt: '2026-01-15T18:00:00Z', data: 'seen twice' };
    scene.say(0, 'NotifyCustomerInformation', part);
    expect(told(scene)).toMatchObject([
      { requestId: 4, seqNo: 0, tbc: true, data: 'authorization cache: Accepted' },
      { requestId: 4, seqNo: 1, data: 'seen twice' },
    ]);
  });

  it('N10: what is to be forgotten is forgotten here too', () => {
    const scene = sceneOf('2.0.1', ['1.6']);
    scene.say(0, 'Authorize', { idTag: '04AABBCC' });
    const ask = (report: boolean, clear: boolean) => {
      scene.order('CustomerInformation', { requestId: 4, report, clear, idToken });
      return told(scene);
    };
    expect(ask(true, false)).toMatchObject([{ seqNo: 0, data: 'authorization cache: Accepted' }]);
    expect(ask(false, true)).toMatchObject([{ seqNo: 0, data: '' }]);
    expect(ask(true, false)).toMatchObject([{ seqNo: 0, data: '' }]);
  });

  it('N09, N10: nobody in particular is Invalid, and nothing to do is Rejected', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    const order = (more: object) =>
      scene.order('CustomerInformation', { requestId: 4, report: true, clear: false, ...more });
    expect(order({})).toEqual({ status: 'Invalid' });
    expect(order({ idToken, customerIdentifier: 'me' })).toEqual({ status: 'Invalid' });
    expect(order({ idToken, report: false })).toEqual({ status: 'Rejected' });
    expect(scene.told).toEqual([]);
  });
});
