import { describe, expect, it } from 'vitest';
import {
  alarmsOf,
  asks,
  bootStation,
  connectCsms,
  csmsThatKnows,
  factsOf,
  siteWith,
  startOf,
  stationThatHas,
  statusOf,
} from '../conversations/depot.ts';
import { createHarness } from '../conversations/harness.ts';
import type { Harness } from '../conversations/harness.ts';

function offline(unknownOffline: 'refuse' | 'accept'): { depot: Harness; status: string | undefined; number: number } {
  const depot = createHarness(siteWith({ authorization: { unknownOffline } }));
  const [station] = bootStation(depot, 'CP-01');
  depot.answers(station, stationThatHas());
  expect(statusOf(asks(depot, station, 'Authorize', { idTag: 'STRANGER' }).answer)).toBe(
    unknownOffline === 'accept' ? 'Accepted' : 'Invalid',
  );
  const { answer } = asks(depot, station, 'StartTransaction', startOf('STRANGER'));
  return { depot, status: statusOf(answer), number: answer!['transactionId'] as number };
}

/** The central system comes and hears of it. */
function comes(depot: Harness, says: string): string[] {
  const link = connectCsms(depot, csmsThatKnows({ STRANGER: says }));
  const station = [...depot.gateway.state.stationLinks.values()][0]!.id;
  const calls = depot.answers(station, stationThatHas());
  depot.answers(link, csmsThatKnows({ STRANGER: says }));
  return calls.map(([, , action]) => action as string);
}

describe('F119 an unknown token while the central system is away', () => {
  it('is refused by default, with a number of its own, and recorded', () => {
    const { depot, status, number } = offline('refuse');
    expect(status).toBe('Invalid');
    expect(number).toBeGreaterThan(0);
    expect(factsOf(depot, 'TransactionJudged')).toMatchObject([{ verdict: { status: 'Invalid', by: 'offline' } }]);
    comes(depot, 'Accepted');
    expect(factsOf(depot, 'Answered')).toMatchObject([{ verdict: { status: 'Accepted' } }]);
  });

  it.each([
    ['Accepted', []],
    ['Blocked', ['BB_TRANSACTION_DEAUTHORIZED:CP-01/1']],
  ])('charges where the site says so; the later answer, %s, is applied and recorded', (says, alarms) => {
    const { depot, status } = offline('accept');
    expect(status).toBe('Accepted');
    expect(factsOf(depot, 'TransactionJudged')).toMatchObject([{ verdict: { status: 'Accepted', by: 'offline' } }]);
    const calls = comes(depot, says);
    expect(calls.filter((action) => action === 'RemoteStopTransaction')).toHaveLength(alarms.length);
    expect(alarmsOf(depot)).toEqual(alarms);
    expect(factsOf(depot, 'TokenJudged')).toMatchObject([{ verdict: { status: says, by: 'csms' } }]);
    expect(factsOf(depot, 'TransactionDeauthorized')).toHaveLength(alarms.length);
  });
});
