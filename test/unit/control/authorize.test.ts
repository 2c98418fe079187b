// Who may charge, row by row: the mode, what the lists and the cache know, and whether the central system is there.

import { describe, expect, it } from 'vitest';
import type { TokenQuestion } from '../../../src/control/authorize.ts';
import { afterCsms, authorize, authorizeAlone, mayStop } from '../../../src/control/authorize.ts';
import type { TokenRules } from '../../../src/control/token-rules.ts';
import { usualFormat } from '../../../src/model/token.ts';
import type { Judgement, SealedToken } from '../../../src/model/fact/authorization.ts';
import type { UplinkId } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';

const at = Date.UTC(2026, 0, 15, 18) as Utc;
const dayMs = 86_400_000;
const before = (days: number): Utc => (at - days * dayMs) as Utc;

const rules: TokenRules = {
  mode: 'csms',
  waitMs: 1500,
  unknownOffline: 'refuse',
  stopOnInvalid: true,
  preAuthorize: false,
  offlineMaxDays: 14,
  cacheSize: 100,
  cacheLifetimeDays: 30,
  format: usualFormat,
  csms: 'csms' as UplinkId,
};
const unknown = { csms: 'away', at } as const;
const good: Judgement = { status: 'Accepted' };
const expired: Judgement = { status: 'Accepted', expiresAt: '2026-01-15T17:59:59.000Z' };
const cached = (verdict: Judgement, days = 0) => ({ cached: { sealed: '', verdict, at: before(days) } });
const listed = (verdict: Judgement) => ({ listed: verdict });
const site = (about: Partial<SealedToken> = {}) => ({ site: { key: 'k', sealed: 's', ...about } as SealedToken });

/** `Accepted list`, or `ask`. */
const told = (question: Omit<TokenQuestion, 'at'>, more: Partial<TokenRules> = {}): string => {
  const verdict = authorize({ at, ...question }, { ...rules, ...more });
  return verdict === 'askCsms' ? 'ask' : `${verdict.status} ${verdict.by}`;
};

describe('the CSMS can be asked', () => {
  const online = { csms: 'reachable' } as const;
  it.each([
    ['nobody knows the token', {}, 'ask', 'ask'],
    ['cached Accepted', cached(good), 'ask', 'Accepted cache'],
    ['cached Accepted, run out', cached(expired), 'ask', 'ask'],
    ['cached Accepted, beyond its lifetime', cached(good, 31), 'ask', 'ask'],
    ['cached not Accepted', cached({ status: 'Blocked' }), 'ask', 'ask'],
    ['listed Accepted', listed(good), 'ask', 'Accepted list'],
    ['listed Accepted, run out', listed(expired), 'ask', 'ask'],
    ['listed not Accepted', listed({ status: 'Blocked' }), 'ask', 'ask'],
    [
      'listed not Accepted, cached Accepted: the list comes first',
      { ...listed({ status: 'Invalid' }), ...cached(good) },
      'ask',
      'ask',
    ],
    ['accepted a moment ago', { fresh: good }, 'Accepted csms', 'Accepted csms'],
    ['refused a moment ago', { fresh: { status: 'Invalid' as const } }, 'ask', 'ask'],
    ['on the list of the site alone', site(), 'ask', 'ask'],
    ['blocked by the site', { ...site({ blocked: true }), fresh: good }, 'Blocked site', 'Blocked site'],
    [
      'once at a time, and in use',
      { ...site({ single: true }), isInUse: true, fresh: good },
      'ConcurrentTx site',
      'ConcurrentTx site',
    ],
    ['once at a time, and not in use', { ...site({ single: true }), isInUse: false }, 'ask', 'ask'],
    ['in use, which the site leaves to the CSMS', { ...site(), isInUse: true }, 'ask', 'ask'],
  ])('%s', (_, question, usual, preAuthorized) => {
    expect(told({ ...online, ...question })).toBe(usual);
    expect(told({ ...online, ...question }, { preAuthorize: true })).toBe(preAuthorized);
  });
});

describe('the CSMS is away', () => {
  it.each([
    ['nobody knows the token', {}, 'Invalid offline', 'Accepted offline'],
    ['cached Accepted', cached(good), 'Accepted cache', 'Accepted cache'],
    ['cached Accepted, run out', cached(expired), 'Expired cache', 'Expired cache'],
    ['cached Accepted, beyond its lifetime', cached(good, 31), 'Invalid offline', 'Accepted offline'],
    ['cached not Accepted', cached({ status: 'Blocked' }), 'Blocked cache', 'Blocked cache'],
    ['listed Accepted', listed(good), 'Accepted list', 'Accepted list'],
    ['listed Accepted, run out', listed(expired), 'Expired list', 'Expired list'],
    ['listed not Accepted', listed({ status: 'Blocked' }), 'Blocked list', 'Blocked list'],
    [
      'listed not Accepted, cached Accepted',
      { ...listed({ status: 'Invalid' }), ...cached(good) },
      'Invalid list',
      'Invalid list',
    ],
    ['on the list of the site', site(), 'Accepted site', 'Accepted site'],
    [
      'on the list of the site, but refused by the CSMS before',
      { ...site(), ...cached({ status: 'Invalid' }) },
      'Invalid cache',
      'Invalid cache',
    ],
    ['blocked by the site', { ...site({ blocked: true }), ...listed(good) }, 'Blocked site', 'Blocked site'],
    [
      'once at a time, and in use',
      { ...site({ single: true }), isInUse: true },
      'ConcurrentTx site',
      'ConcurrentTx site',
    ],
  ])('%s', (_, question, refusing, accepting) => {
    expect(told({ ...unknown, ...question })).toBe(refusing);
    expect(told({ ...unknown, ...question }, { unknownOffline: 'accept' })).toBe(accepting);
  });

  it('what it accepted counts for so many days without it; what it refused counts on', () => {
    const away = (days: number) => ({ ...unknown, csmsHeardAt: before(days) });
    expect(told({ ...away(13.9), ...cached(good, 20) })).toBe('Accepted cache');
    expect(told({ ...away(14.1), ...cached(good, 20) })).toBe('Invalid offline');
    expect(told({ ...away(14.1), ...listed(good) })).toBe('Invalid offline');
    expect(told({ ...away(14.1), ...listed(good), ...site() })).toBe('Accepted site');
    expect(told({ ...away(14.1), ...listed({ status: 'Blocked' }) }, { unknownOffline: 'accept' })).toBe(
      'Blocked list',
    );
    expect(told({ ...away(14.1), ...cached({ status: 'Invalid' }) }, { unknownOffline: 'accept' })).toBe(
      'Invalid cache',
    );
    expect(told({ ...away(0.1), ...cached(good) }, { offlineMaxDays: 0 })).toBe('Invalid offline');
    // A clock that was set back makes nobody unknown.
    expect(told({ ...away(-3), ...cached(good) })).toBe('Accepted cache');
  });

  it('its silence, while it is connected, is answered as if it were away', () => {
    const question = { csms: 'reachable', at, ...cached(good) } as const;
    expect(authorizeAlone(question, rules)).toMatchObject({ status: 'Accepted', by: 'cache' });
    expect(authorizeAlone({ csms: 'reachable', at }, rules)).toMatchObject({ status: 'Invalid', by: 'offline' });
  });
});

describe('the site decides', () => {
  it.each([
    ['nobody knows the token', {}, 'Invalid site', 'Accepted free'],
    ['on the list of the site', site(), 'Accepted site', 'Accepted free'],
    ['blocked by the site', site({ blocked: true }), 'Blocked site', 'Blocked site'],
    ['on the list of the CSMS', listed(good), 'Accepted list', 'Accepted free'],
    ['refused on the list of the CSMS', listed({ status: 'Blocked' }), 'Blocked list', 'Accepted free'],
    ['in the cache alone', cached(good), 'Invalid site', 'Accepted free'],
    [
      'once at a time, and in use',
      { ...site({ single: true }), isInUse: true },
      'ConcurrentTx site',
      'ConcurrentTx site',
    ],
  ])('%s', (_, question, local, free) => {
    for (const csms of ['away', 'reachable'] as const) {
      expect(told({ csms, ...question }, { mode: 'local', unknownOffline: 'accept' })).toBe(local);
      expect(told({ csms, ...question }, { mode: 'free' })).toBe(free);
    }
  });
});

describe('the group', () => {
  it('is what the CSMS says, else what the list of the site says', () => {
    expect(afterCsms({ status: 'Accepted', parent: 'A' }, site({ parent: 'B' }))).toMatchObject({ parent: 'A' });
    expect(afterCsms(good, site({ parent: 'B' }))).toMatchObject({ parent: 'B', by: 'csms' });
    expect(authorize({ ...unknown, ...listed({ ...good, parent: 'A' }) }, rules)).toMatchObject({ parent: 'A' });
    expect(authorize({ ...unknown, ...site({ parent: 'B' }) }, rules)).toMatchObject({ parent: 'B' });
  });

  it.each([
    ['whoever began it', 'van-1', {}, true],
    ['one of the same group', 'VAN-2', { parent: 'fleet' }, true],
    ['one of another group', 'VAN-2', { parent: 'OTHER' }, false],
    ['one of no group', 'VAN-2', {}, false],
    ['one of the group that is blocked', 'VAN-2', { parent: 'FLEET', status: 'Blocked' as const }, false],
    ['a token that is written like the group', 'FLEET', {}, false],
  ])('%s may stop: %s %o', (_, token, shown, allowed) => {
    const began = { token: 'VAN-1', verdict: { status: 'Accepted', parent: 'FLEET', by: 'csms' } as const };
    expect(mayStop(began, token, { status: 'Accepted', by: 'cache', ...shown })).toBe(allowed);
  });

  it('two tokens without a group are not in the same one', () => {
    const began = { token: 'VAN-1', verdict: { status: 'Accepted', by: 'csms' } as const };
    expect(mayStop(began, 'VAN-2', { status: 'Accepted', by: 'csms' })).toBe(false);
  });
});
