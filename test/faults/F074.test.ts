import { expect, it } from 'vitest';
import { fieldStation } from '../conversations/field.ts';
import { ordinaryCsms } from '../conversations/harness.ts';

it('F074 a message id that is used for another payload while the first is handled: refused, the first stays', () => {
  const station = fieldStation();
  const { depot, link } = station;
  const csms = depot.connectCsms();
  depot.answers(csms, (action) => (action === 'Authorize' ? undefined : ordinaryCsms()(action, {})));
  const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: station.time() };
  depot.says(link, [2, 'x', 'StartTransaction', start]);
  depot.says(link, [2, 'x', 'StartTransaction', { ...start, idTag: 'B' }]);
  expect(depot.hears(link).map((frame) => frame.slice(0, 3))).toEqual([[4, 'x', 'ProtocolError']]);
  depot.sleep(2000);
  expect(depot.hears(link)).toMatchObject([[3, 'x', { idTagInfo: { status: 'Accepted' } }]]);
  expect(station.facts('TransactionStarted')).toMatchObject([{ token: 'A' }]);
  expect(depot.gateway.state.counters.get('idConflicts')).toBe(1);
});
