// What is no command of an MQTT uplink, what comes again, and where answers go.

import { describe, expect, it } from 'vitest';
import type { UplinkId } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';
import { uplink } from '../../sim/site.ts';
import type { Commanded } from './commanded.ts';
import { charges, commanded, feedUplink, kindsOf, root, takes } from './commanded.ts';

/** Of everything that the broker was told. */
const idsOf = ({ published }: Commanded): number[] => published.flatMap(({ id }) => id ?? []);

describe('what is no command', () => {
  it.each([
    ['BB_COMMAND_JSON', 'x'],
    ['BB_COMMAND_JSON', '[]'],
    ['BB_COMMAND_JSON', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['BB_COMMAND_ID', '{}'],
    ['BB_COMMAND_ID', '{"id":"a/b"}'],
    ['BB_COMMAND_ID', '{"id":"a","key":7,"kind":"stop"}'],
    ['BB_COMMAND_KIND', '{"id":"a"}'],
    ['BB_COMMAND_KIND', '{"id":"a","kind":"constructor"}'],
    ['BB_COMMAND_FORM', '{"id":"a","kind":"stop"}'],
    ['BB_COMMAND_FORM', '{"id":"a","kind":"stop","evse":"CP-01"}'],
    ['BB_COMMAND_FORM', '{"id":"a","kind":"stop","evse":"CP-01/1","force":true}'],
    ['BB_COMMAND_FORM', '{"id":"a","kind":"stop","evse":"CP-01/1","expiresAt":"soon"}'],
    ['BB_COMMAND_NO_EXPIRY', '{"id":"a","kind":"start","evse":"CP-01/1","token":"VAN"}'],
    ['BB_EVSE_UNKNOWN', '{"id":"a","kind":"stop","evse":"CP-99/1"}'],
    ['BB_STATION_UNKNOWN', '{"id":"a","kind":"trigger","station":"CP-99","message":"Heartbeat"}'],
    ['BB_COMMAND_TOO_LONG', undefined],
  ])('%s: one refusal that is recorded, and nothing is done (%s)', (code, text) => {
    const here = commanded();
    here.tells('commands', text);
    expect(here.heard()).toEqual([]);
    expect(here.answers()).toMatchObject([{ status: 'refused', code }]);
    expect(kindsOf(here, 'UplinkCommandRefused', 'UplinkCommandAnswered')).toMatchObject([{ uplink: 'fleet', code }]);
    expect(here.depot.failures).toEqual([]);
  });

  it('is what has expired, what expires tomorrow, and what nobody knows the time for', () => {
    const here = commanded();
    const start = { kind: 'start', evse: 'CP-01/1', token: 'VAN' };
    expect(here.orders({ ...start, expiresAt: here.inSeconds(-1) })).toMatchObject({ code: 'BB_COMMAND_EXPIRED' });
    expect(here.orders({ ...start, expiresAt: here.inSeconds(90_000) })).toMatchObject({
      code: 'BB_COMMAND_EXPIRY_FAR',
    });
    const doubtful = commanded({ hostUtc: 0, clock: { builtAt: utc(Date.UTC(2026, 0, 1)) } });
    expect(doubtful.depot.gateway.state.clock.trusted).toBe(false);
    expect(doubtful.orders(start)).toMatchObject({ code: 'BB_COMMAND_CLOCK' });
    expect(doubtful.orders({ kind: 'limit', circuit: 'main', amps: 20 })).toMatchObject({ status: 'accepted' });
  });

  it('is an expiry of the message alone (MQTT 5): it counts like that of the command', () => {
    const here = commanded();
    const text = JSON.stringify({ id: 'm', kind: 'start', evse: 'CP-01/1', token: 'VAN' });
    here.tells('commands', text, { expiresInSeconds: 10 });
    here.heard();
    expect(here.answers()).toMatchObject([{ id: 'm', status: 'accepted' }]);
  });

  it('is what must expire, while nothing can be written down', () => {
    const here = commanded({ disk: 'absent' });
    expect(here.orders({ kind: 'start', evse: 'CP-01/1', token: 'VAN' })).toMatchObject({ code: 'BB_COMMAND_DISK' });
    expect(here.orders({ kind: 'limit', circuit: 'main', amps: 20 })).toMatchObject({ status: 'accepted' });
  });

  it('is what lay at the broker', () => {
    const here = commanded();
    const text = JSON.stringify({ id: 'r', kind: 'stop', evse: 'CP-01/1' });
    here.tells('commands', text, { isRetained: true });
    expect([here.answers(), kindsOf(here, 'UplinkCommandRefused', 'UplinkCommanded')]).toEqual([[], []]);
  });

  it('is what an observer orders', () => {
    const here = commanded({ uplinks: [uplink('csms', 'control'), feedUplink('fleet', 'observe')] });
    expect(here.orders({ kind: 'start', evse: 'CP-01/1', token: 'VAN' })).toMatchObject({
      status: 'refused',
      code: 'BB_COMMAND_OBSERVER',
    });
    expect(here.heard()).toEqual([]);
  });

  it('is what is for the stations of another operator', () => {
    const own = { stations: ['CP-01' as never] };
    const other = { stations: ['CP-02' as never] };
    const here = commanded({
      uplinks: [feedUplink('fleet', 'control', {}, own), uplink('csms', 'control', other)],
    });
    expect(here.orders({ kind: 'stop', evse: 'CP-02/1' })).toMatchObject({ code: 'BB_COMMAND_NOT_OURS' });
    expect(here.orders({ kind: 'limit', circuit: 'main', amps: 10 })).toMatchObject({ code: 'BB_COMMAND_NOT_OURS' });
    here.tells('commands', JSON.stringify({ id: 'all', kind: 'availability', site: true, operative: false }));
    expect(here.heard()).toHaveLength(1);
  });

  it('is what comes too fast: few records, few answers, and none of it is done', () => {
    const here = commanded();
    for (let at = 0; at < 1000; at += 1) here.tells('commands', JSON.stringify({ id: `f${at}`, kind: 'stop' }));
    expect(here.answers()).toHaveLength(201);
    const refused = kindsOf(here, 'UplinkCommandRefused');
    expect([refused.length, refused.at(-1)?.['code']]).toEqual([201, 'BB_COMMAND_RATE']);
    here.depot.sleep(11_000);
    here.tells('commands', '{}');
    expect(kindsOf(here, 'UplinkCommandRefused').at(-1)).toMatchObject({ unrecorded: 799 });
  });
});

describe('a command that comes again', () => {
  const start = { kind: 'start', evse: 'CP-01/1', token: 'VAN' };

  it('has no second effect and gets the same answer, under its id and under its key', () => {
    const here = commanded();
    const text = JSON.stringify({ id: 'a', key: 'k', ...start, expiresAt: here.inSeconds(60) });
    here.tells('commands', text);
    here.tells('commands', text);
    expect(here.heard()).toHaveLength(1);
    const [first, ...rest] = here.answers();
    expect([first?.status, rest]).toEqual(['accepted', []]);
    here.tells('commands', JSON.stringify({ id: 'b', key: 'k', ...start, expiresAt: here.inSeconds(90) }));
    // Also after it has expired.
    here.depot.sleep(70_000, here.heard);
    here.tells('commands', text);
    expect(here.heard()).toEqual([]);
    expect(here.answers()).toEqual([{ ...first, id: 'b' }, first]);
    const other = JSON.stringify({ id: 'c', key: 'k', ...start, token: 'BUS', expiresAt: here.inSeconds(60) });
    here.tells('commands', other);
    expect(here.answers()).toMatchObject([{ id: 'c', status: 'refused', code: 'BB_COMMAND_KEY_USED' }]);
    expect(kindsOf(here, 'UplinkCommanded')).toHaveLength(1);
    expect(kindsOf(here, 'RemoteCommanded')).toHaveLength(1);
  });

  it('has none after a restart either, answered or not', () => {
    const here = commanded();
    const done = JSON.stringify({ id: 'done', ...start, expiresAt: here.inSeconds(600) });
    const open = JSON.stringify({ id: 'open', kind: 'unlock', evse: 'CP-02/1', expiresAt: here.inSeconds(600) });
    here.tells('commands', done);
    here.heard();
    const [first] = here.answers();
    here.tells('commands', open);
    const after = here.restart();
    after.answers();
    after.tells('commands', done);
    after.tells('commands', open);
    after.tells('commands', open);
    expect(after.heard()).toEqual([]);
    const interrupted = { id: 'open', status: 'failed', code: 'BB_COMMAND_INTERRUPTED' };
    expect(after.answers()).toMatchObject([first, interrupted, interrupted]);
    expect(kindsOf(after, 'UplinkCommanded', 'RemoteCommanded')).toEqual([]);
  });

  it('is answered over the next connection where the broker did not take the answer', () => {
    const here = commanded();
    here.tells(
      'commands',
      JSON.stringify({ id: 'late', kind: 'unlock', evse: 'CP-01/1', expiresAt: here.inSeconds(5) }),
    );
    const { uplinks } = here.depot.gateway.state;
    here.depot.drop(uplinks.get('fleet' as UplinkId)!.link!);
    here.heard(takes({ UnlockConnector: { status: 'Unlocked' } }));
    expect(here.answers()).toEqual([]);
    here.depot.sleep(10_000);
    here.depot.drop(here.depot.connectCsms('fleet'));
    expect(here.answers()).toMatchObject([{ id: 'late', status: 'accepted' }]);
    // It left, and nobody knows whether it arrived.
    here.depot.sleep(10_000);
    const link = here.depot.connectCsms('fleet');
    expect(here.answers()).toMatchObject([{ id: 'late', status: 'accepted' }]);
    here.depot.offers({ kind: 'published', link, ids: idsOf(here) });
    here.depot.drop(link);
    here.depot.sleep(10_000);
    here.depot.connectCsms('fleet');
    expect(here.answers()).toEqual([]);
  });
});

it('an answer goes to the topic that MQTT 5 names as well, with what it is to name, and never to one of our own', () => {
  const here = commanded();
  const tells = (id: string, responseTopic: string): string[] => {
    const before = here.published.length;
    here.tells('commands', JSON.stringify({ id, kind: 'stop', evse: 'CP-01/1' }), { responseTopic, correlation: 'ÿ1' });
    return here.published
      .slice(before)
      .flatMap(({ topic, correlation }) => (correlation === undefined ? [] : [`${topic} ${correlation}`]));
  };
  expect(tells('a', 'fleet/inbox')).toEqual([`${root}/answers/a ÿ1`, 'fleet/inbox ÿ1']);
  for (const [at, topic] of [`${root}/commands`, `${root}`, 'a/+/b', '#', '$SYS/x', ''].entries())
    expect(tells(`b${at}`, topic)).toEqual([`${root}/answers/b${at} ÿ1`]);
});

it('a message of OCPP never goes to a broker, whatever stations say', () => {
  const here = commanded();
  charges(here, 'CP-01');
  here.depot.says(here.station('CP-01'), [2, 'd', 'DataTransfer', { vendorId: 'Acme' }]);
  here.depot.says(here.station('CP-01'), [2, 'z', 'Authorize', { idTag: 'UNKNOWN' }]);
  here.depot.sleep(600_000, here.heard);
  const link = here.depot.gateway.state.uplinks.get('fleet' as UplinkId)!.link!;
  // Nobody takes what is published here: the broker is left, and there is no word of OCPP.
  expect(here.depot.hears(link).filter(([type]) => type !== 0)).toEqual([]);
});
