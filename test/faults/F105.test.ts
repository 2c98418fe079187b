// The central system comes back with a different answer: the token of a running transaction is blocked now.

import { describe, expect, it } from 'vitest';
import { uplink } from '../sim/site.ts';
import {
  alarmsOf,
  asks,
  at,
  bootStation,
  connectCsms,
  csmsThatKnows,
  factsOf,
  siteWith,
  startOf,
  stationThatHas,
  statusOf,
} from '../conversations/depot.ts';
import type { Answer, Frame, SiteOptions } from '../conversations/depot.ts';
import { policyAt } from '../../src/core/tokens/tokens.ts';
import { createHarness } from '../conversations/harness.ts';
import type { Harness } from '../conversations/harness.ts';
import type { LinkId } from '../../src/model/ids.ts';

const knows = csmsThatKnows({ 'VAN-1': { status: 'Accepted', parentIdTag: 'FLEET' } });
const blocks = csmsThatKnows({ 'VAN-1': 'Blocked' });
const alarm = 'BB_TRANSACTION_DEAUTHORIZED:CP-01/1';

interface Scene {
  readonly depot: Harness;
  readonly station: LinkId;
  readonly number: number;
}

/** A van whose token is known charges since the central system went away. */
function charging(options: SiteOptions = {}, minute = 2, maxEnergyWh?: number): Scene {
  const depot = createHarness(siteWith(options));
  const [station] = bootStation(depot, 'CP-01');
  const link = connectCsms(depot, knows);
  if (maxEnergyWh !== undefined) {
    depot.says(link, [2, 'max', 'ChangeConfiguration', { key: 'MaxEnergyOnInvalidId', value: `${maxEnergyWh}` }]);
    settle(depot, station);
    expect(depot.hears(link)).toContainEqual([3, 'max', { status: 'Accepted' }]);
  }
  asks(depot, station, 'Authorize', { idTag: 'VAN-1' });
  depot.answers(link, knows);
  depot.drop(link);
  depot.sleep(60_000);
  settle(depot, station);
  const { answer } = asks(depot, station, 'StartTransaction', startOf('VAN-1', minute));
  expect(statusOf(answer)).toBe('Accepted');
  settle(depot, station);
  return { depot, station, number: answer!['transactionId'] as number };
}

const named = (calls: readonly Frame[], action: string) => calls.filter(([, , name]) => name === action);
const limitsIn = (calls: readonly Frame[]): number[] =>
  named(calls, 'SetChargingProfile').map(
    ([, , , payload]) =>
      (payload as { csChargingProfiles: { chargingSchedule: { chargingSchedulePeriod: { limit: number }[] } } })
        .csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0]!.limit,
  );

/** A minute in which the station does what it is told. */
function settle(depot: Harness, station: LinkId, answer: Answer = stationThatHas()): Frame[] {
  const calls: Frame[] = [];
  for (let tenth = 0; tenth < 6; tenth += 1) {
    calls.push(...depot.answers(station, answer));
    depot.sleep(10_000);
  }
  return [...calls, ...depot.answers(station, answer)];
}

const refusesStop: Answer = stationThatHas({}, (action) =>
  action === 'RemoteStopTransaction' ? { status: 'Rejected' } : undefined,
);

const stopOf = (number: number) => ({ transactionId: number, meterStop: 1500, timestamp: at(9), reason: 'Remote' });

describe('F105 the central system comes back and blocks a token whose transaction is running', () => {
  it('stops it, once; records and shows it; the central system hears DeAuthorized and everything else as it was said', () => {
    const { depot, station, number } = charging();
    const link = connectCsms(depot, blocks);
    const calls = settle(depot, station);
    expect(named(calls, 'RemoteStopTransaction').map(([, , , payload]) => payload)).toEqual([
      { transactionId: number },
    ]);
    expect(factsOf(depot, 'TransactionDeauthorized')).toMatchObject([
      { station: 'CP-01', policy: 'stop', verdict: { status: 'Blocked', by: 'csms' } },
    ]);
    expect(factsOf(depot, 'RemoteCommanded')).toMatchObject([{ action: 'stop', station: 'CP-01' }]);
    expect(alarmsOf(depot)).toContain(alarm);
    expect(depot.gateway.state.alarms.get(alarm)).not.toContain('VAN-1');
    asks(depot, station, 'StopTransaction', stopOf(number));
    const [stop] = named(depot.answers(link, blocks), 'StopTransaction');
    expect(stop?.[3]).toEqual({ ...stopOf(number), transactionId: 5001, reason: 'DeAuthorized' });
    expect(factsOf(depot, 'TransactionEnded')).toMatchObject([
      { reason: 'DeAuthorized', raw: { json: expect.stringContaining('"Remote"') as string } },
    ]);
    expect(alarmsOf(depot)).not.toContain(alarm);
    expect(named(settle(depot, station), 'RemoteStopTransaction')).toEqual([]);
  });

  it('with stopOnInvalid false lets it go on without energy, and gives the EVSE back when it has ended', () => {
    const { depot, station, number } = charging({ authorization: { stopOnInvalid: false } });
    connectCsms(depot, blocks);
    const calls = settle(depot, station);
    expect(named(calls, 'RemoteStopTransaction')).toEqual([]);
    expect(limitsIn(calls)).toEqual([0]);
    expect(
      depot.gateway.state.ledger.stations
        .get('CP-01' as never)
        ?.limits.tx.get(1)
        ?.at(-1)?.reason,
    ).toEqual({
      kind: 'notAuthorized',
    });
    expect(factsOf(depot, 'TransactionDeauthorized')).toMatchObject([{ policy: 'noEnergy' }]);
    expect(alarmsOf(depot)).toContain(alarm);
    asks(depot, station, 'StopTransaction', stopOf(number));
    expect(Math.min(...limitsIn(settle(depot, station)))).toBeGreaterThan(0);
    expect(factsOf(depot, 'TransactionEnded')).toMatchObject([{ reason: 'DeAuthorized' }]);
  });

  it('does as the central system has set StopTransactionOnInvalidId, whatever the site file says', () => {
    const { depot, station } = charging();
    const link = connectCsms(depot, knows);
    depot.says(link, [2, 's1', 'ChangeConfiguration', { key: 'StopTransactionOnInvalidId', value: 'false' }]);
    settle(depot, station);
    const uplinkPart = depot.gateway.state.ledger.uplinks.get('csms' as never);
    expect([...(uplinkPart?.settings ?? [])]).toContainEqual(['StopTransactionOnInvalidId', 'false']);
    const again = depot.restart();
    expect(policyAt(again.gateway.state, 'CP-01' as never)).toBe('noEnergy');
    expect(policyAt(depot.gateway.state, 'CP-01' as never)).toBe('noEnergy');
  });

  it('withholds the energy of what does not stop; tells it once more in the next connection, when it still goes on', () => {
    const { depot, station } = charging();
    connectCsms(depot, blocks);
    const calls = settle(depot, station, refusesStop);
    expect(named(calls, 'RemoteStopTransaction')).toHaveLength(1);
    expect(limitsIn(calls).at(-1)).toBe(0);
    expect(named(settle(depot, station, refusesStop), 'RemoteStopTransaction')).toEqual([]);
    depot.drop(station);
    const [again, first] = bootStation(depot, 'CP-01', refusesStop);
    expect(named(first, 'RemoteStopTransaction')).toEqual([]);
    expect(named(settle(depot, again, refusesStop), 'RemoteStopTransaction')).toHaveLength(1);
  });

  it('is never repeated blindly after a crash: what ended meanwhile is left alone, what goes on is told again', () => {
    for (const ended of [true, false]) {
      const { depot, station, number } = charging();
      connectCsms(depot, blocks);
      const told = depot.answers(station, (action) =>
        action === 'RemoteStopTransaction' ? undefined : { status: 'Accepted' },
      );
      expect(named(told, 'RemoteStopTransaction')).toHaveLength(1);
      const again = depot.restart();
      const [link, first] = bootStation(again, 'CP-01');
      if (ended) asks(again, link, 'StopTransaction', stopOf(number));
      const calls = [...first, ...settle(again, link)];
      expect(named(calls, 'RemoteStopTransaction')).toHaveLength(ended ? 0 : 1);
      expect(alarmsOf(again).includes(alarm)).toBe(!ended);
    }
  });

  it('waits for a station that is away', () => {
    const { depot, station, number } = charging();
    depot.drop(station);
    connectCsms(depot, blocks);
    depot.sleep(600_000);
    const [link] = bootStation(depot, 'CP-01');
    const calls = settle(depot, link);
    expect(named(calls, 'RemoteStopTransaction').map(([, , , payload]) => payload)).toEqual([
      { transactionId: number },
    ]);
  });

  it('leaves alone what a station tells of the past: its end follows', () => {
    const depot = createHarness(siteWith());
    const link = connectCsms(depot, blocks);
    depot.sleep(600_000);
    const [station] = bootStation(depot, 'CP-01');
    depot.answers(link, blocks);
    const started = asks(depot, station, 'StartTransaction', startOf('VAN-1', -30));
    depot.answers(link, blocks);
    const number = started.answer?.['transactionId'] ?? factsOf(depot, 'TransactionStarted')[0]!.number;
    asks(depot, station, 'StopTransaction', { ...stopOf(number as number), reason: 'Local' });
    expect(named(settle(depot, station), 'RemoteStopTransaction')).toEqual([]);
  });

  it.each([['local'], ['free']] as const)('changes nothing where the site decides: mode %s', (mode) => {
    const depot = createHarness(siteWith({ authorization: { mode } }), { tokens: [{ token: 'VAN-1' }] });
    const [station] = bootStation(depot, 'CP-01');
    expect(statusOf(asks(depot, station, 'StartTransaction', startOf('VAN-1')).answer)).toBe('Accepted');
    connectCsms(depot, blocks);
    expect(named(settle(depot, station), 'RemoteStopTransaction')).toEqual([]);
    expect(factsOf(depot, 'TransactionDeauthorized')).toEqual([]);
  });

  it('changes nothing where only an observer says so', () => {
    const site = siteWith();
    const depot = createHarness({ ...site, uplinks: [...site.uplinks, uplink('watch', 'observe')] });
    const [station] = bootStation(depot, 'CP-01');
    const [link, watch] = [connectCsms(depot, knows), depot.connectCsms('watch')];
    depot.answers(watch, blocks);
    const { id } = asks(depot, station, 'StartTransaction', startOf('VAN-1'));
    depot.answers(watch, blocks);
    depot.answers(link, knows);
    depot.answers(watch, blocks);
    expect(depot.hears(station).find(([, of]) => of === id)?.[2]).toMatchObject({ idTagInfo: { status: 'Accepted' } });
    settle(depot, station);
    expect(factsOf(depot, 'TransactionDeauthorized')).toEqual([]);
    depot.drop(link);
    expect(statusOf(asks(depot, station, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Accepted');
  });

  it('counts when its word about a start comes after the site had stopped waiting', () => {
    const { depot, station, number } = charging();
    asks(depot, station, 'StopTransaction', stopOf(number));
    const link = connectCsms(depot, knows);
    depot.sleep(61_000);
    depot.answers(link, knows);
    const slow = asks(depot, station, 'StartTransaction', startOf('VAN-1', 20));
    depot.sleep(2000);
    expect(depot.hears(station).find(([, id]) => id === slow.id)?.[2]).toMatchObject({
      idTagInfo: { status: 'Accepted' },
    });
    const [question] = named(depot.hears(link), 'Authorize');
    depot.says(link, [3, question![1], { idTagInfo: { status: 'Blocked' } }]);
    expect(factsOf(depot, 'TransactionDeauthorized')).toMatchObject([{ verdict: { status: 'Blocked' } }]);
  });

  it('a start that is repeated after a break and finds itself is no second transaction', () => {
    for (const [isRepeat, stops] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const { depot, station } = charging();
      const first = depot.connectCsms();
      depot.answers(first, (action, payload) => (action === 'StartTransaction' ? undefined : blocks(action, payload)));
      if (isRepeat) depot.drop(first);
      const twice = csmsThatKnows({ 'VAN-1': 'ConcurrentTx' });
      if (isRepeat) connectCsms(depot, twice);
      else {
        const { sent } = depot.gateway.state.ledger.uplinks.get('csms' as never)!;
        depot.says(first, [3, [...sent.keys()][0]!, twice('StartTransaction', { idTag: 'VAN-1' })!]);
      }
      expect(named(settle(depot, station), 'RemoteStopTransaction')).toHaveLength(stops);
    }
  });

  it('a start that was refused while it said nothing goes on when it accepts the token after all', () => {
    const depot = createHarness(siteWith({ authorization: { stopOnInvalid: false } }));
    const [station] = bootStation(depot, 'CP-01');
    settle(depot, station);
    expect(statusOf(asks(depot, station, 'StartTransaction', startOf('VAN-1', 1)).answer)).toBe('Invalid');
    expect(limitsIn(settle(depot, station)).at(-1)).toBe(0);
    connectCsms(depot, knows);
    expect(limitsIn(settle(depot, station)).at(-1)).toBeGreaterThan(6);
    expect(factsOf(depot, 'TransactionJudged').map(({ verdict }) => verdict.status)).toEqual(['Invalid', 'Accepted']);
  });

  it('the site itself blocks a token: its transaction is stopped too', () => {
    const { depot, station } = charging({ authorization: { mode: 'free' } });
    depot.change(depot.gateway.state.siteFile!, [{ token: 'van-1', blocked: true }]);
    expect(named(settle(depot, station), 'RemoteStopTransaction')).toHaveLength(1);
    expect(factsOf(depot, 'TransactionDeauthorized')).toMatchObject([{ verdict: { status: 'Blocked', by: 'site' } }]);
  });

  it('a station that goes on although its start was refused gets no energy, and is told to stop', () => {
    const depot = createHarness(siteWith());
    const [station] = bootStation(depot, 'CP-01');
    settle(depot, station);
    expect(statusOf(asks(depot, station, 'StartTransaction', startOf('NOBODY')).answer)).toBe('Invalid');
    depot.sleep(20_000);
    expect(named(depot.answers(station, refusesStop), 'RemoteStopTransaction')).toEqual([]);
    const calls = [...settle(depot, station, refusesStop), ...settle(depot, station, refusesStop)];
    expect(named(calls, 'RemoteStopTransaction')).toHaveLength(1);
    expect(limitsIn(calls).at(-1)).toBe(0);
  });
});

describe('F105 with MaxEnergyOnInvalidId, a transaction whose token is refused late', () => {
  const samples = (depot: Harness, number: number, wh: number) => ({
    connectorId: 1,
    transactionId: number,
    meterValue: [{ timestamp: new Date(depot.utc()).toISOString(), sampledValue: [{ value: `${wh}` }] }],
  });

  /** It began at 1000 Wh and may take 500 Wh; it took as much before it is refused. */
  function allowed(options: SiteOptions = {}, beforeWh = 0): Scene & { says: (wh: number) => Frame[] } {
    const scene = charging({ authorization: { stopOnInvalid: false }, ...options }, 2, 500);
    const { depot, station, number } = scene;
    const says = (wh: number): Frame[] => {
      asks(depot, station, 'MeterValues', samples(depot, number, wh));
      return settle(depot, station);
    };
    says(1000 + beforeWh);
    connectCsms(depot, blocks);
    return { ...scene, says };
  }

  it('takes so many Wh in all, and no more', () => {
    const { depot, says } = allowed();
    expect(limitsIn(says(1200))).not.toContain(0);
    expect(depot.gateway.state.alarms.get(alarm)).toContain('500 Wh');
    expect(limitsIn(says(1499))).not.toContain(0);
    expect(limitsIn(says(1500))).toEqual([0]);
    expect(limitsIn(says(1500))).toEqual([]);
  });

  it('takes no more when its meter values stay away, or when it had as much before', () => {
    const silent = allowed();
    silent.says(1100);
    const calls = Array.from({ length: 4 }, () => settle(silent.depot, silent.station)).flat();
    expect(limitsIn(calls)).toEqual([0]);
    const had = allowed({}, 600);
    expect(limitsIn(settle(had.depot, had.station))).toEqual([0]);
  });

  it('is stopped all the same where StopTransactionOnInvalidId is true', () => {
    const { depot, station } = allowed({ authorization: { stopOnInvalid: true } });
    expect(named(settle(depot, station), 'RemoteStopTransaction')).toHaveLength(1);
  });
});
