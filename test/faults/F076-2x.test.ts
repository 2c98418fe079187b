import { expect, it } from 'vitest';
import { fieldOf2 } from '../conversations/field-2x.ts';

const token = (idToken: string) => ({ idToken: { idToken, type: 'Central' } });

it.each([
  ['2.0.1', '2.1'],
  ['2.1', '2.0.1'],
] as const)(
  'F076 CALLs of a %s station that cross under the same id, and answers in another order, each meet their own',
  (south, north) => {
    const field = fieldOf2({ south, north });
    const { depot, link } = field;
    field.passes(10);
    field.obeys = () => undefined;
    const [csms] = [...depot.gateway.state.links.values()]
      .filter(({ peer }) => peer.kind === 'uplink')
      .map(({ id }) => id);
    depot.says(csms!, [2, 'u', 'UnlockConnector', { evseId: 1, connectorId: 1 }]);
    const [ours] = depot.hears(link).filter(([type]) => type === 2);
    const id = ours![1];
    // The station's own CALL has the id of ours, and is answered before it answers.
    depot.says(link, [2, id, 'Heartbeat', {}]);
    expect(depot.hears(link).map((frame) => frame.slice(0, 2))).toEqual([[3, id]]);
    expect(depot.hears(csms!)).toEqual([]);
    depot.says(link, [3, id, { status: 'Unlocked' }]);
    expect(depot.hears(csms!)).toEqual([[3, 'u', { status: 'Unlocked' }]]);
    // Two questions wait for the central system; each gets what was said to it.
    for (const one of ['A', 'B']) depot.says(link, [2, one, 'Authorize', token(one)]);
    const [first] = depot.hears(csms!).filter(([, , action]) => action === 'Authorize');
    depot.says(csms!, [3, first![1], { idTokenInfo: { status: 'Blocked' } }]);
    const [second] = depot.hears(csms!).filter(([, , action]) => action === 'Authorize');
    depot.says(csms!, [3, second![1], { idTokenInfo: { status: 'Accepted' } }]);
    expect(depot.hears(link).filter(([type]) => type === 3)).toMatchObject([
      [3, 'A', { idTokenInfo: { status: 'Blocked' } }],
      [3, 'B', { idTokenInfo: { status: 'Accepted' } }],
    ]);
  },
);
