// The local list towards the central system, and towards stations that keep a list of their own.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../src/model/ids.ts';
import { localListMaxLength, sendLocalListMaxLength } from '../../src/core/orders/local-list.ts';
import {
  alarmsOf,
  asks,
  bootStation,
  connectCsms,
  csmsThatKnows,
  depotWith,
  factsOf,
  siteWith,
  stationThatHas,
  statusOf,
} from './depot.ts';
import type { Answer, Frame } from './depot.ts';
import { createHarness } from './harness.ts';
import type { Harness } from './harness.ts';

const csms = () => csmsThatKnows({ 'VAN-1': 'Accepted' });
const entry = (idTag: string, status = 'Accepted', more: object = {}) => ({ idTag, idTagInfo: { status, ...more } });

/** The answer of the gateway to the central system. */
function ordered(depot: Harness, link: LinkId, action: string, payload: object): unknown {
  const { answer } = asks(depot, link, action, payload);
  return answer?.['status'] ?? answer?.['listVersion'];
}

const send = (
  depot: Harness,
  link: LinkId,
  listVersion: number,
  updateType: string,
  list?: readonly object[],
): unknown =>
  ordered(depot, link, 'SendLocalList', {
    listVersion,
    updateType,
    ...(list !== undefined && { localAuthorizationList: list }),
  });

function connected(): { depot: Harness; uplink: LinkId } {
  const depot = depotWith();
  return { depot, uplink: connectCsms(depot, csms()) };
}

describe('the list of the central system', () => {
  it('TC_042_1, TC_042_2, TC_043_1 has the version 0 while it is empty, then the one that was sent', () => {
    const { depot, uplink } = connected();
    expect(ordered(depot, uplink, 'GetLocalListVersion', {})).toBe(0);
    expect(send(depot, uplink, 5, 'Full', [entry('A'), entry('B', 'Blocked')])).toBe('Accepted');
    expect(ordered(depot, uplink, 'GetLocalListVersion', {})).toBe(5);
    expect(send(depot, uplink, 6, 'Full')).toBe('Accepted');
    expect(ordered(depot, uplink, 'GetLocalListVersion', {})).toBe(0);
  });

  it('TC_043_2 changes by differences, token by token; an entry without a verdict leaves', () => {
    const { depot, uplink } = connected();
    send(depot, uplink, 1, 'Full', [entry('A'), entry('B'), entry('C')]);
    expect(send(depot, uplink, 2, 'Differential', [entry('b', 'Blocked'), { idTag: 'C' }, entry('D')])).toBe(
      'Accepted',
    );
    expect(ordered(depot, uplink, 'GetLocalListVersion', {})).toBe(2);
    depot.drop(uplink);
    const [station] = bootStation(depot, 'CP-01');
    const verdicts = ['A', 'B', 'C', 'D'].map((idTag) => statusOf(asks(depot, station, 'Authorize', { idTag }).answer));
    expect(verdicts).toEqual(['Accepted', 'Blocked', 'Invalid', 'Accepted']);
  });

  it('TC_043_4, TC_043_5 refuses a difference to a version that it is at or above, and keeps what it has', () => {
    const { depot, uplink } = connected();
    send(depot, uplink, 3, 'Full', [entry('A')]);
    for (const version of [2, 3])
      expect(send(depot, uplink, version, 'Differential', [entry('B')])).toBe('VersionMismatch');
    expect(send(depot, uplink, 1, 'Full', [entry('A')])).toBe('Accepted');
    expect(ordered(depot, uplink, 'GetLocalListVersion', {})).toBe(1);
  });

  it('TC_043_3 fails for what is no list: a version that means something else, a verdict missing, too many at once', () => {
    const { depot, uplink } = connected();
    send(depot, uplink, 3, 'Full', [entry('A')]);
    expect(send(depot, uplink, 0, 'Full', [entry('B')])).toBe('Failed');
    expect(send(depot, uplink, -1, 'Differential', [entry('B')])).toBe('Failed');
    expect(send(depot, uplink, 4, 'Full', [{ idTag: 'B' }])).toBe('Failed');
    const many = Array.from({ length: sendLocalListMaxLength + 1 }, (_, at) => entry(`T${at}`));
    expect(send(depot, uplink, 4, 'Full', many)).toBe('Failed');
    expect(ordered(depot, uplink, 'GetLocalListVersion', {})).toBe(3);
    expect(factsOf(depot, 'LocalListChanged')).toHaveLength(1);
  });

  it('takes no more than it says that it takes, but goes on to change what is there', () => {
    const { depot, uplink } = connected();
    const piece = (from: number) =>
      Array.from({ length: sendLocalListMaxLength }, (_, at) => entry(`T${from * sendLocalListMaxLength + at}`));
    const pieces = localListMaxLength / sendLocalListMaxLength;
    for (let at = 0; at < pieces; at += 1)
      expect(send(depot, uplink, at + 1, at === 0 ? 'Full' : 'Differential', piece(at))).toBe('Accepted');
    expect(send(depot, uplink, pieces + 1, 'Differential', [entry('ONE-MORE')])).toBe('Failed');
    expect(send(depot, uplink, pieces + 1, 'Differential', [entry('T7', 'Blocked'), entry('T8')])).toBe('Accepted');
  });

  it('survives a restart, comes before the cache, and its tokens are not cached', () => {
    const { depot, uplink } = connected();
    const [station] = bootStation(depot, 'CP-01');
    const { id } = asks(depot, station, 'Authorize', { idTag: 'VAN-1' });
    depot.answers(uplink, csms());
    expect(depot.hears(station).some(([, of]) => of === id)).toBe(true);
    send(depot, uplink, 9, 'Full', [entry('VAN-1', 'Blocked', { parentIdTag: 'FLEET' })]);
    const again = depot.restart();
    const [after] = bootStation(again, 'CP-01');
    expect(asks(again, after, 'Authorize', { idTag: 'VAN-1' }).answer).toEqual({
      idTagInfo: { status: 'Blocked', parentIdTag: 'FLEET' },
    });
    const link = connectCsms(again, csms());
    expect(ordered(again, link, 'GetLocalListVersion', {})).toBe(9);
    expect(again.gateway.state.ledger.tokens.every(({ cache }) => cache.accepted.size === 0)).toBe(true);
  });

  it('TC_061 ClearCache forgets what was judged, at once, and tells the stations that keep a cache', () => {
    const { depot, uplink } = connected();
    const [station] = bootStation(
      depot,
      'CP-01',
      stationThatHas({ AuthorizationCacheEnabled: 'true' }, (action) =>
        action === 'ChangeConfiguration' ? { status: 'Rejected' } : undefined,
      ),
    );
    const [other] = bootStation(depot, 'CP-02', stationThatHas({ AuthorizationCacheEnabled: 'true' }));
    asks(depot, station, 'Authorize', { idTag: 'VAN-1' });
    depot.answers(uplink, csms());
    depot.hears(station);
    expect(ordered(depot, uplink, 'ClearCache', {})).toBe('Accepted');
    expect(depot.answers(station, stationThatHas()).map(([, , action]) => action)).toEqual(['ClearCache']);
    expect(depot.answers(other, stationThatHas())).toEqual([]);
    depot.drop(uplink);
    expect(statusOf(asks(depot, station, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Invalid');
  });

  it('ClearCache is refused where the site keeps no cache', () => {
    const depot = depotWith({ authorization: { cacheSize: 0 } });
    const uplink = connectCsms(depot, csms());
    expect(ordered(depot, uplink, 'ClearCache', {})).toBe('Rejected');
    const [station] = bootStation(depot, 'CP-01');
    asks(depot, station, 'Authorize', { idTag: 'VAN-1' });
    depot.answers(uplink, csms());
    expect(depot.hears(station).at(-1)?.[2]).toEqual({ idTagInfo: { status: 'Accepted' } });
    depot.drop(uplink);
    depot.sleep(61_000);
    expect(statusOf(asks(depot, station, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Invalid');
  });
});

/** A station that keeps a list as the standard says, and can be looked into. */
function keeper(more: Readonly<Record<string, string>> = {}, firstVersion = 0) {
  const held = new Map<string, string>();
  const one = { held, version: firstVersion, messages: 0, refuses: false };
  const answer: Answer = stationThatHas(
    {
      SupportedFeatureProfiles: 'Core,LocalAuthListManagement',
      LocalAuthListEnabled: 'false',
      LocalAuthListMaxLength: '5',
      SendLocalListMaxLength: '2',
      ...more,
    },
    (action, payload) => {
      if (action === 'GetLocalListVersion') return { listVersion: one.version };
      if (action !== 'SendLocalList') return undefined;
      one.messages += 1;
      const {
        listVersion,
        updateType,
        localAuthorizationList: list = [],
      } = payload as unknown as {
        listVersion: number;
        updateType: string;
        localAuthorizationList?: { idTag: string; idTagInfo: { status: string } }[];
      };
      if (one.refuses || list.length > 2) return { status: 'Failed' };
      if (updateType === 'Full') held.clear();
      else if (listVersion <= one.version) return { status: 'VersionMismatch' };
      for (const { idTag, idTagInfo } of list) held.set(idTag, idTagInfo.status);
      one.version = listVersion;
      return { status: 'Accepted' };
    },
  );
  return { ...one, one, answer };
}

const tokens = ['VAN-1', 'VAN-2', 'VAN-3'].map((token) => ({ token }));
const lists = (calls: readonly Frame[]) => calls.filter(([, , action]) => action === 'SendLocalList');

describe('the list of a station that keeps one', () => {
  it('is switched on and filled in pieces, each under its own version, once', () => {
    const depot = depotWith({}, tokens);
    const { one, held, answer } = keeper();
    const [, calls] = bootStation(depot, 'CP-01', answer);
    expect(calls.map(([, , action]) => action)).toContain('ChangeConfiguration');
    const sent = lists(calls).map(([, , , payload]) => payload as { listVersion: number; updateType: string });
    expect(sent.map(({ listVersion, updateType }) => [listVersion, updateType])).toEqual([
      [1, 'Full'],
      [2, 'Differential'],
    ]);
    expect([...held.keys()].sort()).toEqual(['VAN-1', 'VAN-2', 'VAN-3']);
    expect(factsOf(depot, 'StationListed')).toMatchObject([{ station: 'CP-01', version: 2, tokens: 3 }]);
    // What it holds already is not sent again: not after a reconnect, and not after a restart.
    expect(lists(bootStation(depot, 'CP-01', answer)[1])).toEqual([]);
    expect(lists(bootStation(depot.restart(), 'CP-01', answer)[1])).toEqual([]);
    expect(one.messages).toBe(2);
  });

  it('of somebody else before us is replaced, by nothing where nobody is known', () => {
    const { one, held, answer } = keeper({}, 17);
    held.set('STRANGER', 'Accepted');
    bootStation(depotWith(), 'CP-01', answer);
    expect([...held]).toEqual([]);
    expect(one.version).toBe(18);
    const fresh = keeper();
    expect(lists(bootStation(depotWith(), 'CP-01', fresh.answer)[1])).toEqual([]);
  });

  it('holds the most important tokens where it cannot hold all: lists, then whom the central system accepted last', () => {
    const depot = depotWith({}, tokens);
    const uplink = connectCsms(depot, csmsThatKnows({ C1: 'Accepted', C2: 'Accepted', BAD: 'Blocked' }));
    send(depot, uplink, 1, 'Full', [entry('LISTED'), entry('REFUSED', 'Blocked')]);
    const [station] = bootStation(depot, 'CP-02');
    for (const idTag of ['C1', 'BAD', 'C2']) {
      asks(depot, station, 'Authorize', { idTag });
      depot.answers(uplink, csmsThatKnows({ C1: 'Accepted', C2: 'Accepted', BAD: 'Blocked' }));
      depot.sleep(1000);
    }
    const { held, answer } = keeper();
    bootStation(depot, 'CP-01', answer);
    expect([...held.keys()].sort()).toEqual(['C2', 'LISTED', 'VAN-1', 'VAN-2', 'VAN-3']);
  });

  it('begins with whom it must keep out, where it lets in whom it does not know', () => {
    const depot = depotWith({ authorization: { unknownOffline: 'accept' } }, [
      ...tokens,
      { token: 'LOST', blocked: true },
    ]);
    const { held, answer } = keeper({ LocalAuthListMaxLength: '2', AllowOfflineTxForUnknownId: 'false' });
    const [, calls] = bootStation(depot, 'CP-01', answer);
    expect(held.get('LOST')).toBe('Blocked');
    expect(held.size).toBe(2);
    expect(calls.map(([, , , payload]) => payload)).toContainEqual({
      key: 'AllowOfflineTxForUnknownId',
      value: 'true',
    });
  });

  it('is written as its reader writes', () => {
    const station = { tokenFormat: { byteOrder: 'reversed', leadingZeros: 'dropped' } } as const;
    const depot = depotWith({ station }, [{ token: '04A1B203' }, { token: '04A1B2C3D4E500' }]);
    const { held, answer } = keeper();
    bootStation(depot, 'CP-01', answer);
    expect([...held.keys()].sort()).toEqual(['3B2A104', 'E5D4C3B2A104']);
  });

  it('follows a change after a minute, all changes until then at once; a token more in the cache after an hour', () => {
    const depot = depotWith({}, tokens);
    const { one, held, answer } = keeper();
    const uplink = connectCsms(depot, csms());
    const [station] = bootStation(depot, 'CP-01', answer);
    const follow = (ms: number): void => {
      for (let left = ms; left > 0; left -= 10_000) {
        depot.sleep(Math.min(left, 10_000));
        depot.answers(station, answer);
        depot.answers(uplink, csms());
      }
    };
    follow(70_000);
    const before = one.messages;
    for (let version = 1; version <= 20; version += 1) send(depot, uplink, version, 'Full', [entry(`L${version}`)]);
    follow(50_000);
    expect(one.messages).toBe(before);
    follow(20_000);
    expect(one.messages).toBe(before + 2);
    expect([...held.keys()].sort()).toEqual(['L20', 'VAN-1', 'VAN-2', 'VAN-3']);
    asks(depot, station, 'Authorize', { idTag: 'VAN-1' });
    asks(depot, station, 'Authorize', { idTag: 'NEW' });
    depot.answers(uplink, csmsThatKnows({ NEW: 'Accepted', 'VAN-1': 'Accepted' }));
    follow(3_500_000);
    expect(held.has('NEW')).toBe(false);
    follow(200_000);
    expect(held.has('NEW')).toBe(true);
    const { siteFile } = depot.gateway.state;
    depot.change(siteFile!, tokens.slice(1));
    follow(70_000);
    expect([...held.keys()].sort()).toEqual(['L20', 'NEW', 'VAN-1', 'VAN-2', 'VAN-3']);
    send(depot, uplink, 1, 'Full', []);
    follow(70_000);
    expect([...held.keys()].sort()).toEqual(['NEW', 'VAN-1', 'VAN-2', 'VAN-3']);
  });

  it('that the station does not take is tried once in a connection, and said', () => {
    const depot = depotWith({}, tokens);
    const { one, answer } = keeper();
    one.refuses = true;
    expect(lists(bootStation(depot, 'CP-01', answer)[1])).toHaveLength(1);
    expect(alarmsOf(depot)).toContain('BB_STATION_LIST:CP-01');
    depot.change(depot.gateway.state.siteFile!, tokens.slice(1));
    depot.sleep(120_000);
    one.refuses = false;
    expect(lists(bootStation(depot, 'CP-01', answer)[1])).toHaveLength(1);
    expect(alarmsOf(depot)).not.toContain('BB_STATION_LIST:CP-01');
  });

  it('that broke off in the middle begins anew', () => {
    const depot = depotWith({}, tokens);
    const { one, held, answer } = keeper();
    let left = 1;
    const link = bootStation(depot, 'CP-01', (action, payload) =>
      action === 'SendLocalList' && (left -= 1) < 0 ? undefined : answer(action, payload),
    )[0];
    expect(held.size).toBe(2);
    depot.drop(link);
    bootStation(depot, 'CP-01', answer);
    expect(held.size).toBe(3);
    expect(one.messages).toBe(3);
  });

  it('is not sent where there is none: no profile, or switched off for good', () => {
    const depot = depotWith({}, tokens);
    const none = keeper({ SupportedFeatureProfiles: 'Core' });
    const off = keeper();
    bootStation(depot, 'CP-01', none.answer);
    bootStation(depot, 'CP-02', (action, payload) =>
      action === 'ChangeConfiguration' ? { status: 'Rejected' } : off.answer(action, payload),
    );
    expect([none.one.messages, off.one.messages]).toEqual([0, 0]);
  });

  it('of a station with a foreign version in a site of two central systems holds the tokens of its own', () => {
    const site = siteWith();
    const [first] = site.uplinks;
    const depot = createHarness({
      ...site,
      uplinks: [
        { ...first!, id: 'north' as never, stations: ['CP-01' as never] },
        { ...first!, id: 'south' as never, url: 'ws://south.example/ocpp', stations: ['CP-02' as never] },
      ],
    });
    for (const [name, token] of [
      ['north', 'N'],
      ['south', 'S'],
    ] as const) {
      const link = depot.connectCsms(name);
      depot.answers(link, csms());
      send(depot, link, 1, 'Full', [entry(token)]);
    }
    const [one, other] = [keeper(), keeper()];
    bootStation(depot, 'CP-01', one.answer);
    bootStation(depot, 'CP-02', other.answer);
    expect([[...one.held.keys()], [...other.held.keys()]]).toEqual([['N'], ['S']]);
  });
});
