// A charger without OCPP under a central system of each version: its session is told like any other.

import { describe, expect, it } from 'vitest';
import type { Box } from '../modbus-chargers.ts';
import { newKeba } from '../modbus-chargers.ts';
import type { ModbusScene } from '../modbus-scene.ts';
import { modbusDepot } from '../modbus-scene.ts';
import type { Book, Version } from './book.ts';
import { newBook } from './book.ts';
import { versions } from './scene.ts';

interface Depot {
  readonly box: Box;
  readonly scene: ModbusScene;
  readonly book: Book;
}

function depotOf(version: Version): Depot {
  const box = newKeba();
  const book = newBook(version);
  const scene: ModbusScene = modbusDepot(
    { KEBA: { device: box.device, driver: 'keba-p30-p40', modbus: { start: 'plug', idTag: 'VAN' } } },
    {
      version,
      authorization: { mode: 'free' },
      answer: (action, payload) => book.hears(scene.calls.at(-1)![1], action, payload),
      csms: false,
    },
  );
  scene.connectsCsms();
  scene.passes(15);
  return { box, scene, book };
}

/** One session of ten minutes, with something that happens in its middle; its registers as the charger has them. */
function charges({ box, scene }: Depot, middle: () => void): { startWh: number; stopWh: number } {
  const startWh = box.wh;
  box.plugged = true;
  scene.passes(300);
  middle();
  scene.passes(300);
  box.plugged = false;
  const stopWh = Math.round(box.wh);
  scene.passes(60);
  return { startWh, stopWh };
}

function expectWhole({ book }: Depot, { startWh, stopWh }: { startWh: number; stopWh: number }): void {
  expect(book.trouble).toEqual([]);
  expect(book.booked()).toMatchObject([{ token: 'VAN', startWh, stopWh, reason: 'EVDisconnected' }]);
  const [{ samples, startAt, stopAt }] = book.booked() as [ReturnType<Book['booked']>[0]];
  expect(samples.length).toBeGreaterThan(30);
  expect(samples).toEqual(samples.toSorted((a, b) => a - b));
  expect(stopAt - startAt).toBeGreaterThan(590_000);
}

describe.each(versions)('a charger without OCPP, %s central system', (version) => {
  it('a normal session', () => {
    const depot = depotOf(version);
    expectWhole(
      depot,
      charges(depot, () => undefined),
    );
  });

  it('begins while the central system is away, ends when it is back', () => {
    const depot = depotOf(version);
    depot.scene.dropsCsms();
    expectWhole(
      depot,
      charges(depot, () => depot.scene.connectsCsms()),
    );
    if (version !== '1.6') expect(depot.book.offline[0]).toBe(true);
  });

  it('begins while it is there, ends while it is away', () => {
    const depot = depotOf(version);
    const registers = charges(depot, () => depot.scene.dropsCsms());
    depot.scene.connectsCsms();
    depot.scene.passes(60);
    expectWhole(depot, registers);
    if (version !== '1.6') expect(depot.book.offline.at(-1)).toBe(true);
  });

  it('the gateway starts anew in the middle', () => {
    const depot = depotOf(version);
    expectWhole(
      depot,
      charges(depot, () => depot.scene.restarts()),
    );
  });
});
