// Who may charge, as it goes over the wires: the flows of the certification cases of both roles, with the central system
// there and away.

import { describe, expect, it } from 'vitest';
import {
  alarmsOf,
  answerTo,
  asks,
  at,
  bootStation,
  connectCsms,
  csmsThatKnows,
  factsOf,
  startOf,
  stationThatHas,
  statusOf,
} from './depot.ts';
import { exchange, scene } from './scene.ts';

describe('the central system is there', () => {
  it('TC_003, TC_004 plugs in, shows a token, starts: the central system is asked once, and its group is passed on', () => {
    const one = scene();
    const authorized = exchange(one, 'Authorize', { idTag: 'VAN-1' });
    expect(authorized).toEqual({
      answer: { idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } },
      told: [['Authorize', { idTag: 'VAN-1' }]],
    });
    const started = exchange(one, 'StartTransaction', startOf('VAN-1'));
    expect(started.told).toEqual([['StartTransaction', startOf('VAN-1')]]);
    expect(started.answer).toMatchObject({ idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } });
    expect(started.answer!['transactionId']).toBeGreaterThan(0);
  });

  it('TC_023_1, TC_023_2, TC_023_3 refuses what the central system calls Invalid, Expired or Blocked', () => {
    const one = scene();
    for (const [token, status] of [
      ['NOBODY', 'Invalid'],
      ['OLD', 'Expired'],
      ['LOST', 'Blocked'],
    ] as const) {
      expect(statusOf(exchange(one, 'Authorize', { idTag: token }).answer)).toBe(status);
      const { answer } = exchange(one, 'StartTransaction', startOf(token, 1));
      expect(statusOf(answer)).toBe(status);
      // Q52: a station that gets 0 stops with -1.
      expect(answer!['transactionId']).toBeGreaterThan(0);
      exchange(one, 'StopTransaction', { transactionId: answer!['transactionId'], meterStop: 1000, timestamp: at(1) });
    }
  });

  it('a driver who was refused and then let in is asked about again at once', () => {
    const one = scene();
    expect(statusOf(exchange({ ...one, answer: csmsThatKnows({}) }, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe(
      'Invalid',
    );
    expect(statusOf(exchange(one, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Accepted');
  });

  it('asks again a minute later; with preAuthorize a known token starts without a question', () => {
    const usual = scene();
    exchange(usual, 'Authorize', { idTag: 'VAN-1' });
    usual.depot.sleep(61_000);
    expect(exchange(usual, 'Authorize', { idTag: 'VAN-1' }).told).toContainEqual(['Authorize', { idTag: 'VAN-1' }]);
    const quick = scene({ authorization: { preAuthorize: true } });
    exchange(quick, 'Authorize', { idTag: 'VAN-1' });
    quick.depot.sleep(61_000);
    const again = exchange(quick, 'Authorize', { idTag: 'van-1' });
    expect(statusOf(again.answer)).toBe('Accepted');
    expect(again.told).not.toContainEqual(['Authorize', { idTag: 'van-1' }]);
  });

  it('waits as long as the site says, or the station for itself; then what is known counts, and the late word is kept', () => {
    const one = scene({ station: { authorization: { waitMs: 4000 } } });
    const asked = asks(one.depot, one.station, 'Authorize', { idTag: 'VAN-1' });
    one.depot.sleep(3900);
    expect(answerTo(one.depot, one.station, asked.id)).toBeUndefined();
    one.depot.sleep(200);
    expect(statusOf(answerTo(one.depot, one.station, asked.id))).toBe('Invalid');
    one.depot.answers(one.uplink, one.answer);
    one.depot.drop(one.uplink);
    expect(statusOf(asks(one.depot, one.station, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Accepted');
  });

  it('TC_010 a start from afar needs no second question, and is refused for what the site blocks', () => {
    const one = scene({}, [{ token: 'STOLEN', blocked: true }]);
    const { depot, station, uplink } = one;
    depot.says(uplink, [2, 'r1', 'RemoteStartTransaction', { connectorId: 1, idTag: 'STOLEN' }]);
    expect(depot.hears(uplink)).toEqual([[3, 'r1', { status: 'Rejected' }]]);
    depot.says(uplink, [2, 'r2', 'RemoteStartTransaction', { connectorId: 1, idTag: 'APP-USER-1' }]);
    expect(depot.answers(station, stationThatHas()).at(-1)?.[3]).toEqual({ connectorId: 1, idTag: 'APP-USER-1' });
    expect(alarmsOf(depot)).toContain('BB_TOKEN_REMOTE:CP-01');
    // The central system goes away before the driver has plugged in.
    depot.drop(uplink);
    depot.sleep(60_000);
    depot.answers(station, stationThatHas());
    expect(statusOf(asks(depot, station, 'Authorize', { idTag: 'APP-USER-1' }).answer)).toBe('Accepted');
    expect(statusOf(asks(depot, station, 'StartTransaction', startOf('APP-USER-1')).answer)).toBe('Accepted');
    expect(alarmsOf(depot)).not.toContain('BB_TOKEN_REMOTE:CP-01');
    // Ordered once, started once.
    expect(statusOf(asks(depot, station, 'Authorize', { idTag: 'APP-USER-1' }).answer)).toBe('Invalid');
  });

  it('Q50 a token from afar goes to the station as it is; of one that some cannot hold or read, people are told', () => {
    for (const [idTag, isRisky] of [
      ['0123456789ABCDEF', false],
      ['0123456789ABCDEF0', true],
      ['A1B2C3D4', false],
      ['a1b2c3d4', true],
      ['VAN-1', true],
    ] as const) {
      const { depot, station, uplink } = scene();
      depot.says(uplink, [2, 'r1', 'RemoteStartTransaction', { connectorId: 1, idTag }]);
      expect(depot.answers(station, stationThatHas()).at(-1)?.[3]).toEqual({ connectorId: 1, idTag });
      expect([idTag, alarmsOf(depot).includes('BB_TOKEN_REMOTE:CP-01')]).toEqual([idTag, isRisky]);
      const text = depot.gateway.state.alarms.get('BB_TOKEN_REMOTE:CP-01') ?? '';
      expect(text).not.toContain(idTag);
    }
  });

  it('TC_011 a start from afar that the station refuses lets nobody in', () => {
    const { depot, station, uplink } = scene();
    depot.says(uplink, [2, 'r1', 'RemoteStartTransaction', { connectorId: 1, idTag: 'A1B2C3D4' }]);
    depot.answers(station, (action) => ({ status: action === 'RemoteStartTransaction' ? 'Rejected' : 'Accepted' }));
    expect(alarmsOf(depot)).not.toContain('BB_TOKEN_REMOTE:CP-01');
    depot.drop(uplink);
    expect(statusOf(asks(depot, station, 'StartTransaction', startOf('A1B2C3D4')).answer)).toBe('Invalid');
  });

  it('a second transaction of one token is the business of the central system, but for what the site allows once', () => {
    const one = scene({}, [{ token: 'VAN-3', single: true }]);
    const [other] = bootStation(one.depot, 'CP-02');
    expect(statusOf(exchange(one, 'StartTransaction', startOf('VAN-1')).answer)).toBe('Accepted');
    expect(statusOf(exchange({ ...one, station: other }, 'StartTransaction', startOf('VAN-1', 1)).answer)).toBe(
      'Accepted',
    );
    for (const [station, first] of [
      [one.station, 'Accepted'],
      [other, 'ConcurrentTx'],
    ] as const)
      expect(statusOf(exchange({ ...one, station }, 'StartTransaction', startOf('VAN-3', 2)).answer)).toBe(first);
    // Whoever asks may mean to stop.
    expect(statusOf(exchange({ ...one, station: other }, 'Authorize', { idTag: 'VAN-3' }).answer)).toBe('Accepted');
  });

  it('Q52 ConcurrentTx says nothing of the token: it stays known, and its number is never 0', () => {
    const one = scene();
    exchange(one, 'Authorize', { idTag: 'VAN-1' });
    one.depot.sleep(61_000);
    const twice = { ...one, answer: csmsThatKnows({ 'VAN-1': 'ConcurrentTx' }) };
    const { answer } = exchange(twice, 'StartTransaction', startOf('VAN-1'));
    expect(answer).toMatchObject({ idTagInfo: { status: 'ConcurrentTx' } });
    expect(answer!['transactionId']).toBeGreaterThan(0);
    one.depot.drop(one.uplink);
    expect(statusOf(asks(one.depot, one.station, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Accepted');
  });

  it('asks no 1.6 central system about a token that no idTag can hold', () => {
    const one = scene({}, [{ token: 'A-TOKEN-OF-MORE-THAN-TWENTY' }]);
    const [, listed] = [1, exchange(one, 'Authorize', { idTag: 'A-TOKEN-OF-MORE-THAN-TWENTY' })];
    expect(listed.told).toEqual([]);
    expect(one.depot.failures).toEqual([]);
  });
});

describe('stopping', () => {
  it.each([
    ['Q53 with no token at all', undefined, undefined],
    ['with the token that began', 'van-1', 'Accepted'],
    ['with a token of the same group', 'VAN-2', 'Accepted'],
    ['with a token of another group', 'VAN-3', 'Invalid'],
    ['with a token that is written like the group', 'FLEET', 'Invalid'],
  ])('%s', (_, idTag, status) => {
    const one = scene();
    for (const token of ['VAN-2', 'VAN-3', 'VAN-1']) exchange(one, 'Authorize', { idTag: token });
    const { answer } = exchange(one, 'StartTransaction', startOf('VAN-1'));
    const stop = {
      transactionId: answer!['transactionId'],
      meterStop: 1500,
      timestamp: at(5),
      ...(idTag && { idTag }),
    };
    const stopped = exchange(one, 'StopTransaction', stop);
    expect(statusOf(stopped.answer)).toBe(status);
    expect(stopped.told).toContainEqual(['StopTransaction', { ...stop, transactionId: 5001 }]);
  });
});

describe('the central system is away', () => {
  it('TC_007 a token that it accepted before starts at once, after a restart too; with its group', () => {
    const one = scene();
    exchange(one, 'Authorize', { idTag: 'VAN-1' });
    one.depot.drop(one.uplink);
    const again = one.depot.restart();
    const [station] = bootStation(again, 'CP-01');
    const started = asks(again, station, 'StartTransaction', startOf('VAN-1')).answer;
    expect(started).toMatchObject({ idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } });
    expect(factsOf(again, 'TransactionJudged')).toMatchObject([{ verdict: { status: 'Accepted', by: 'cache' } }]);
  });

  it('a token runs out while it is away, and when it has been away for too long', () => {
    const one = scene({ authorization: { offlineMaxDays: 2 } });
    for (const idTag of ['VAN-1', 'VAN-2']) exchange(one, 'Authorize', { idTag });
    one.depot.drop(one.uplink);
    const askFor = (idTag: string) => statusOf(asks(one.depot, one.station, 'Authorize', { idTag }).answer);
    expect([askFor('VAN-1'), askFor('VAN-2')]).toEqual(['Accepted', 'Accepted']);
    one.depot.sleep(86_400_000);
    expect([askFor('VAN-1'), askFor('VAN-2')]).toEqual(['Accepted', 'Expired']);
    one.depot.sleep(86_400_000 + 3_600_000);
    expect([askFor('VAN-1'), askFor('VAN-2')]).toEqual(['Invalid', 'Expired']);
    expect(alarmsOf(one.depot)).toContain('BB_TOKEN_CSMS_TOO_LONG_AWAY:csms');
    connectCsms(one.depot, one.answer);
    expect(alarmsOf(one.depot)).not.toContain('BB_TOKEN_CSMS_TOO_LONG_AWAY:csms');
  });

  it('a token that starts unknown by the rule of the site is never remembered as good', () => {
    const one = scene({ authorization: { unknownOffline: 'accept' } });
    one.depot.drop(one.uplink);
    expect(statusOf(asks(one.depot, one.station, 'StartTransaction', startOf('NOBODY')).answer)).toBe('Accepted');
    expect(factsOf(one.depot, 'TransactionJudged')).toMatchObject([{ verdict: { by: 'offline' } }]);
    one.depot.change({
      ...one.depot.gateway.state.siteFile!,
      authorization: { ...one.depot.gateway.state.siteFile!.authorization, unknownOffline: 'refuse' },
    });
    expect(statusOf(asks(one.depot, one.station, 'Authorize', { idTag: 'NOBODY' }).answer)).toBe('Invalid');
  });

  it('the list of the site lets in whom nobody else knows, under an alias too, and blocks whomever it blocks', () => {
    const one = scene({}, [
      { token: 'VAN-9', aliases: ['ev:aa'], parent: 'YARD' },
      { token: 'VAN-1', blocked: true },
    ]);
    expect(statusOf(exchange(one, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Blocked');
    one.depot.drop(one.uplink);
    const started = asks(one.depot, one.station, 'StartTransaction', startOf('EV:AA')).answer;
    expect(started).toMatchObject({ idTagInfo: { status: 'Accepted', parentIdTag: 'YARD' } });
    const told = one.depot.answers(one.depot.connectCsms(), one.answer);
    expect(told.map(([, , action, payload]) => [action, payload])).toContainEqual([
      'StartTransaction',
      startOf('VAN-9'),
    ]);
    expect(factsOf(one.depot, 'TransactionStarted')).toMatchObject([{ token: 'VAN-9' }]);
  });
});
