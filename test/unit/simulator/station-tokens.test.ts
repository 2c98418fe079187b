// Who may charge at a simulated charge point: list, cache, groups, and what it decides when nobody can be asked.

import { describe, expect, it } from 'vitest';
import type { Talk } from './talk.ts';
import { online, polite, van } from './talk.ts';

const accepted = { status: 'Accepted' } as const;

function cutOff(talk: Talk): Talk {
  talk.isUp = false;
  talk.drop();
  return talk;
}

/** Whether a van with this token charges a moment later. */
function lets(talk: Talk, token: string, evse = 1): boolean {
  talk.event({ kind: 'plug', evse, vehicle: van(), token });
  const charges = talk.evse(evse).charging;
  talk.event({ kind: 'unplug', evse });
  return charges;
}

const item = (idTag: string, info: object = accepted) => ({ idTag, idTagInfo: info });
const send = (talk: Talk, listVersion: number, items: readonly object[], updateType = 'Full') =>
  (talk.ask('SendLocalList', { listVersion, updateType, localAuthorizationList: items }) as { status: string }).status;
const version = (talk: Talk) => (talk.ask('GetLocalListVersion', {}) as { listVersion: number }).listVersion;

describe('the local list (TC_042, TC_043)', () => {
  it('is replaced or changed as a whole, and only forwards', () => {
    const talk = online();
    expect(version(talk)).toBe(0);
    expect(send(talk, 1, [item('A'), item('B', { status: 'Blocked' })])).toBe('Accepted');
    expect(send(talk, 2, [item('C'), { idTag: 'A' }], 'Differential')).toBe('Accepted');
    expect(send(talk, 2, [item('D')], 'Differential')).toBe('VersionMismatch');
    expect(send(talk, 3, [item('D'), item('d')])).toBe('Failed');
    expect(send(talk, 3, [{ idTag: 'D' }])).toBe('Failed');
    expect(
      send(
        talk,
        3,
        Array.from({ length: 101 }, (_, at) => item(`X${at}`)),
      ),
    ).toBe('Failed');
    expect(version(talk)).toBe(2);
    cutOff(talk);
    expect(['A', 'B', 'c', 'D'].map((token) => lets(talk, token))).toEqual([false, false, true, false]);
  });

  it('survives a power cut, and is out of use where its key says so', () => {
    const talk = online();
    send(talk, 7, [item('A')]);
    talk.event({ kind: 'powerCycle' });
    talk.run(30_000);
    expect(version(talk)).toBe(7);
    talk.ask('ChangeConfiguration', { key: 'LocalAuthListEnabled', value: 'false' });
    expect(version(talk)).toBe(-1);
    expect(send(talk, 8, [])).toBe('NotSupported');
  });

  it('comes before the cache, and an entry that expired lets nobody in', () => {
    const talk = online();
    expect(lets(talk, 'GOOD')).toBe(true);
    send(talk, 1, [
      item('GOOD', { status: 'Blocked' }),
      item('OLD', { ...accepted, expiryDate: '2020-01-01T00:00:00Z' }),
    ]);
    cutOff(talk);
    expect([lets(talk, 'GOOD'), lets(talk, 'OLD')]).toEqual([false, false]);
  });
});

describe('without a connection (TC_037, 1.6 §3.5)', () => {
  it('lets in what it remembers, and nobody else', () => {
    const talk = online();
    expect([lets(talk, 'GOOD'), lets(talk, 'BAD')]).toEqual([true, false]);
    cutOff(talk);
    expect([lets(talk, 'good'), lets(talk, 'BAD'), lets(talk, 'NEW')]).toEqual([true, false, false]);
  });

  it.each([
    ['LocalAuthorizeOffline', 'false', { GOOD: false, NEW: false }],
    ['AuthorizationCacheEnabled', 'false', { GOOD: false, NEW: false }],
    ['AllowOfflineTxForUnknownId', 'true', { GOOD: true, NEW: true }],
  ])('%s %s', (key, value, expected) => {
    const talk = online();
    talk.ask('ChangeConfiguration', { key, value });
    lets(talk, 'GOOD');
    cutOff(talk);
    for (const [token, charges] of Object.entries(expected)) expect(lets(talk, token)).toBe(charges);
  });

  it('what was refused stays refused, even where unknown tokens are let in', () => {
    const talk = online({ startsOffline: true });
    lets(talk, 'BAD');
    cutOff(talk);
    expect([lets(talk, 'BAD'), lets(talk, 'NEW')]).toEqual([false, true]);
  });

  it('TC_061 a cleared cache knows nobody', () => {
    const talk = online();
    lets(talk, 'GOOD');
    expect(talk.ask('ClearCache', {})).toEqual(accepted);
    cutOff(talk);
    expect(lets(talk, 'GOOD')).toBe(false);
  });

  it('judges by itself when the connection breaks before the answer', () => {
    const talk = online();
    lets(talk, 'GOOD');
    talk.answers = (said) => (said.action === 'Authorize' ? undefined : polite(said));
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    expect(talk.evse().charging).toBe(false);
    talk.drop();
    expect(talk.evse().charging).toBe(true);
  });
});

describe('with a connection', () => {
  it.each(['true', 'false'])('asks about what it knows already unless LocalPreAuthorize is %s', (value) => {
    const talk = online({ keys: { LocalPreAuthorize: value } });
    lets(talk, 'GOOD');
    expect(talk.of('Authorize')).toHaveLength(1);
    expect(lets(talk, 'GOOD')).toBe(true);
    expect(talk.of('Authorize')).toHaveLength(value === 'true' ? 1 : 2);
    lets(talk, 'BAD');
    lets(talk, 'BAD');
    expect(talk.of('Authorize').filter(({ payload }) => payload['idTag'] === 'BAD')).toHaveLength(2);
  });

  it('goes on without energy where StopTransactionOnInvalidId is false (TC_036)', () => {
    const talk = online({ keys: { StopTransactionOnInvalidId: 'false' }, sampleSeconds: 10 });
    talk.answers = (said) =>
      said.action === 'StartTransaction' ? { transactionId: 5, idTagInfo: { status: 'Blocked' } } : polite(said);
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    talk.run(30_000);
    expect(talk.evse()).toMatchObject({ charging: true, status: 'SuspendedEVSE', drawnAmps: [0, 0, 0] });
    expect(talk.of('StopTransaction')).toEqual([]);
  });

  it('another token of the same group ends a transaction, one of another does not (TC_023)', () => {
    const talk = online();
    talk.answers = (said) => {
      const group = { MINE: 'FLEET', OURS: 'fleet', OTHER: 'GUESTS' }[String(said.payload['idTag'])];
      const idTagInfo = { ...accepted, ...(group !== undefined && { parentIdTag: group }) };
      if (said.action === 'Authorize') return { idTagInfo };
      return said.action === 'StartTransaction' ? { transactionId: 5, idTagInfo } : polite(said);
    };
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'MINE' });
    talk.event({ kind: 'swipe', evse: 1, token: 'OTHER' });
    expect(talk.evse().charging).toBe(true);
    talk.event({ kind: 'swipe', evse: 1, token: 'OURS' });
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({ reason: 'Local', idTag: 'OURS' });
  });

  it('carries the profile of a remote start through its own question', () => {
    const talk = online({ keys: { AuthorizeRemoteTxRequests: 'true' } });
    const chargingProfile = {
      chargingProfileId: 1,
      stackLevel: 1,
      chargingProfilePurpose: 'TxProfile',
      chargingProfileKind: 'Relative',
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 7 }] },
    };
    talk.event({ kind: 'plug', evse: 1, vehicle: van() });
    talk.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'GOOD', chargingProfile });
    expect(talk.of('Authorize')).toHaveLength(1);
    expect(talk.evse()).toMatchObject({ charging: true, heldAmps: 7 });
  });
});
