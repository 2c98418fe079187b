// The local list and the cache, as the central system orders them.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../src/model/ids.ts';
import { localListMaxLength, sendLocalListMaxLength } from '../../src/site/tokens-part.ts';
import {
  asks,
  bootStation,
  connectCsms,
  csmsThatKnows,
  depotWith,
  entry,
  factsOf,
  ordered,
  send,
  statusOf,
} from './depot.ts';
import type { Harness } from './harness.ts';

const csms = () => csmsThatKnows({ 'VAN-1': 'Accepted' });
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

  it('TC_061 ClearCache forgets what was judged, at once, and tells the stations, whatever they answer', () => {
    const { depot, uplink } = connected();
    const [station] = bootStation(depot, 'CP-01');
    asks(depot, station, 'Authorize', { idTag: 'VAN-1' });
    depot.answers(uplink, csms());
    depot.hears(station);
    expect(ordered(depot, uplink, 'ClearCache', {})).toBe('Accepted');
    const told = depot.answers(station, () => ({ status: 'Rejected' }));
    expect(told.map(([, , action]) => action)).toEqual(['ClearCache']);
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
