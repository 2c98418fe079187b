// Tokens in the events of stations of OCPP 2.x: who is let in, who stops, and what the central system says of them.

import { describe, expect, it } from 'vitest';
import { events, fieldOf2 } from './field-2x.ts';

const card = { idToken: '04AABBCC', type: 'ISO14443' };
const other = { idToken: '04DDEEFF', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };
const accepted = { status: 'Accepted' };

describe('tokens in it (C01 to C16)', () => {
  it('Q49 C02 NoAuthorization without a token is accepted, and nobody is asked; with one it is judged', () => {
    const field = fieldOf2();
    field.book.verdict = () => 'Invalid';
    const nobody = { idToken: '', type: 'NoAuthorization' };
    expect(field.event('Started', 0, { triggerReason: 'Authorized', idToken: nobody, evse })).toEqual({
      idTokenInfo: accepted,
    });
    expect(field.says('Authorize', { idToken: { ...card, type: 'NoAuthorization' } })).toMatchObject([
      3,
      expect.anything(),
      { idTokenInfo: { status: 'Invalid' } },
    ]);
    field.passes(60);
    expect(events(field)).toMatchObject([{ idToken: nobody }]);
    expect(field.ordered.filter(([action]) => action === 'RequestStopTransaction')).toEqual([]);
  });

  it('C09 E07 who stops it is judged as such: a stranger is refused, and the transaction goes on', () => {
    const field = fieldOf2();
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse });
    const stopped = field.event('Updated', 1, { triggerReason: 'StopAuthorized', idToken: other });
    expect(stopped).toEqual({ idTokenInfo: { status: 'Invalid' } });
    field.passes(60);
    expect(field.facts('TransactionJudged')).toHaveLength(1);
    expect(field.facts('TransactionDeauthorized')).toEqual([]);
    expect(field.event('Updated', 2, { triggerReason: 'StopAuthorized', idToken: card })).toEqual({
      idTokenInfo: accepted,
    });
  });

  it('C09 what the central system says of who stops it is not about who began it', () => {
    const field = fieldOf2();
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse });
    field.book.verdict = (token) => (token === other.idToken ? 'Blocked' : 'Accepted');
    field.event('Updated', 1, { triggerReason: 'StopAuthorized', idToken: other });
    field.passes(60);
    expect(field.facts('TransactionDeauthorized')).toEqual([]);
    expect(field.ordered.filter(([action]) => action === 'RequestStopTransaction')).toEqual([]);
  });

  it('C16 who holds the master pass stops what is not his', () => {
    const field = fieldOf2();
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse });
    field.says('Authorize', { idToken: other });
    const end = field.event(
      'Ended',
      1,
      { triggerReason: 'StopAuthorized', idToken: other },
      { stoppedReason: 'MasterPass' },
    );
    expect(end).toEqual({ idTokenInfo: accepted });
    field.passes(5);
    expect(events(field).at(-1)).toMatchObject({ idToken: other, transactionInfo: { stoppedReason: 'MasterPass' } });
  });

  it('C10 group, expiry, languages and a message for the driver come to the station as the central system said them', () => {
    const field = fieldOf2({ south: '2.1', north: '2.0.1' });
    const info = {
      status: 'Accepted',
      cacheExpiryDateTime: '2027-01-01T00:00:00.000Z',
      groupIdToken: { idToken: 'FLEET', type: 'Central' },
      language1: 'nl',
      language2: 'en',
      chargingPriority: 3,
      personalMessage: { format: 'UTF8', language: 'nl', content: 'Goedemorgen' },
    };
    field.answers = (action) => (action === 'Authorize' ? { idTokenInfo: info } : undefined);
    const [, , answer] = field.says('Authorize', { idToken: card })!;
    expect(answer).toEqual({ idTokenInfo: info });
  });

  it('C10 EVSEs at which a token counts: the station gets its own numbers, and a place that is not among them refuses', () => {
    const field = fieldOf2({ evses: 2 });
    field.answers = (action) =>
      action === 'Authorize' ? { idTokenInfo: { status: 'Accepted', evseId: [2, 9] } } : undefined;
    expect(field.says('Authorize', { idToken: card })![2]).toEqual({
      idTokenInfo: { status: 'Accepted', evseId: [2] },
    });
    expect(field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse })).toMatchObject({
      idTokenInfo: { status: 'NotAtThisLocation' },
    });
    const there = { triggerReason: 'Authorized', idToken: card, evse: { id: 2 } };
    expect(field.event('Started', 0, there, { transactionId: 'T2' })).toMatchObject({ idTokenInfo: accepted });
  });

  it('C15 a token that is refused late: the station is told to stop its own transaction', () => {
    const field = fieldOf2();
    field.answers = (action) => (action === 'TransactionEvent' ? { idTokenInfo: { status: 'Expired' } } : undefined);
    field.event('Started', 0, { triggerReason: 'Authorized', idToken: card, evse });
    field.passes(5);
    const stops = field.ordered.filter(([action]) => action === 'RequestStopTransaction');
    expect(stops).toEqual([['RequestStopTransaction', { transactionId: 'T1' }]]);
    field.event('Ended', 1, { triggerReason: 'RemoteStop' }, { stoppedReason: 'Remote' });
    field.passes(5);
    expect(events(field).at(-1)).toMatchObject({
      triggerReason: 'Deauthorized',
      transactionInfo: { stoppedReason: 'DeAuthorized' },
    });
  });
});
