// A charger without OCPP under a central system of each version: its session is told like any other.

import { describe, expect, it } from 'vitest';
import type { Box } from '../modbus-chargers.ts';
import { newKeba } from '../modbus-chargers.ts';
import type { DepotOptions, ModbusScene } from '../modbus-scene.ts';
import { modbusDepot } from '../modbus-scene.ts';
import type { Book, Version } from './book.ts';
import { newBook } from './book.ts';
import { versions } from './scene.ts';

interface Depot {
  readonly box: Box;
  readonly scene: ModbusScene;
  readonly book: Book;
  /** The central system hears what comes, and its answers are lost. */
  isDeaf: boolean;
}

function depotOf(version: Version, authorization: DepotOptions['authorization'] = { mode: 'free' }): Depot {
  const box = newKeba();
  const book = newBook(version);
  const scene: ModbusScene = modbusDepot(
    { KEBA: { device: box.device, driver: 'keba-p30-p40', modbus: { start: 'plug', idTag: 'VAN' } } },
    {
      version,
      authorization,
      answer(action, payload) {
        const answer = book.hears(scene.calls.at(-1)![1], action, payload);
        return depot.isDeaf ? undefined : answer;
      },
      csms: false,
    },
  );
  const depot: Depot = { box, scene, book, isDeaf: false };
  scene.connectsCsms();
  scene.passes(15);
  return depot;
}

/** Seconds on both sides of the middle of a session. */
const half = 300;
const shortHalf = 60;

/** One session of ten minutes, with something that happens in its middle; its registers as the charger has them. */
function charges({ box, scene }: Depot, middle: () => void): { startWh: number; stopWh: number } {
  const startWh = box.wh;
  box.plugged = true;
  scene.passes(half);
  middle();
  scene.passes(half);
  box.plugged = false;
  const stopWh = Math.round(box.wh);
  scene.passes(60);
  return { startWh, stopWh };
}

const messages = ['its start', 'a value', 'its end'] as const;

/** The same in less time, and about one message the process ends, ten seconds after `before` was called and what it is about happened. */
function chargesAndDies(depot: Depot, point: (typeof messages)[number], before: () => void) {
  const { box, scene } = depot;
  const diesAt = (one: typeof point, happens: () => void): void => {
    if (one === point) before();
    happens();
    if (one !== point) return;
    scene.passes(10);
    depot.isDeaf = false;
    scene.restarts();
  };
  const startWh = box.wh;
  diesAt('its start', () => (box.plugged = true));
  scene.passes(shortHalf);
  diesAt('a value', () => undefined);
  scene.passes(shortHalf);
  let stopWh = 0;
  diesAt('its end', () => {
    box.plugged = false;
    stopWh = Math.round(box.wh);
  });
  scene.passes(60);
  return { startWh, stopWh };
}

function expectWhole(
  { book }: Depot,
  { startWh, stopWh }: { startWh: number; stopWh: number },
  halfSeconds = half,
): void {
  expect(book.trouble).toEqual([]);
  expect(book.booked()).toMatchObject([{ token: 'VAN', startWh, stopWh, reason: 'EVDisconnected' }]);
  const [{ samples, startAt, stopAt }] = book.booked() as [ReturnType<Book['booked']>[0]];
  expect(samples.length).toBeGreaterThan(halfSeconds / 10);
  expect(samples).toEqual(samples.toSorted((a, b) => a - b));
  expect(stopAt - startAt).toBeGreaterThan((2 * halfSeconds - 10) * 1000);
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

  describe.each(messages)('the gateway dies about %s', (point) => {
    it('before it is on its disk', () => {
      const depot = depotOf(version);
      const registers = chargesAndDies(depot, point, () => (depot.scene.harness().promptDisk = false));
      expectWhole(depot, registers, shortHalf);
    });

    it('when it was told, before the central system has answered', () => {
      const depot = depotOf(version);
      const registers = chargesAndDies(depot, point, () => (depot.isDeaf = true));
      expectWhole(depot, registers, shortHalf);
    });

    it('when it was told and answered', () => {
      const depot = depotOf(version);
      const registers = chargesAndDies(depot, point, () => undefined);
      expectWhole(depot, registers, shortHalf);
    });
  });

  it('the central system refuses the token late: nothing flows any more, and that is how it ends', () => {
    const depot = depotOf(version, { mode: 'csms', unknownOffline: 'accept' });
    const { box, scene, book } = depot;
    const startWh = box.wh;
    scene.dropsCsms();
    box.plugged = true;
    scene.passes(120);
    expect(box.offer(scene.now())).toBe(16);
    book.verdict = () => 'Invalid';
    scene.connectsCsms();
    scene.passes(30);
    expect(box.offer(scene.now())).toBe(0);
    const stopWh = Math.round(box.wh);
    box.plugged = false;
    scene.passes(60);
    expect(book.trouble).toEqual([]);
    expect(book.booked()).toMatchObject([{ token: 'VAN', startWh, stopWh, reason: 'DeAuthorized' }]);
    expect(stopWh).toBeGreaterThan(startWh);
    if (version !== '1.6') expect(book.offline[0]).toBe(true);
  });
});
