// Contract certificates of vehicles in Authorize (2.x C07): the central system looks at each of them, and without it none is good.

import { describe, expect, it } from 'vitest';
import { newDepot } from './certification/kit/depot-2.ts';
import { charging } from './certification/kit/states-2.ts';
import { fieldOf2 } from './field-2x.ts';

const emaid = { idToken: 'DE8AA001234567', type: 'eMAID' };
const hash = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'aa',
  issuerKeyHash: 'bb',
  serialNumber: '01',
  responderURL: 'http://ocsp.example',
};
const hashes = { iso15118CertificateHashData: [hash] };
const chain = { certificate: '-----BEGIN CERTIFICATE-----' };
const good = { idTokenInfo: { status: 'Accepted' }, certificateStatus: 'Accepted' };
const unverified = { idTokenInfo: { status: 'Invalid' }, certificateStatus: 'CertChainError' };

const losses = ({ depot }: ReturnType<typeof fieldOf2>) => [...depot.gateway.state.losses.keys()];
const asked = ({ told }: ReturnType<typeof fieldOf2>) => told.filter(([action]) => action === 'Authorize');

describe('a contract certificate (C07)', () => {
  it.each([
    ['2.0.1', '2.1'],
    ['2.1', '2.0.1'],
  ] as const)(
    'FR.02 FR.06 goes from a station of %s to a central system of %s, and what it says comes back',
    (south, north) => {
      const field = fieldOf2({ south, north });
      field.answers = (action) => (action === 'Authorize' ? good : undefined);
      expect(field.says('Authorize', { idToken: emaid, ...hashes, ...chain })?.[2]).toEqual(good);
      expect(asked(field)).toEqual([['Authorize', { idToken: emaid, ...hashes, ...chain }]]);
      expect(losses(field)).toEqual([]);
    },
  );

  it('FR.05 is looked at each time, though the token was good a moment ago; its start is not asked about again', () => {
    const field = fieldOf2();
    field.answers = (action) => (action === 'Authorize' ? good : undefined);
    field.says('Authorize', { idToken: emaid, ...hashes });
    const revoked = { idTokenInfo: { status: 'Invalid' }, certificateStatus: 'CertificateRevoked' };
    field.answers = (action) => (action === 'Authorize' ? revoked : undefined);
    expect(field.says('Authorize', { idToken: emaid, ...hashes })?.[2]).toEqual(revoked);
    field.answers = (action) => (action === 'Authorize' ? good : undefined);
    field.says('Authorize', { idToken: emaid, ...hashes });
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: emaid, evse: { id: 1, connectorId: 1 } });
    expect(asked(field)).toHaveLength(3);
  });

  it('FR.07 is not good while the central system is away; its token, shown by itself and known from before, is', () => {
    const depot = newDepot({ version: '2.0.1' });
    const { station, csms } = depot;
    csms.always({ Authorize: good });
    station.asks('Authorize', { idToken: emaid, ...hashes }, good);
    csms.drops();
    station.asks('Authorize', { idToken: emaid, ...hashes }, unverified);
    charging(depot, 1, emaid);
  });

  it('FR.17 is not good when nobody answers in time, and what comes later changes nothing', () => {
    const { station, csms, passes } = newDepot({ version: '2.1' });
    csms.byHand('Authorize');
    const question = station.says('Authorize', { idToken: emaid, ...chain });
    passes(15);
    question.waits();
    passes(6);
    expect(question.answered(unverified)).toEqual(unverified);
    csms.takes('Authorize', { idToken: emaid, ...chain }, good);
  });

  it('FR.17 is not good where 1.6 has no room for it, or 2.0.1 too little, and that is counted', () => {
    const old = fieldOf2({ north: '1.6' });
    expect(old.says('Authorize', { idToken: emaid, ...hashes })?.[2]).toEqual(unverified);
    expect([asked(old), losses(old)]).toEqual([[], ['2.0.1 1.6 certificate noSuchField']]);

    const long = fieldOf2({ south: '2.1', north: '2.0.1' });
    expect(long.says('Authorize', { idToken: emaid, certificate: 'x'.repeat(6000) })?.[2]).toEqual(unverified);
    expect([asked(long), losses(long)]).toEqual([[], ['2.1 2.0.1 certificate tooLong']]);
  });

  it('is no matter where everybody may charge', () => {
    const field = fieldOf2({ mode: 'free' });
    expect(field.says('Authorize', { idToken: emaid, ...hashes })?.[2]).toEqual({
      idTokenInfo: { status: 'Accepted' },
    });
    expect(asked(field)).toEqual([]);
  });
});
