// What a serial line carries, and what `busbar check` prints of the Modbus devices of a site.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitOf } from '../../../src/cli/site-safety.ts';
import { describePlaced } from '../../../src/local/placed-report.ts';
import { lineLoad } from '../../../src/modbus/line-load.ts';
import type { PlacedDevice } from '../../../src/modbus/placed.ts';
import { staticReads } from '../../../src/modbus/static-reads.ts';
import { good, keba, warningsIn, wrongIn } from './site-with.ts';

describe('a serial line', () => {
  const boxes = (count: number) =>
    Array.from({ length: count }, (_, at) => `device: heidelberg-ec, bus: rs1, unit: ${at + 2}`);
  const meter = 'device: eastron-sdm630, bus: rs1, unit: 1';

  it('carries a meter and some boxes', () => {
    expect(
      warningsIn({ buses: '{ id: rs1, port: /dev/ttyUSB0, baud: 19200 }', meters: [meter], stations: boxes(3) }),
    ).toEqual([]);
  });

  it('that cannot carry its polls is a warning with figures', () => {
    const { warnings } = good({
      buses: '{ id: rs1, port: /dev/ttyUSB0, baud: 1200 }',
      meters: [meter, meter.replace('unit: 1', 'unit: 7')],
    });
    expect(warnings.find(({ code }) => code === 'BB_MODBUS_BUS_FULL')).toMatchObject({
      line: 4,
      message: expect.stringMatching(
        /^At 1200 baud, bus rs1 would be busy for \d{3} % .* takes \d\.\d\d s, .* every 1\.00 s/,
      ) as string,
    });
  });

  it('that cannot carry its heartbeats is an error', () => {
    const parts = { buses: '{ id: rs1, port: /dev/ttyUSB0, baud: 1200 }', stations: boxes(16) };
    expect(wrongIn(parts)).toEqual(['BB_MODBUS_HEARTBEATS 4:10 buses.0']);
  });

  it('costs what the formula says: the bytes, the silences, the turnaround and the gap', () => {
    const [device] = good({ meters: [meter] }).devices as [PlacedDevice];
    const reads = [...staticReads(device.driver, 'fast'), ...staticReads(device.driver, 'slow')];
    const bytes = reads.reduce((all, { count }) => all + 8 + 5 + 2 * count, 0);
    const byHand = ((bytes + reads.length * 2 * 3.5) * 11_000) / 9600 + reads.length * 20;
    const [load] = lineLoad([device], 9600).devices;
    expect(load!.fastMs + load!.slowMs).toBeCloseTo(byHand, 6);
  });

  it('is never less busy with one device more, nor at a lower rate', () => {
    const all = good({ meters: [meter], stations: boxes(8) }).devices;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: all.length - 1 }),
        fc.integer({ min: 1200, max: 115_200 }),
        (count, baud) => {
          const some = lineLoad(all.slice(0, count), baud);
          const more = lineLoad(all.slice(0, count + 1), baud);
          const slower = lineLoad(all.slice(0, count), baud / 2);
          expect(more.busy).toBeGreaterThan(some.busy);
          expect(more.beatLateMs).toBeGreaterThanOrEqual(some.beatLateMs);
          expect(slower.cycleMs).toBeGreaterThan(some.cycleMs);
        },
      ),
    );
  });
});

describe('what is printed of a Modbus station', () => {
  const stations = [keba, 'device: warp, host: b', 'device: peblar, host: c', 'device: alfen-ng9xx, host: d'];
  const loaded = good({ stations, meters: ['device: eastron-sdm630, bus: rs1, unit: 1'] });
  const { devices, lines } = loaded;
  const text = describePlaced({ devices, lines, fallbacks: fitOf(loaded).fallbacks });

  it('is its watchdog, what it does on loss, what it falls back to, and how far it was verified', () => {
    expect(text).toMatch(
      /OLD-1 +keba-p30-p40, unit 255 at 10\.0\.0\.7, unverified\n +watchdog: rewrite-point, .*\n +on loss it falls to 6 A, which the gateway sets/,
    );
    expect(text).toMatch(
      /watchdog: none is known\n +on loss it keeps its last limit .* told 6 A when the gateway stops/,
    );
    expect(text).toMatch(/on loss it does what nobody knows: it counts at its rating, 16 A/);
    expect(text).toMatch(
      /watchdog: rewrite-limit, every 25 s\n +on loss it falls to what is set in it, counted as 16 A/,
    );
    expect(text).toMatch(/bus rs1: 9600 baud, parity none, 1 stop bit, \/dev\/ttyUSB0; 1 device\n/);
  });
});
