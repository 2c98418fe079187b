// Durable before visible, rule by rule, with a disk that commits when it is told to.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../src/model/ids.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { boot, createHarness, obedient, ordinaryCsms } from './harness.ts';
import type { Harness } from './harness.ts';

const site = smallDepot(2, 60, [uplink('csms', 'control', { attempts: 2 })]);
const start = (id: string) =>
  [
    2,
    id,
    'StartTransaction',
    { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: '2026-01-15T18:00:00Z' },
  ] as const;

function booted(): { depot: Harness; station: ReturnType<Harness['connectStation']> } {
  const depot = createHarness(site);
  const station = depot.connectStation('CP-01');
  depot.says(station, boot);
  depot.sleep(1000);
  depot.answers(station, obedient);
  depot.hears(station);
  return { depot, station };
}

/** The StartTransaction that leaves next; everything before it is answered, it is not. */
function untilStart(depot: Harness, link: LinkId, csms: ReturnType<typeof ordinaryCsms>) {
  const calls = depot.answers(link, (action, payload) =>
    action === 'StartTransaction' ? undefined : csms(action, payload),
  );
  return calls.at(-1)!;
}

describe('durable before visible', () => {
  it('answers nothing before the start of the process is durable', () => {
    const depot = createHarness(site);
    depot.promptDisk = false;
    const other = depot.restart();
    other.promptDisk = false;
    const station = other.connectStation('CP-01');
    other.says(station, boot);
    expect(other.hears(station).filter(([, id]) => id === 'boot')).toHaveLength(0);
    other.promptDisk = true;
    other.commit();
    expect(other.hears(station)).toHaveLength(1);
  });

  it('holds the answer to a start, and that to its repeat, until the start is durable', () => {
    const { depot, station } = booted();
    depot.promptDisk = false;
    depot.says(station, start('t1'));
    depot.says(station, [2, 'h1', 'Heartbeat', {}]);
    expect(depot.hears(station)).toEqual([]);
    depot.commit();
    depot.commit();
    expect(depot.hears(station).map(([, id]) => id)).toEqual(['t1', 'h1']);
  });

  it('knows a repeated start again over another socket and after a restart', () => {
    const { depot, station } = booted();
    depot.says(station, start('t1'));
    const [first] = depot.hears(station).filter(([, id]) => id === 't1');
    const again = depot.restart();
    const link = again.connectStation('CP-01');
    again.says(link, start('t1'));
    expect(again.hears(link).filter(([, id]) => id === 't1')).toEqual([first]);
    again.says(link, start('t9'));
    expect(again.hears(link).find(([, id]) => id === 't9')?.[2]).toEqual(first![2]);
    expect(again.facts.filter(({ kind }) => kind === 'TransactionStarted')).toHaveLength(0);
  });

  it('repeats an unanswered message upstream with the same id and payload, and never a heartbeat', () => {
    const { depot, station } = booted();
    const csms = ordinaryCsms();
    const uplinkLink = depot.connectCsms();
    depot.answers(uplinkLink, csms);
    depot.says(station, start('t1'));
    const sent = depot.answers(uplinkLink, (action, payload) =>
      action === 'StartTransaction' ? undefined : csms(action, payload),
    );
    const lost = sent.find(([, , action]) => action === 'StartTransaction');
    depot.drop(uplinkLink);
    const again = depot.restart();
    const link = again.connectCsms();
    const repeated = again.answers(link, csms).filter(([, , action]) => action !== 'StatusNotification');
    expect(repeated.map(([, , action]) => action)).toEqual(['BootNotification', 'StartTransaction']);
    expect(repeated[1]).toEqual(lost);
  });

  it('F009 crash between "sent upstream" and "answered": the same id, effect once', () => {
    const { depot, station } = booted();
    const csms = ordinaryCsms();
    const link = depot.connectCsms();
    depot.answers(link, csms);
    depot.says(station, start('t1'));
    const before = untilStart(depot, link, csms);
    depot.promptDisk = false;
    depot.says(link, [3, before[1], { transactionId: 5001, idTagInfo: { status: 'Accepted' } }]);
    expect(depot.isCommitting()).toBe(true);
    const again = depot.restart();
    const after = again.answers(again.connectCsms(), csms).find(([, , action]) => action === 'StartTransaction');
    expect(after).toEqual(before);
  });

  it('F008 a refused message is tried again, then kept as a dead letter; its transaction waits, others proceed', () => {
    const { depot, station } = booted();
    const csms = ordinaryCsms();
    const link = depot.connectCsms();
    depot.answers(link, csms);
    const other = depot.connectStation('CP-02');
    depot.says(other, boot);
    depot.hears(other);
    depot.says(station, start('t1'));
    const refused = untilStart(depot, link, csms);
    depot.says(link, [4, refused[1], 'InternalError', 'not now', {}]);
    depot.answers(link, csms);
    depot.says(other, start('t2'));
    const proceeded = depot.answers(link, csms).filter(([, , action]) => action === 'StartTransaction');
    expect(proceeded).toHaveLength(1);
    depot.sleep(25_000);
    const retried = untilStart(depot, link, csms);
    expect(retried).toEqual(refused);
    depot.says(link, [4, retried[1], 'InternalError', 'never', {}]);
    depot.answers(link, csms);
    const { parked } = depot.gateway.state.ledger.uplinks.get('csms' as never)!;
    expect(parked).toMatchObject([{ action: 'StartTransaction', code: 'InternalError', description: 'never' }]);
    expect([...depot.gateway.state.alarms.keys()]).toContain('BB_UPLINK_PARKED:csms');
  });

  it('parks what no schema takes upstream instead of stumbling over it for ever', () => {
    const { depot, station } = booted();
    const csms = ordinaryCsms();
    const link = depot.connectCsms();
    depot.answers(link, csms);
    depot.says(station, start('t1'));
    depot.answers(link, csms);
    const odd = [
      2,
      'm1',
      'MeterValues',
      {
        connectorId: 1,
        transactionId: 1,
        meterValue: [{ timestamp: '2026-01-15 18:01', sampledValue: [{ value: '1' }] }],
      },
    ] as const;
    depot.says(station, odd);
    expect(depot.failures).toEqual([]);
    const told = depot.answers(link, csms).find(([, , action]) => action === 'MeterValues');
    expect(told?.[3]).toMatchObject({ meterValue: [{ timestamp: '2026-01-15T18:01:00.000Z' }] });
  });

  it('F023 a message on which the core stumbles costs its link an InternalError, and repeated, the link', () => {
    const { depot, station } = booted();
    const other = depot.connectStation('CP-02');
    depot.says(other, boot);
    depot.hears(other);
    // What no known message does, this does: the part of this station cannot be read any more.
    Object.defineProperty(depot.gateway.state.ledger.stations.get('CP-01' as never), 'statuses', { value: undefined });
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
    for (const id of ['1', '2', '3', '4', '5']) depot.says(station, [2, id, 'StatusNotification', status]);
    const heard = depot.hears(station);
    expect(heard[0]).toEqual([4, '1', 'InternalError', 'The message could not be read.', {}]);
    expect(heard.at(-1)).toEqual([0, 'close', 1011]);
    depot.says(other, [2, 'h', 'Heartbeat', {}]);
    expect(depot.hears(other)).toHaveLength(1);
    expect(depot.failures).toEqual([]);
    const knock = { path: '/CP-01', subprotocols: ['ocpp1.6'], remoteAddress: '', paths: ['/*'], secure: false };
    expect(depot.driver.admit(knock)).toMatchObject({ kind: 'refuse', code: 'BB_STATION_QUARANTINED' });
  });

  it('F014 without a disk no transaction is acknowledged, lower limits go on, and everything recovers', () => {
    const { depot, station } = booted();
    depot.driver.onDisk('full', 'no space');
    depot.says(station, start('t1'));
    depot.says(station, [2, 'h1', 'Heartbeat', {}]);
    expect(depot.hears(station).map(([, id]) => id)).toEqual(['h1']);
    depot.driver.onDisk('ok', 'room');
    depot.says(station, start('t1'));
    expect(depot.hears(station).map(([, id]) => id)).toEqual(['t1']);
  });

  it('F016 an I/O error ends the process, and nothing leaves after it', () => {
    const { depot, station } = booted();
    depot.promptDisk = false;
    depot.says(station, start('t1'));
    depot.driver.onDisk('failed', 'SQLITE_IOERR_FSYNC');
    depot.commit();
    expect(depot.failures).toEqual([{ kind: 'journal', detail: 'SQLITE_IOERR_FSYNC' }]);
    expect(depot.hears(station)).toEqual([]);
  });

  it('F024 E51 safe mode: limits are told and only fall, no transaction is taken, the reason is shown', () => {
    const depot = createHarness(site, { disk: 'absent', safeMode: 'BB_SAFE_MODE: five times' });
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    depot.sleep(1000);
    const orders = depot.answers(station, obedient);
    expect(JSON.stringify(orders)).toContain('"limit":6');
    depot.says(station, start('t1'));
    expect(depot.hears(station)).toEqual([]);
    expect(depot.wanted()).toEqual([]);
    expect(JSON.stringify(depot.gateway.state.safeMode)).toContain('BB_SAFE_MODE');
  });
});
