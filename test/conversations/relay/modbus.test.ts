// A Modbus charger behind a relay: its central system sees a station of its own, and misses nothing of an outage.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { uplink } from '../../sim/site.ts';
import { driverOf } from '../../unit/modbus/device-bench.ts';
import { newBus } from '../bus-lines.ts';
import type { Frame } from '../harness.ts';
import { createHarness, ordinaryCsms } from '../harness.ts';
import { newCharx } from '../modbus-chargers.ts';
import { siteOf } from '../modbus-scene.ts';

function stage(version: Version) {
  const { points, device } = newCharx();
  const bus = newBus();
  bus.devices.set('tcp:cx:502 1', device);
  const places = { CX: { device, driver: 'phoenix-charx-sec', unit: 1, evses: 2 } };
  const site = siteOf(places, { version, authorization: { mode: 'free' } });
  const its = { version, identity: 'CX', speaksFor: 'CX' as never, stations: ['CX' as never] };
  const depot = createHarness(
    // Another central system numbers the site as a whole.
    { ...site, uplinks: [uplink('fleet', 'observe', { version: '1.6' }), uplink('csms/CX', 'control', its)] },
    { lines: bus, drivers: driverOf },
  );
  const calls: Frame[] = [];
  const answer = (action: string, payload: Record<string, unknown>): object =>
    action === 'TransactionEvent' ? {} : ordinaryCsms()(action, payload);
  let north: LinkId | undefined;
  const attend = (): void => void (north !== undefined && calls.push(...depot.answers(north, answer)));
  return {
    depot,
    points,
    calls,
    comes: () => {
      north = depot.connectCsms('csms/CX');
      attend();
    },
    goes: () => {
      depot.drop(north!);
      north = undefined;
    },
    passes: (seconds: number) => {
      depot.sleep(seconds * 1000, attend);
      attend();
    },
    named: (action: string) => calls.filter(([, , one]) => one === action).map(([, , , payload]) => payload as never),
  };
}

interface Event {
  readonly eventType: string;
  readonly seqNo: number;
  readonly offline?: boolean;
  readonly transactionInfo: { readonly transactionId: string };
  readonly evse?: { readonly id: number };
}

describe.each(['1.6', '2.0.1', '2.1'] as const)('a Modbus charger as a station of its own in %s', (version) => {
  it('boots as itself, by its own numbers, once its device is there', () => {
    const scene = stage(version);
    scene.passes(5);
    expect(scene.depot.wanted().find((one) => one.uplink === 'csms/CX')?.identity).toBe('CX');
    scene.comes();
    scene.passes(30);
    const [boot, ...others] = scene.named('BootNotification') as Record<string, unknown>[];
    expect(others).toEqual([]);
    const told = JSON.stringify(boot);
    expect(told).toContain('CHARX');
    expect(told).not.toContain('Busbar');
    const places = (scene.named('StatusNotification') as { connectorId: number; evseId?: number }[]).map(
      ({ connectorId, evseId }) => evseId ?? connectorId,
    );
    expect(new Set(places.filter((place) => place > 0))).toEqual(new Set([1, 2]));
  });

  it('tells a session that began and ended in an outage as a whole, once, in order', () => {
    const scene = stage(version);
    const { points } = scene;
    scene.passes(5);
    scene.comes();
    scene.passes(15);
    points[1].plugged = true;
    scene.passes(60);
    scene.goes();
    scene.passes(60);
    points[1].plugged = false;
    scene.passes(20);
    points[0].plugged = true;
    scene.passes(60);
    points[0].plugged = false;
    scene.passes(20);
    scene.comes();
    scene.passes(60);
    expect(scene.named('BootNotification')).toHaveLength(1);
    if (version === '1.6') {
      const order = scene.calls
        .map(([, , action]) => action)
        .filter((one) => /^(Start|Stop)Transaction$/.test(one as string));
      expect(order).toEqual(['StartTransaction', 'StopTransaction', 'StartTransaction', 'StopTransaction']);
      expect(scene.named('StartTransaction')).toMatchObject([{ connectorId: 2 }, { connectorId: 1 }]);
      return;
    }
    const events = scene.named('TransactionEvent') as Event[];
    const byId = Map.groupBy(events, ({ transactionInfo }) => transactionInfo.transactionId);
    expect(byId.size).toBe(2);
    for (const [, some] of byId) {
      expect(some.map(({ seqNo }) => seqNo)).toEqual(some.map((_, at) => at));
      expect([some[0]!.eventType, some.at(-1)!.eventType]).toEqual(['Started', 'Ended']);
      expect(some.at(-1)!.offline).toBe(true);
    }
    expect([...byId.values()].map(([first]) => first!.evse?.id)).toEqual([2, 1]);
  });
});
