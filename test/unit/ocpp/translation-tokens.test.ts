// What becomes of tokens and of what is thought of them between versions.

import { describe, expect, it } from 'vitest';
import { dialectOf } from '../../../src/ocpp/dialects.ts';
import { collectLosses } from '../../../src/ocpp/loss.ts';
import type { Payload } from './translated.ts';
import { event, lostIn, started } from './translated.ts';

describe('tokens', () => {
  const idToken = (idToken: string, type: string, more: Payload = {}): Payload =>
    event('Started', { idToken: { idToken, type, ...more }, evse: { id: 1 } });

  it.each([
    ['04AABBCC', 'ISO14443', []],
    ['04AABBCC', 'ISO15693', ['idToken.type noSuchField']],
    ['DE-ABC-C12345678-X', 'eMAID', []],
    ['van 7', 'Central', []],
    ['1234', 'KeyCode', ['idToken.type noSuchField']],
  ])('the type of %s (%s) in 1.6', (token, type, lost) => {
    const wording = started('2.0.1', idToken(token, type), '1.6');
    expect(wording.payload).toMatchObject({ idTag: token });
    expect(lostIn(wording)).toEqual(lost);
  });

  it('a token that is too long goes by another name, the same each time', () => {
    const token = 'a-token-of-more-than-twenty-characters';
    const there = started('2.1', idToken(token, 'Central'), '1.6');
    const { idTag } = there.payload as { idTag: string };
    expect(idTag).toHaveLength(20);
    expect(lostIn(there)).toEqual(['idToken tooLong']);
    expect(started('2.1', idToken(token, 'Central'), '1.6').payload).toMatchObject({ idTag });
    const in201 = started('2.1', idToken(token, 'Central'), '2.0.1');
    expect(lostIn(in201)).toEqual(['idToken tooLong']);
    expect(lostIn(started('2.1', idToken(token, 'Central'), '2.1'))).toEqual([]);
  });

  it('a type of 2.1 only is what the form says in 2.0.1; what stands beside a token goes with it', () => {
    const more = { additionalInfo: [{ additionalIdToken: '123', type: 'visible' }] };
    const wording = started('2.1', idToken('04AABBCC', 'VIN', more), '2.0.1');
    expect(wording.payload).toMatchObject({ idToken: { idToken: '04AABBCC', type: 'ISO14443', ...more } });
    expect(lostIn(wording)).toEqual(['idToken.type noSuchWord']);
    expect(lostIn(started('2.1', idToken('04AABBCC', 'ISO14443', more), '1.6'))).toEqual([
      'idToken.additionalInfo noSuchField',
    ]);
    expect(started('2.1', idToken('04AABBCC', 'VIN', more), '2.1').payload).toMatchObject({
      idToken: { type: 'VIN', ...more },
    });
  });

  it.each(['NoCredit', 'NotAllowedTypeEVSE', 'NotAtThisLocation', 'NotAtThisTime', 'Unknown'] as const)(
    '%s is Invalid to a station of 1.6',
    (status) => {
      const { losses, lose } = collectLosses();
      const verdict = { status, by: 'csms', parent: 'a-group-of-more-than-twenty', more: { language1: 'nl' } } as const;
      expect(dialectOf('1.6').fromStations.answer({ kind: 'verdict', verdict }, lose)).toEqual({
        idTagInfo: { status: 'Invalid' },
      });
      expect(losses).toEqual([
        { field: 'idTokenInfo.status', reason: 'noSuchWord' },
        { field: 'groupIdToken', reason: 'tooLong' },
        { field: 'idTokenInfo.language1', reason: 'noSuchField' },
      ]);
    },
  );
});
