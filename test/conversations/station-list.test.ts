// The lists that stations keep themselves: the loss of the LAN strands nobody who is known.

import { describe, expect, it } from 'vitest';
import {
  alarmsOf,
  asks,
  bootStation,
  connectCsms,
  csmsThatKnows,
  depotWith,
  entry,
  factsOf,
  send,
  siteWith,
} from './depot.ts';
import type { Frame } from './depot.ts';
import { createHarness } from './harness.ts';
import { keeper } from './list-keeper.ts';

const csms = () => csmsThatKnows({ 'VAN-1': 'Accepted' });

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

  it('has aliases as what they are', () => {
    const { held, answer } = keeper();
    bootStation(depotWith({}, [{ token: 'VAN-1', aliases: ['SPARE'] }]), 'CP-01', answer);
    expect([...held.keys()].sort()).toEqual(['SPARE', 'VAN-1']);
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
    expect(one.messages).toBe(before + 1);
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
