// Times as stations write them: taken or refused, always in the same way, and never kept as no number.

import { expect, it } from 'vitest';
import { parseTime } from '../../src/ocpp/time.ts';
import { boot, createHarness, ordinaryCsms } from '../conversations/harness.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const at = (text: string): number => Date.parse(text);

const taken: readonly (readonly [string, number])[] = [
  ['2026-12-31T23:59:60Z', at('2027-01-01T00:00:00Z')],
  ['2026-12-31T23:59:60.500Z', at('2027-01-01T00:00:00.500Z')],
  ['2026-06-30T23:59:60+00:00', at('2026-07-01T00:00:00Z')],
  ['2026-01-15T24:00:00Z', at('2026-01-16T00:00:00Z')],
  ['2024-02-28T24:00:00Z', at('2024-02-29T00:00:00Z')],
  ['2026-01-15T18:00:00+02', at('2026-01-15T16:00:00Z')],
  ['2026-01-15T18:00:00+0530', at('2026-01-15T12:30:00Z')],
  ['2026-01-15T18:00:00-11:30', at('2026-01-16T05:30:00Z')],
  ['2026-01-15T18:00:00+14:00', at('2026-01-15T04:00:00Z')],
  ['2026-01-15T18:00:00.123456789Z', at('2026-01-15T18:00:00.123Z')],
  ['2026-01-15T18:00:00,999999Z', at('2026-01-15T18:00:00.999Z')],
  ['2026-01-15 18:00:00Z', at('2026-01-15T18:00:00Z')],
  ['2026-01-15T18:00Z', at('2026-01-15T18:00:00Z')],
  ['2026-01-15t18:00:00z', at('2026-01-15T18:00:00Z')],
  ['2026-01-15T18:00:00', at('2026-01-15T18:00:00Z')],
  ['1970-01-01T00:00:00Z', 0],
];

const refused = [
  '',
  'now',
  'Invalid date',
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-01-15T24:00:01Z',
  '2026-01-15T25:00:00Z',
  '2026-01-15T18:60:00Z',
  '2026-01-15T18:00:61Z',
  '2026-13-01T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-01-15',
  '1768500000000',
  '99999-01-01T00:00:00Z',
  `2026-01-15T18:00:00.${'9'.repeat(99)}Z`,
];

it.each(taken)('F033 %s is a time', (text, moment) => expect(parseTime(text)).toBe(moment));

it.each(refused)('F033 "%s" is none', (text) => expect(parseTime(text)).toBeUndefined());

it('F033 whatever a station writes, it is answered, and nothing that is no number is kept or told', () => {
  const depot = createHarness(smallDepot(1, 60, [uplink('csms', 'control')]));
  const station = depot.connectStation('CP-01');
  depot.says(station, boot);
  const texts = [...taken.map(([text]) => text), ...refused];
  for (const [index, timestamp] of texts.entries()) {
    const start = { connectorId: 1, idTag: `T${index}`, meterStart: index, timestamp };
    depot.says(station, [2, `s${index}`, 'StartTransaction', start]);
    const values = { connectorId: 1, meterValue: [{ timestamp, sampledValue: [{ value: '1' }] }] };
    depot.says(station, [2, `m${index}`, 'MeterValues', values]);
    depot.says(station, [2, `e${index}`, 'StopTransaction', { transactionId: 0, meterStop: index, timestamp }]);
    const status = { connectorId: 1, status: 'Available', errorCode: 'NoError', info: `${index}`, timestamp };
    depot.says(station, [2, `n${index}`, 'StatusNotification', status]);
    const answered = new Set(depot.hears(station).map(([, id]) => id));
    for (const id of [`s${index}`, `m${index}`, `e${index}`, `n${index}`]) expect(answered).toContain(id);
  }
  expect(depot.failures).toEqual([]);
  for (const { json } of depot.lines) expect(json).not.toMatch(/"(happenedAt|receivedAt)":null/);
  const told = depot.answers(depot.connectCsms(), ordinaryCsms());
  const stamps = JSON.stringify(told).matchAll(/"timestamp":"([^"]*)"/g);
  for (const [, stamp] of stamps) expect(Date.parse(stamp!)).not.toBeNaN();
});
