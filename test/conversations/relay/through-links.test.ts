// Connections that come and go while a station is relayed, registrations that are not accepted, and orders at odd moments.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Frame, HarnessOptions } from '../harness.ts';
import { createHarness, ordinaryCsms } from '../harness.ts';
import { bootOf } from '../matrix/charger.ts';
import { versions } from '../matrix/scene.ts';
import { obeys } from '../matrix/stations.ts';
import type { RelayYard } from './yard.ts';
import { orderOf, passedDown, relaySite, relayYard, station, upstream } from './yard.ts';

const accepted = { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 };

/** The boot is through. */
function booted(version: (typeof versions)[number], options: HarnessOptions = {}): RelayYard & { north: LinkId } {
  const yard = relayYard(version, options);
  const { depot, south, north } = yard;
  depot.says(south, [2, 'boot', 'BootNotification', bootOf(version)]);
  depot.says(north!, [3, 'boot', accepted]);
  expect(passedDown(yard)).toEqual([[3, 'boot', accepted]]);
  depot.hears(north!);
  return { ...yard, north: north! };
}

/** What passes may be in nobody's schema. */
const anything: HarnessOptions = { onText: () => undefined };

/** CALLs only, without the statuses that every outage brings. */
const told = (frames: readonly Frame[]): Frame[] =>
  frames.filter(([type, , action]) => type === 2 && action !== 'StatusNotification');

describe.each(versions)('OCPP %s: connections', (version) => {
  it('a station that comes anew gets a new connection upstream at once, and the old one ends', () => {
    const { depot, south, north } = booted(version);
    depot.says(south, [2, 'h1', 'Heartbeat', {}]);
    const again = depot.connectStation(station, version);
    expect(depot.hears(south)).toContainEqual([0, 'close', 4001]);
    expect(depot.hears(north)).toContainEqual([0, 'close', 1000]);
    expect(depot.wanted()).toHaveLength(1);
    depot.says(again, [2, 'h2', 'Heartbeat', {}]);
    const anew = depot.connectCsms(upstream);
    expect(depot.hears(anew)).toEqual([[2, 'h2', 'Heartbeat', {}]]);
    // What comes over the old one means nothing any more.
    depot.says(north, [3, 'h1', { currentTime: '2027-01-01T00:00:00Z' }]);
    depot.says(anew, [3, 'h2', { currentTime: '2027-01-01T00:00:00Z' }]);
    expect(passedDown({ depot, south: again, north: anew })).toEqual([
      [3, 'h2', { currentTime: '2027-01-01T00:00:00Z' }],
    ]);
    expect([...depot.gateway.state.alarms.keys()]).toEqual([]);
  });

  it('the connection upstream ends with that of the station, and none is wanted without it', () => {
    const { depot, south, north } = booted(version);
    depot.drop(south);
    expect(depot.hears(north)).toContainEqual([0, 'close', 1000]);
    expect(depot.wanted()).toEqual([]);
  });

  it('the central system is told of a boot that was answered alone, once, and what the station says waits for that', () => {
    const depot = createHarness(relaySite(version));
    const south = depot.connectStation(station, version);
    depot.says(south, [2, 'b1', 'BootNotification', bootOf(version)]);
    expect(depot.hears(south)).toEqual([]);
    depot.sleep(5000);
    expect(depot.hears(south)[0]).toEqual([3, 'b1', expect.objectContaining({ status: 'Accepted' })]);
    const north = depot.connectCsms(upstream);
    depot.says(south, [2, 'h1', 'Heartbeat', {}]);
    expect(
      depot
        .hears(south)
        .filter(([type]) => type === 3)
        .map(([, id]) => id),
    ).toEqual(['h1']);
    const [boot, ...others] = depot.answers(north, ordinaryCsms());
    expect(boot!.slice(2)).toEqual(['BootNotification', bootOf(version)]);
    expect(told(others)).toEqual([]);
    depot.says(south, [2, 'h2', 'Heartbeat', {}]);
    expect(depot.hears(north)).toEqual([[2, 'h2', 'Heartbeat', {}]]);
    depot.drop(north);
    depot.sleep(20_000);
    expect(told(depot.answers(depot.connectCsms(upstream), ordinaryCsms()))).toEqual([]);
  });

  it.each(['Pending', 'Rejected'])(
    'a boot that was answered alone is %s: the gateway goes on, and asks again',
    (status) => {
      const depot = createHarness(relaySite(version));
      const south = depot.connectStation(station, version);
      depot.says(south, [2, 'b1', 'BootNotification', bootOf(version)]);
      depot.sleep(5000);
      const north = depot.connectCsms(upstream);
      depot.answers(north, (action) => (action === 'BootNotification' ? { ...accepted, status, interval: 40 } : {}));
      depot.hears(south);
      depot.says(south, [2, 'h1', 'Heartbeat', {}]);
      expect(depot.hears(south).some(([type, id]) => type === 3 && id === 'h1')).toBe(true);
      depot.sleep(39_000);
      expect(depot.hears(north)).toEqual([]);
      depot.sleep(1500);
      expect(depot.answers(north, ordinaryCsms())[0]?.[2]).toBe('BootNotification');
      depot.says(south, [2, 'h2', 'Heartbeat', {}]);
      expect(depot.hears(north)).toEqual([[2, 'h2', 'Heartbeat', {}]]);
    },
  );

  it('the central system rejects the boot: the station hears that, and nobody calls it (B03)', () => {
    const yard = relayYard(version);
    const { depot, south } = yard;
    const north = yard.north!;
    depot.says(south, [2, 'b1', 'BootNotification', bootOf(version)]);
    const rejected = { status: 'Rejected', currentTime: '2026-01-15T18:00:00Z', interval: 60 };
    // Nobody is called before the boot is answered either (Q20).
    depot.sleep(12_000);
    expect(depot.hears(south)).toEqual([]);
    depot.says(north, [3, 'b1', rejected]);
    depot.sleep(30_000);
    expect(depot.hears(south)).toEqual([[3, 'b1', rejected]]);
    depot.says(south, [2, 'b2', 'BootNotification', bootOf(version)]);
    depot.says(north, [3, 'b2', accepted]);
    depot.sleep(1000);
    const [answer, ...calls] = depot.hears(south);
    expect(answer).toEqual([3, 'b2', accepted]);
    expect(calls.length).toBeGreaterThan(0);
  });

  it('the central system lets the boot wait: what it asks meanwhile passes (B02)', () => {
    const yard = relayYard(version);
    const { depot, south } = yard;
    const north = yard.north!;
    const pending = { status: 'Pending', currentTime: '2026-01-15T18:00:00Z', interval: 60 };
    depot.says(south, [2, 'b1', 'BootNotification', bootOf(version)]);
    depot.says(north, [3, 'b1', pending]);
    const trigger: Frame = [2, 'o1', 'TriggerMessage', { requestedMessage: 'BootNotification' }];
    depot.says(north, trigger);
    expect(passedDown(yard)).toEqual([[3, 'b1', pending], trigger]);
  });

  it('the gateway sends the station away where it must not go on alone (autonomy: false)', () => {
    const site = relaySite(version);
    const depot = createHarness({
      ...site,
      uplinks: site.uplinks.map((one) => ({ ...one, autonomy: false as const })),
    });
    let south = depot.connectStation(station, version);
    depot.says(south, [2, 'b1', 'BootNotification', bootOf(version)]);
    depot.sleep(5000);
    expect(depot.hears(south)).toEqual([[0, 'close', 1012]]);
    depot.drop(south);
    south = depot.connectStation(station, version);
    const north = depot.connectCsms(upstream);
    depot.says(south, [2, 'b2', 'BootNotification', bootOf(version)]);
    depot.says(north, [3, 'b2', accepted]);
    depot.hears(south);
    depot.says(south, [2, 'h1', 'Heartbeat', {}]);
    depot.drop(north);
    // Not answered, so the station says it again when it is back.
    expect(depot.hears(south)).toEqual([[0, 'close', 1012]]);
    depot.drop(south);
    south = depot.connectStation(station, version);
    depot.fails('refused', { id: upstream });
    expect(depot.hears(south)).toEqual([[0, 'close', 1012]]);
  });
});

describe.each(versions)('OCPP %s: orders', (version) => {
  it('for a station that is away are refused, and so is what it did not answer', () => {
    const { depot, south, north } = booted(version);
    depot.says(north, [2, 'o1', ...orderOf(version)]);
    depot.hears(south);
    depot.sleep(30_000);
    expect(depot.hears(north)).toContainEqual([4, 'o1', 'GenericError', expect.any(String), {}]);
    depot.says(north, [2, 'o2', ...orderOf(version)]);
    // What was under way ends with the connection.
    depot.drop(south);
    expect(depot.hears(north)).toEqual([[0, 'close', 1000]]);
  });

  it('pass while what was kept is still being told', () => {
    const yard = booted(version);
    const { depot, south, north } = yard;
    depot.drop(north);
    depot.sleep(20_000, () => depot.answers(south, obeys(version)));
    const again = depot.connectCsms(upstream);
    expect(depot.gateway.state.relays.get(station)?.phase).toBe('alone');
    depot.says(again, [2, 'o1', ...orderOf(version)]);
    expect(passedDown(yard)).toContainEqual([2, 'o1', ...orderOf(version)]);
    depot.says(south, [3, 'o1', { status: 'UnlockFailed' }]);
    expect(depot.hears(again)).toContainEqual([3, 'o1', { status: 'UnlockFailed' }]);
  });

  it('an answer that comes too late has no effect, and the next connection is as good as any', () => {
    const yard = booted(version);
    const { depot, south, north } = yard;
    depot.says(south, [2, 'h1', 'Heartbeat', {}]);
    depot.sleep(30_000);
    expect(passedDown(yard)).toEqual([
      [3, 'h1', expect.objectContaining({ currentTime: expect.any(String) as string })],
    ]);
    expect(depot.hears(north)).toContainEqual([0, 'close', 1001]);
    depot.says(north, [3, 'h1', { currentTime: '2030-01-01T00:00:00Z' }]);
    expect(passedDown(yard)).toEqual([]);
    depot.sleep(20_000);
    const again = depot.connectCsms(upstream);
    depot.answers(again, ordinaryCsms());
    depot.says(south, [2, 'h2', 'Heartbeat', {}]);
    expect(depot.hears(again)).toEqual([[2, 'h2', 'Heartbeat', {}]]);
  });

  it('a message id that is said again while its CALL is under way is one CALL, and another text under it is refused', () => {
    const { depot, south, north } = booted(version);
    const heartbeat: Frame = [2, 'h1', 'Heartbeat', {}];
    depot.says(south, heartbeat);
    depot.says(south, heartbeat);
    expect(depot.hears(north)).toEqual([heartbeat]);
    depot.says(south, [2, 'h1', 'DataTransfer', { vendorId: 'Acme' }]);
    expect(depot.hears(south).map(([type, id, code]) => [type, id, code])).toEqual([[4, 'h1', 'ProtocolError']]);
    depot.says(north, [3, 'h1', { currentTime: '2027-01-01T00:00:00Z' }]);
    expect(depot.hears(south)).toContainEqual([3, 'h1', { currentTime: '2027-01-01T00:00:00Z' }]);
    depot.says(south, heartbeat);
    expect(depot.hears(north)).toEqual([heartbeat]);
  });

  it('signed messages pass untouched, both ways', () => {
    const yard = booted(version, anything);
    const { depot, south, north } = yard;
    const jws = { payload: 'eyJ9', signatures: [{ protected: 'eyJ', signature: 'AbC_-' }] };
    depot.says(south, [2, 'x1', 'TransactionEvent-Signed', jws]);
    expect(depot.hears(north)).toEqual([[2, 'x1', 'TransactionEvent-Signed', jws]]);
    depot.says(north, [3, 'x1', jws]);
    expect(passedDown(yard)).toEqual([[3, 'x1', jws]]);
    depot.says(north, [2, 'x2', 'DataTransfer-Signed', jws]);
    expect(passedDown(yard)).toEqual([[2, 'x2', 'DataTransfer-Signed', jws]]);
    depot.says(south, [3, 'x2', jws]);
    expect(depot.hears(north)).toEqual([[3, 'x2', jws]]);
  });
});

describe.each(versions)('OCPP %s: what belongs to no transaction', (version) => {
  it('how jobs go on and what matters for security is told when the central system is back', () => {
    const { depot, south, north } = booted(version);
    const firmware: [string, object] = ['FirmwareStatusNotification', { status: 'Downloaded' }];
    const event: [string, object] = [
      'SecurityEventNotification',
      { type: 'TamperDetectionActivated', timestamp: '2026-01-15T18:00:00Z' },
    ];
    depot.says(south, [2, 'f1', ...firmware]);
    depot.hears(north);
    depot.drop(north);
    depot.says(south, [2, 'f2', ...event]);
    depot.says(south, [2, 'f3', 'Heartbeat', {}]);
    expect(
      depot
        .hears(south)
        .filter(([type]) => type === 3)
        .map(([, id]) => id),
    ).toEqual(['f1', 'f2', 'f3']);
    depot.sleep(20_000);
    const anew = told(depot.answers(depot.connectCsms(upstream), ordinaryCsms()));
    expect(anew.map(([, , action]) => action)).toEqual([firmware[0], event[0]]);
  });

  it('a security event that was under way when the connection broke is told again', () => {
    const { depot, south, north } = booted(version);
    depot.says(south, [
      2,
      'f2',
      'SecurityEventNotification',
      { type: 'TamperDetectionActivated', timestamp: '2026-01-15T18:00:00Z' },
    ]);
    depot.drop(north);
    depot.sleep(20_000);
    const anew = told(depot.answers(depot.connectCsms(upstream), ordinaryCsms()));
    expect(anew.map(([, , action]) => action)).toEqual(['SecurityEventNotification']);
  });
});

describe('OCPP 2.1: what nobody answers', () => {
  const send: Frame = [
    6,
    'e1',
    'NotifyPeriodicEventStream',
    { id: 4, pending: 0, basetime: '2026-01-15T18:00:00Z', data: [{ t: 1, v: '5' }] },
  ];

  it('SEND passes both ways, and is lost where the other side is away', () => {
    const yard = booted('2.1', anything);
    const { depot, south, north } = yard;
    depot.says(south, send);
    expect(depot.hears(north)).toEqual([send]);
    depot.says(north, [6, 'e2', 'AcmeNews', { said: 1 }]);
    expect(passedDown(yard)).toEqual([[6, 'e2', 'AcmeNews', { said: 1 }]]);
    depot.drop(north);
    depot.says(south, send);
    depot.sleep(20_000);
    expect(depot.hears(depot.connectCsms(upstream))).not.toContainEqual(send);
  });

  it('whoever wrote an answer hears that it could not be read, and nobody else', () => {
    const yard = booted('2.1', anything);
    const { depot, south, north } = yard;
    depot.says(south, [2, 'h1', 'Heartbeat', {}]);
    depot.hears(north);
    depot.writes(north, '[3,"h1",{"currentTime": 5}]');
    expect(passedDown(yard)).toEqual([[3, 'h1', { currentTime: 5 }]]);
    expect(depot.hears(north)).toEqual([]);
    const error: Frame = [5, 'h1', 'TypeConstraintViolation', 'no time', {}];
    depot.says(south, error);
    expect(depot.hears(north)).toEqual([error]);
    depot.says(north, [2, 'o1', ...orderOf('2.1')]);
    depot.hears(south);
    depot.writes(south, '[3,"o1",{"status":"Whatever"}]');
    expect(depot.hears(south)).toEqual([]);
    expect(depot.hears(north)).toEqual([[3, 'o1', { status: 'Whatever' }]]);
    depot.says(north, [5, 'o1', 'PropertyConstraintViolation', '', {}]);
    expect(passedDown(yard)).toEqual([[5, 'o1', 'PropertyConstraintViolation', '', {}]]);
    // An answer of the gateway itself.
    depot.drop(north);
    depot.says(south, [2, 'h2', 'Heartbeat', {}]);
    depot.says(south, [5, 'h2', 'TypeConstraintViolation', '', {}]);
    expect([...depot.gateway.state.alarms.keys()]).toContain(`BB_ANSWER_REFUSED:${station}`);
  });
});
