// Rules and readers of single stations, and what the journal keeps of tokens.

import { describe, expect, it } from 'vitest';
import { alarmsOf, asks, bootStation, csmsThatKnows, factsOf, startOf, stationThatHas, statusOf } from './depot.ts';
import { exchange, scene } from './scene.ts';

describe('stations with rules of their own', () => {
  it('mode free lets everybody in but whom the site blocks; mode local asks nobody', () => {
    const tokens = [{ token: 'VAN-9' }, { token: 'LOST', blocked: true as const }];
    const free = scene({ station: { authorization: { mode: 'free' } } }, tokens);
    expect(statusOf(exchange(free, 'Authorize', { idTag: 'ANYBODY' }).answer)).toBe('Accepted');
    expect(statusOf(exchange(free, 'Authorize', { idTag: 'lost' }).answer)).toBe('Blocked');
    const local = scene({ station: { authorization: { mode: 'local' } } }, tokens);
    const known = exchange(local, 'Authorize', { idTag: 'van-9' });
    expect([statusOf(known.answer), known.told]).toEqual(['Accepted', []]);
    expect(statusOf(exchange(local, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Invalid');
  });

  it('a reader that writes bytes backwards is understood, the central system hears the one form, the raw form is kept', () => {
    const station = { tokenFormat: { byteOrder: 'reversed', leadingZeros: 'kept' } } as const;
    const one = { ...scene({ station }), answer: csmsThatKnows({ '04A1B2C3': 'Accepted' }) };
    expect(exchange(one, 'Authorize', { idTag: 'C3B2A104' })).toEqual({
      answer: { idTagInfo: { status: 'Accepted' } },
      told: [['Authorize', { idTag: '04A1B2C3' }]],
    });
    const started = exchange(one, 'StartTransaction', startOf('C3B2A104'));
    expect(started.told).toEqual([['StartTransaction', startOf('04A1B2C3')]]);
    const [fact] = factsOf(one.depot, 'TransactionStarted');
    expect(fact).toMatchObject({ token: '04A1B2C3', raw: { json: expect.stringContaining('C3B2A104') as string } });
    // What the central system names is written as the reader would, and comes back as it was named.
    const { depot, uplink } = one;
    const [other] = bootStation(depot, 'CP-02');
    depot.says(uplink, [2, 'r1', 'RemoteStartTransaction', { connectorId: 2, idTag: '11223344' }]);
    expect(depot.answers(other, stationThatHas()).at(-1)?.[3]).toEqual({ connectorId: 1, idTag: '44332211' });
    exchange({ ...one, station: other }, 'StartTransaction', startOf('44332211', 3));
    expect(factsOf(depot, 'TransactionStarted').at(-1)).toMatchObject({ token: '11223344' });
  });

  it.each([
    ['C3B2A104', 'with its bytes reversed', 'byteOrder: reversed, leadingZeros: kept'],
    ['4A1B2C3', 'leading zeros put back', 'byteOrder: normal, leadingZeros: dropped'],
  ])('a refused token %s is explained where another format would have matched: %s', (said, how, remedy) => {
    const one = scene({ authorization: { mode: 'local' } }, [{ token: '04A1B2C3' }]);
    expect(statusOf(exchange(one, 'Authorize', { idTag: said }).answer)).toBe('Invalid');
    const text = one.depot.gateway.state.alarms.get('BB_TOKEN_FORMAT:CP-01');
    expect(text).toContain(how);
    expect(text).toContain(remedy);
    expect(text).not.toContain(said);
    expect(text).not.toContain('04A1B2C3');
    const { siteFile } = one.depot.gateway.state;
    one.depot.change({ ...siteFile!, stations: siteFile!.stations.map((other) => ({ ...other, sampleSeconds: 99 })) });
    expect(alarmsOf(one.depot)).not.toContain('BB_TOKEN_FORMAT:CP-01');
  });
});

describe('what the journal keeps of tokens', () => {
  it('is no token in the open where it is only compared: cache, lists, and the list of the site', () => {
    const one = scene({}, [{ token: 'SITE-TOKEN', aliases: ['SITE-ALIAS'] }]);
    exchange(one, 'Authorize', { idTag: 'CACHED-TOKEN' });
    one.depot.says(one.uplink, [
      2,
      'l1',
      'SendLocalList',
      {
        listVersion: 1,
        updateType: 'Full',
        localAuthorizationList: [{ idTag: 'LISTED-TOKEN', idTagInfo: { status: 'Accepted' } }],
      },
    ]);
    const kept = one.depot.lines.map(({ json }) => json.replaceAll(/"(sealed|of)":"sealed:[^"]*"/g, '')).join('\n');
    for (const token of ['SITE-TOKEN', 'SITE-ALIAS', 'CACHED-TOKEN', 'LISTED-TOKEN'])
      expect(kept).not.toMatch(new RegExp(token, 'i'));
  });

  it('is forgotten, and said, when its secret is lost', () => {
    const one = scene();
    exchange(one, 'Authorize', { idTag: 'VAN-1' });
    one.depot.drop(one.uplink);
    const again = one.depot.restart({ identity: { epoch: 1, numbersBelow: 4096, numbering: [] } });
    const [station] = bootStation(again, 'CP-01');
    expect(alarmsOf(again)).toContain('BB_TOKENS_REKEYED');
    expect(statusOf(asks(again, station, 'Authorize', { idTag: 'VAN-1' }).answer)).toBe('Invalid');
  });
});
