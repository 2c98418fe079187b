// Tokens through the relay: what the site's own list blocks stays blocked, and what the central system says is remembered for
// the time without it.

import { describe, expect, it } from 'vitest';
import type { SiteTokens } from '../../../src/model/config/tokens.ts';
import type { Frame, HarnessOptions } from '../harness.ts';
import { bootOf } from '../matrix/charger.ts';
import { versions } from '../matrix/scene.ts';
import { passedDown, relayYard } from './yard.ts';

type Version = (typeof versions)[number];

const is16 = (version: Version): boolean => version === '1.6';
const info = (version: Version): string => (is16(version) ? 'idTagInfo' : 'idTokenInfo');
const listing: SiteTokens = [{ token: 'THIEF', blocked: true }];

const authorize = (version: Version, id: string, token: string): Frame => [
  2,
  id,
  'Authorize',
  is16(version) ? { idTag: token } : { idToken: { idToken: token, type: 'ISO14443' } },
];

const start = (version: Version, id: string, token: string): Frame =>
  is16(version)
    ? [
        2,
        id,
        'StartTransaction',
        { connectorId: 1, idTag: token, meterStart: 5, timestamp: '2026-01-15T18:01:00.000Z' },
      ]
    : [
        2,
        id,
        'TransactionEvent',
        {
          eventType: 'Started',
          timestamp: '2026-01-15T18:01:00.000Z',
          triggerReason: 'Authorized',
          seqNo: 0,
          transactionInfo: { transactionId: 'tx-1' },
          evse: { id: 1, connectorId: 1 },
          idToken: { idToken: token, type: 'ISO14443' },
        },
      ];

function booted(version: Version, options: HarnessOptions = {}) {
  const yard = relayYard(version, options);
  const { depot, south } = yard;
  const north = yard.north!;
  depot.says(south, [2, 'boot', 'BootNotification', bootOf(version)]);
  depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 }]);
  passedDown(yard);
  depot.hears(north);
  return { ...yard, north };
}

describe.each(versions)('OCPP %s: tokens', (version) => {
  it('one that the site blocks is refused without a question', () => {
    const yard = booted(version, { tokens: listing });
    const { depot, south, north } = yard;
    depot.says(south, authorize(version, 'a1', 'THIEF'));
    expect(passedDown(yard)).toMatchObject([[3, 'a1', { [info(version)]: { status: 'Blocked' } }]]);
    expect(depot.hears(north)).toEqual([]);
    depot.says(south, authorize(version, 'a2', 'VAN-1'));
    expect(depot.hears(north)).toEqual([authorize(version, 'a2', 'VAN-1')]);
  });

  it('and a start with it is told, and refused whatever the central system says of it', () => {
    const texts: string[] = [];
    const yard = booted(version, { tokens: listing, onText: (_, text) => void texts.push(text) });
    const { depot, south, north } = yard;
    depot.says(south, start(version, 't1', 'THIEF'));
    expect(depot.hears(north)).toEqual([start(version, 't1', 'THIEF')]);
    const rest = is16(version) ? '"transactionId":  12,' : '"totalCost" : 1.0,';
    depot.writes(north, `[3,"t1",{${rest} "${info(version)}":{ "status" :"Accepted", "acme":"\\u0041" } }]`);
    passedDown(yard);
    expect(texts.find((text) => text.startsWith('[3,"t1"'))).toBe(
      `[3,"t1",{${rest} "${info(version)}":{ "status" :"Blocked", "acme":"\\u0041" } }]`,
    );
    expect(depot.facts.find(({ kind }) => kind === 'TransactionJudged')).toMatchObject({
      verdict: { status: 'Blocked' },
    });
  });

  it('what the central system said of one counts while it is away', () => {
    const yard = booted(version);
    const { depot, south, north } = yard;
    for (const [id, token, status] of [
      ['a1', 'VAN-1', 'Accepted'],
      ['a2', 'VAN-2', 'Invalid'],
    ] as const) {
      depot.says(south, authorize(version, id, token));
      depot.says(north, [3, id, { [info(version)]: { status } }]);
    }
    depot.says(south, start(version, 't1', 'VAN-3'));
    const verdict = { [info(version)]: { status: 'Accepted' } };
    depot.says(north, [3, 't1', is16(version) ? { transactionId: 12, ...verdict } : verdict]);
    depot.drop(north);
    passedDown(yard);
    for (const [id, token] of [
      ['b1', 'VAN-1'],
      ['b2', 'VAN-2'],
      ['b3', 'VAN-3'],
    ] as const)
      depot.says(south, authorize(version, id, token));
    expect(passedDown(yard).map(([, id, payload]) => [id, payload])).toMatchObject([
      ['b1', { [info(version)]: { status: 'Accepted' } }],
      ['b2', { [info(version)]: { status: 'Invalid' } }],
      ['b3', { [info(version)]: { status: 'Accepted' } }],
    ]);
  });

  it.each(['Accepted', 'Failed'])('a list of the central system that the station answers with %s', (status) => {
    const yard = booted(version);
    const { depot, south, north } = yard;
    const entries = is16(version)
      ? [
          { idTag: 'VAN-9', idTagInfo: { status: 'Blocked' } },
          { idTag: 'VAN-8', idTagInfo: { status: 'Accepted' } },
        ]
      : [
          { idToken: { idToken: 'VAN-9', type: 'ISO14443' }, idTokenInfo: { status: 'Blocked' } },
          { idToken: { idToken: 'VAN-8', type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } },
        ];
    const list = { updateType: 'Full', localAuthorizationList: entries };
    const order: Frame = [
      2,
      'o1',
      'SendLocalList',
      is16(version) ? { listVersion: 3, ...list } : { versionNumber: 3, ...list },
    ];
    depot.says(north, order);
    expect(passedDown(yard)).toEqual([order]);
    depot.says(south, [3, 'o1', { status }]);
    expect(depot.hears(north)).toEqual([[3, 'o1', { status }]]);
    depot.drop(north);
    passedDown(yard);
    depot.says(south, authorize(version, 'a1', 'VAN-9'));
    expect(passedDown(yard)).toMatchObject([
      [3, 'a1', { [info(version)]: { status: status === 'Accepted' ? 'Blocked' : 'Accepted' } }],
    ]);
  });
});
