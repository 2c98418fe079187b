// Vehicles at chargers without OCPP, their meter, and the books: all that flowed is told once, or it is a difference.

import { expect, it } from 'vitest';
import { newBooks } from '../../../adapters/simulator/csms/books.ts';
import type { Books, ReceivedCall } from '../../../adapters/simulator/csms/books.ts';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import { compareStays, settleStays, splitBooks } from '../../../adapters/simulator/modbus/check-stays.ts';
import { createGuests } from '../../../adapters/simulator/modbus/guests.ts';
import { createKeba } from '../../../adapters/simulator/modbus/keba.ts';
import { houseAmps, newBuilding, siteAmps } from '../../../adapters/simulator/modbus/site-load.ts';
import { createVestel } from '../../../adapters/simulator/modbus/vestel.ts';
import type { Wallbox } from '../../../adapters/simulator/modbus/wallbox.ts';
import type { Payload } from '../../../adapters/simulator/frame.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { newVan } from '../../../adapters/simulator/vans.ts';
import { van } from './modbus-bench.ts';

const utcAt = (second: number): number => 1_700_000_000_000 + second * 1000;
const at = (second: number) => ({ mono: second * 1000, utc: utcAt(second) });
const numbering = (station: string) => ({ identity: 'depot', connectorId: station === 'OLD-1' ? 13 : 14 });

function call(action: string, second: number, payload: Payload): ReceivedCall {
  const timestamp = new Date(utcAt(second)).toISOString();
  const link = { identity: 'depot', link: '', messageId: '', isRepeat: false, effect: 'new' } as const;
  return { ...link, order: second, at: utcAt(second), action, payload: { ...payload, timestamp } };
}

/** A transaction as a gateway tells it. */
function tell(
  books: Books,
  id: number,
  from: number,
  until: number,
  start: number,
  stop: number,
  some: Payload = {},
): void {
  const payload = { connectorId: 13, idTag: 'e3f2a1b0', meterStart: start, ...some };
  const reading = { sampledValue: [{ measurand: 'Energy.Active.Import.Register', value: String(start) }] };
  books.transactions.set(id, {
    id,
    identity: 'depot',
    start: call('StartTransaction', from, payload),
    readings: [{ order: from + 1, meterValue: reading }],
    updates: [],
    nextSeqNo: 1,
    stop: call('StopTransaction', until, { transactionId: id, meterStop: stop }),
  });
}

/** Two stays of a minute, each of 16 A on three lines: 184 Wh. */
function twoStays(): { boxes: readonly Wallbox[]; books: Books; box: Wallbox } {
  const box = createKeba({ id: 'OLD-1', registerWh: 1000 }).wallbox;
  for (const second of [100, 300]) {
    box.event({ kind: 'plug', vehicle: van(), token: 'E3F2A1B0' }, at(second));
    box.event({ kind: 'unplug' }, at(second + 60));
  }
  const books = newBooks();
  tell(books, 1, 102, 161, 1000, 1184);
  tell(books, 2, 302, 361, 1184, 1368);
  return { boxes: [box], books, box };
}

it('books of stays are equal when all that flowed was told, and are forgotten but for the last', () => {
  const { boxes, books, box } = twoStays();
  expect(compareStays(boxes, books, numbering)).toEqual([]);
  expect(settleStays(boxes, books, numbering)).toBe(1);
  expect([box.stays.length, [...books.transactions.keys()]]).toEqual([1, [2]]);
  expect(compareStays(boxes, books, numbering)).toEqual([]);
});

it('a stay may be told in parts', () => {
  const { boxes, books } = twoStays();
  tell(books, 1, 102, 130, 1000, 1100);
  tell(books, 3, 131, 161, 1100, 1184);
  expect(compareStays(boxes, books, numbering)).toEqual([]);
});

it.each<[string, RegExp, (books: Books) => void]>([
  ['lost', /took 184\.0 Wh, and 0 Wh were told/, (books) => books.transactions.delete(1)],
  ['too little', /took 184\.0 Wh, and 181 Wh were told/, (books) => tell(books, 1, 102, 161, 1000, 1181)],
  ['told twice', /and 368 Wh were told \(transactions: 2\)/, (books) => tell(books, 3, 103, 161, 1000, 1184)],
  ['invented', /transaction 3 at OLD-1 was invented/, (books) => tell(books, 3, 50, 90, 0, 10)],
  ['not ended', /transaction 2 .* was not ended/, (books) => (books.transactions.get(2)!.stop = undefined)],
  ['of somebody else', /said to be of DEAD/, (books) => tell(books, 1, 102, 161, 1000, 1184, { idTag: 'DEAD' })],
  ['going back', /went back from 1000 to 900 Wh/, (books) => tell(books, 1, 102, 161, 1000, 900)],
])('a transaction that is %s is a difference, and stays', (_name, said, spoil) => {
  const { boxes, books, box } = twoStays();
  spoil(books);
  expect(compareStays(boxes, books, numbering)).toEqual(expect.arrayContaining([expect.stringMatching(said)]));
  settleStays(boxes, books, numbering);
  expect(compareStays(boxes, books, numbering)).toEqual(expect.arrayContaining([expect.stringMatching(said)]));
  expect(box.stays.length).toBeGreaterThan(0);
});

it('a meter that counts 100 Wh at a time may be told as it shows it', () => {
  const box = createVestel({ id: 'OLD-2', registerWh: 950 }).wallbox;
  box.event({ kind: 'plug', vehicle: van(), token: 'E3F2A1B0' }, at(100));
  box.event({ kind: 'unplug' }, at(160));
  const books = newBooks();
  tell(books, 1, 102, 161, 900, 1100, { connectorId: 14 });
  expect(compareStays([box], books, numbering)).toEqual([]);
  tell(books, 1, 102, 161, 900, 1200, { connectorId: 14 });
  expect(compareStays([box], books, numbering)).toHaveLength(1);
});

it('the books of chargers without OCPP and of the others are told apart', () => {
  const { boxes, books } = twoStays();
  tell(books, 9, 10, 20, 0, 5, { connectorId: 1 });
  const { others, theirs } = splitBooks(books, boxes, numbering);
  expect([[...others.transactions.keys()], theirs.map(({ id }) => id)]).toEqual([[9], [1, 2]]);
});

it('guests leave and come again, each to its own charger', () => {
  const chance = seeded(5);
  const boxes = ['OLD-1', 'OLD-2'].map((id) => createKeba({ id }).wallbox);
  const guests = createGuests(
    boxes.map((box, number) => ({ box, van: newVan(number, chance, 0), leavesAtMs: 60_000 * (number + 1) })),
    chance,
    1,
  );
  expect(guests.step(at(1000))).toEqual([]);
  const seen: string[] = [];
  for (let wakeAt = guests.wakeAt(), steps = 0; steps < 20; steps++, wakeAt = guests.wakeAt())
    for (const { box, event } of guests.step(at(wakeAt / 1000))) {
      seen.push(`${box.id} ${event.kind}`);
      box.event(event, at(wakeAt / 1000));
    }
  expect(seen.slice(0, 2)).toEqual(['OLD-1 unplug', 'OLD-2 unplug']);
  for (const { id, stays } of boxes) {
    const own = seen.filter((one) => one.startsWith(id));
    own.forEach((one, number) => expect(one).toBe(`${id} ${number % 2 === 0 ? 'unplug' : 'plug'}`));
    expect(stays.length).toBe(own.filter((one) => one.endsWith(' plug')).length);
  }
});

it('what flows through the grid connection is the house and every charger, by line', () => {
  const box = createKeba({ id: 'OLD-1' }).wallbox;
  const one = createVehicle({
    name: 'Van',
    batteryKwh: 60,
    soc: 0.3,
    phases: 1,
    maxAmps: 16,
    startDelayMs: 0,
    reactMs: 0,
  });
  box.event({ kind: 'plug', vehicle: one }, at(0));
  const station = { evses: () => [{ drawnAmps: [6, 6, 6] }] } as unknown as Parameters<typeof siteAmps>[1][number];
  for (let second = 10; second < 300; second += 7) {
    const house = houseAmps(at(second));
    for (const amps of house) expect(amps > 3 && amps < 12).toBe(true);
    const [first, second2, third] = siteAmps(newBuilding(), [station, station], [box], at(second));
    expect([first - house[0], second2 - house[1], third - house[2]]).toEqual(
      [28, 12, 12].map((sum): unknown => expect.closeTo(sum)),
    );
  }
});
