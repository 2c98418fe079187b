import { expect, it } from 'vitest';
import { fieldStation } from '../conversations/field.ts';
import { ordinaryCsms } from '../conversations/harness.ts';

it('F076 CALLs that cross under the same id, and answers in another order, each meet their own', () => {
  const station = fieldStation();
  const { depot, link } = station;
  const csms = depot.connectCsms();
  depot.answers(csms, ordinaryCsms());
  depot.says(csms, [2, 'u', 'UnlockConnector', { connectorId: 1 }]);
  const [ours] = depot.hears(link).filter(([type]) => type === 2);
  const id = ours![1];
  // The station's own CALL has the id of ours, and is answered before it answers.
  depot.says(link, [2, id, 'Heartbeat', {}]);
  expect(depot.hears(link).map((frame) => frame.slice(0, 2))).toEqual([[3, id]]);
  expect(depot.hears(csms)).toEqual([]);
  depot.says(link, [3, id, { status: 'Unlocked' }]);
  expect(depot.hears(csms)).toEqual([[3, 'u', { status: 'Unlocked' }]]);
  // Two questions wait for the central system; it answers the later one first.
  for (const idTag of ['A', 'B']) depot.says(link, [2, idTag, 'Authorize', { idTag }]);
  const asked = depot.hears(csms).filter(([, , action]) => action === 'Authorize');
  expect(asked).toHaveLength(1);
  depot.says(csms, [3, asked[0]![1], { idTagInfo: { status: 'Blocked' } }]);
  const [second] = depot.hears(csms).filter(([, , action]) => action === 'Authorize');
  depot.says(csms, [3, second![1], { idTagInfo: { status: 'Accepted' } }]);
  expect(depot.hears(link)).toEqual([
    [3, 'A', { idTagInfo: { status: 'Blocked' } }],
    [3, 'B', { idTagInfo: { status: 'Accepted' } }],
  ]);
});
