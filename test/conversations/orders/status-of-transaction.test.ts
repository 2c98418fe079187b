// E14, and the cases TC_E_28_CS to TC_E_34_CS: whether a transaction goes on, and whether anything of it is still to be told.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { beginAt, sceneOf } from './scene.ts';
import type { Scene } from './scene.ts';

const end = (scene: Scene, transactionId: string) =>
  scene.say(0, 'TransactionEvent', {
    eventType: 'Ended',
    timestamp: new Date(scene.depot.utc()).toISOString(),
    triggerReason: 'EVCommunicationLost',
    seqNo: 1,
    transactionInfo: { transactionId, stoppedReason: 'EVDisconnected' },
  });

const status = (scene: Scene, transactionId?: string) =>
  scene.order('GetTransactionStatus', transactionId === undefined ? {} : { transactionId });

describe.each<Version>(['2.0.1', '2.1'])('GetTransactionStatus of a central system of %s', (north) => {
  it('TC_E_30_CS a transaction that goes on, of which all was told; TC_E_32_CS one that has ended, of which all was told', () => {
    const scene = sceneOf(north, ['2.0.1']);
    const id = beginAt(scene, 0);
    expect(status(scene, id)).toEqual({ ongoingIndicator: true, messagesInQueue: false });
    end(scene, 'tx-0');
    scene.news();
    expect(status(scene, id)).toEqual({ ongoingIndicator: false, messagesInQueue: false });
  });

  it('TC_E_28_CS one that nobody knows does not go on', () =>
    expect(status(sceneOf(north, ['2.0.1']), 'nobody-knows')).toEqual({
      ongoingIndicator: false,
      messagesInQueue: false,
    }));

  it('TC_E_33_CS, TC_E_34_CS without a transaction only whether anything waits; TC_E_31_CS one that has ended, which is still to be told', () => {
    const scene = sceneOf(north, ['2.0.1']);
    expect(status(scene)).toEqual({ messagesInQueue: false });
    const id = beginAt(scene, 0);
    scene.depot.drop(scene.csms);
    scene.depot.says(scene.stations[0]!, [
      2,
      'end',
      'TransactionEvent',
      {
        eventType: 'Ended',
        timestamp: new Date(scene.depot.utc()).toISOString(),
        triggerReason: 'EVCommunicationLost',
        seqNo: 1,
        transactionInfo: { transactionId: 'tx-0', stoppedReason: 'EVDisconnected' },
      },
    ]);
    const csms = scene.depot.connectCsms();
    scene.depot.says(csms, [2, 'all', 'GetTransactionStatus', {}]);
    scene.depot.says(csms, [2, 'one', 'GetTransactionStatus', { transactionId: id }]);
    const answers = scene.depot.hears(csms).filter(([type]) => type === 3);
    // It has ended, and that is still to be told.
    expect(answers).toEqual([
      [3, 'all', { messagesInQueue: true }],
      [3, 'one', { messagesInQueue: true, ongoingIndicator: false }],
    ]);
  });

  it('TC_E_29_CS a transaction that goes on, of which something is still to be told', () => {
    const scene = sceneOf(north, ['2.0.1']);
    const id = beginAt(scene, 0);
    scene.depot.drop(scene.csms);
    scene.depot.says(scene.stations[0]!, [
      2,
      'more',
      'TransactionEvent',
      {
        eventType: 'Updated',
        timestamp: new Date(scene.depot.utc()).toISOString(),
        triggerReason: 'ChargingStateChanged',
        seqNo: 1,
        transactionInfo: { transactionId: 'tx-0', chargingState: 'SuspendedEV' },
      },
    ]);
    const csms = scene.depot.connectCsms();
    scene.depot.says(csms, [2, 'one', 'GetTransactionStatus', { transactionId: id }]);
    const [answer] = scene.depot.hears(csms).filter(([type]) => type === 3);
    expect(answer).toEqual([3, 'one', { messagesInQueue: true, ongoingIndicator: true }]);
  });
});
