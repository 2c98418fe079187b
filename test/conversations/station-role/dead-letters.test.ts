// Retries and dead letters (1.6 §3.7.1): what a CSMS refuses for good is kept, seen, sent once more or given up.

import { describe, expect, it } from 'vitest';
import type { DeadLettersView } from '../../../src/local/dead-letters.ts';
import type { UplinkId } from '../../../src/model/ids.ts';
import { at, csmsRule, newDepot, siteOf, startAt } from './depot.ts';
import type { Depot, Rule, Talker } from './depot.ts';

const uplink = 'csms' as UplinkId;

const refusing =
  (refused: string, otherwise: Rule = csmsRule()): Rule =>
  (action, payload) =>
    action === refused ? 'InternalError' : otherwise(action, payload);

const letters = (depot: Depot): DeadLettersView =>
  depot.harness.asks({ kind: 'deadLetters', uplink }) as DeadLettersView;

const stop = (station: Talker, transactionId: number): unknown =>
  station.asks('StopTransaction', { transactionId, meterStop: 2000, timestamp: at(9), reason: 'Local' });

/** A start that the CSMS refused for good; its transaction is still open. */
function parked() {
  const depot = newDepot(siteOf(2, { attempts: 2, retryIntervalSeconds: 10 }));
  const station = depot.station('CP-01');
  const ordinary = csmsRule();
  const csms = depot.csms(refusing('StartTransaction', ordinary));
  const transactionId = startAt(station, 1);
  depot.passes(11_000);
  expect(csms.calls('StartTransaction')).toHaveLength(2);
  csms.rule = ordinary;
  return { depot, station, csms, transactionId, letter: letters(depot).letters[0]! };
}

describe('retries', () => {
  it('wait longer each time, as TransactionMessageAttempts and TransactionMessageRetryInterval say', () => {
    const depot = newDepot(siteOf(1, { attempts: 2, retryIntervalSeconds: 600 }));
    const station = depot.station('CP-01');
    const csms = depot.csms(refusing('StartTransaction'));
    for (const [key, value] of [
      ['TransactionMessageAttempts', '4'],
      ['TransactionMessageRetryInterval', '10'],
    ])
      expect(csms.asks('ChangeConfiguration', { key, value })).toEqual({ status: 'Accepted' });
    startAt(station, 1);
    const seen = [11, 20, 30, 60].map((seconds) => {
      const before = csms.calls('StartTransaction').length;
      depot.passes(seconds * 1000);
      return before;
    });
    expect(seen).toEqual([1, 1, 1, 1]);
    expect(letters(depot).letters).toHaveLength(1);
  });

  it('one refused message parks its transaction only: its values wait and then go without an id, others proceed', () => {
    const { station, csms, transactionId } = parked();
    station.asks('MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [{ timestamp: at(2), sampledValue: [{ value: '1100' }] }],
    });
    expect(csms.calls('MeterValues')[0]?.[1]).toMatchObject({ transactionId: -1 });
  });
});

describe('dead letters', () => {
  it('are seen with what was said and why it was refused, also after a restart', () => {
    const { depot, letter } = parked();
    expect(letter).toMatchObject({
      action: 'StartTransaction',
      code: 'InternalError',
      payload: { connectorId: 1, idTag: '…AN-1', meterStart: 1000 },
    });
    expect(letters(depot.restart()).letters).toEqual([letter]);
    expect(depot.harness.asks({ kind: 'deadLetters', uplink: 'nobody' as UplinkId })).toMatchObject({
      problem: { status: 404, code: 'BB_UPLINK_UNKNOWN' },
    });
  });

  it('are sent once more under their id with their payload, and the transaction has its id from then on', () => {
    const { depot, station, csms, transactionId, letter } = parked();
    const { messageId } = letter;
    expect(depot.harness.asks({ kind: 'replayLetter', uplink, messageId })).toEqual({ done: 'replayed' });
    depot.settle();
    expect(csms.calls('StartTransaction')).toEqual([
      ['StartTransaction', { ...(letter.payload as object), idTag: 'VAN-1' }],
    ]);
    expect(depot.harness.facts.filter(({ kind }) => kind === 'LetterReplayed')).toMatchObject([{ messageId }]);
    expect(letters(depot)).toMatchObject({ letters: [], replaying: [], everParked: 1 });
    stop(station, transactionId);
    expect(csms.calls('StopTransaction')[0]?.[1]).toMatchObject({ transactionId: 5001 });
  });

  it('a start that is replayed after its stop was told binds nothing any more', () => {
    const { depot, station, csms, transactionId, letter } = parked();
    stop(station, transactionId);
    expect(csms.calls('StopTransaction')[0]?.[1]).toMatchObject({ transactionId: -1 });
    depot.harness.asks({ kind: 'replayLetter', uplink, messageId: letter.messageId });
    depot.settle();
    expect(csms.calls('StartTransaction')).toHaveLength(1);
    expect(depot.harness.gateway.state.ledger.uplinks.get(uplink)?.bindings.size).toBe(0);
  });

  it('refused once more, they are dead letters at once; and a replay outlives a restart', () => {
    const { depot, csms, letter } = parked();
    const { messageId } = letter;
    csms.rule = refusing('StartTransaction');
    depot.harness.asks({ kind: 'replayLetter', uplink, messageId });
    depot.settle();
    expect(csms.calls('StartTransaction')).toHaveLength(1);
    expect(letters(depot)).toMatchObject({ letters: [{ messageId }], replaying: [] });
    depot.drop(csms);
    depot.harness.asks({ kind: 'replayLetter', uplink, messageId });
    const again = depot.restart();
    expect(letters(again)).toMatchObject({ letters: [], replaying: [messageId] });
    expect(again.csms().calls('StartTransaction')).toHaveLength(1);
    expect(letters(again)).toMatchObject({ letters: [], replaying: [] });
  });

  it('are given up for good, once', () => {
    const { depot, csms, letter } = parked();
    const { messageId } = letter;
    expect(depot.harness.asks({ kind: 'discardLetter', uplink, messageId })).toEqual({ done: 'discarded' });
    expect(letters(depot).letters).toEqual([]);
    expect(depot.harness.facts.filter(({ kind }) => kind === 'LetterDiscarded')).toHaveLength(1);
    for (const kind of ['discardLetter', 'replayLetter'] as const)
      expect(depot.harness.asks({ kind, uplink, messageId })).toMatchObject({
        problem: { status: 404, code: 'BB_LETTER_UNKNOWN' },
      });
    depot.settle();
    expect(csms.calls('StartTransaction')).toEqual([]);
  });

  it('hold their uplink: removing it from the site file needs an explicit word', () => {
    const { depot } = parked();
    depot.harness.change({ ...siteOf(2), uplinks: [] });
    expect([...depot.harness.gateway.state.uplinks.keys()]).toEqual(['csms']);
    depot.harness.asks({ kind: 'abandon', uplink });
    expect([...depot.harness.gateway.state.uplinks.keys()]).toEqual([]);
  });
});
