// What vehicles took at chargers without OCPP against what the central system was told of it. It shares nothing with the
// gateway between them: stays are matched by time, and energy by the charger's own meter.

import type { BookedTransaction, Books } from '../csms/books.ts';
import type { Payload } from '../frame.ts';
import type { Told } from '../told.ts';
import { toldIn } from '../told.ts';
import type { Numbering } from '../check-books.ts';
import type { Wallbox, WallboxStay } from './wallbox.ts';

/** Everything is told in whole Wh, at the start and at the end. */
const roundedWh = 1;

/** The books without the transactions of these chargers, and those alone. */
export function splitBooks(
  books: Books,
  boxes: readonly Wallbox[],
  numbering: Numbering,
): { readonly others: Books; readonly theirs: readonly BookedTransaction[] } {
  const places = new Set(boxes.map(({ id }) => placeOf(numbering(id, 1))));
  const isTheirs = ({ identity, start }: BookedTransaction): boolean =>
    places.has(placeOf({ identity, connectorId: startOf({ start }).evse ?? 0 }));
  const all = [...books.transactions];
  return {
    others: { ...books, transactions: new Map(all.filter(([, one]) => !isTheirs(one))) },
    theirs: all.map(([, one]) => one).filter(isTheirs),
  };
}

/**
 * Differences as sentences; none when all that flowed was told, once, to within what the meter of each charger shows. A
 * stay may be one transaction or several, or none if nothing flowed.
 */
export function compareStays(boxes: readonly Wallbox[], books: Books, numbering: Numbering): string[] {
  return boxes.flatMap((box) => {
    const booked = bookedAt(box, books, numbering);
    const told = box.stays.map((_, at) => duringStay(box, at, booked));
    const known = new Set(told.flat());
    return [
      ...box.stays.flatMap((stay, at) => compareStay(box, stay, told[at]!)),
      ...booked
        .filter((one) => !known.has(one))
        .map(({ id }) => `transaction ${id} at ${box.id} was invented: no vehicle was there`),
    ];
  });
}

/**
 * Forgets the stays that are over and equal on both sides. Returns how many transactions those were. What differs may still
 * be on its way: it stays for `compareStays`.
 */
export function settleStays(boxes: readonly Wallbox[], books: Books, numbering: Numbering): number {
  let settled = 0;
  for (const box of boxes) {
    const booked = bookedAt(box, books, numbering);
    // The last one may still be on its way, and what comes belongs to the stay before the next.
    for (const [at, stay] of [...box.stays.entries()].slice(0, -1)) {
      const told = duringStay(box, at, booked);
      if (compareStay(box, stay, told).length > 0) continue;
      for (const { id } of told) books.transactions.delete(id);
      settled += told.length;
      box.forget(stay);
    }
  }
  return settled;
}

/** What was told of a charger, for people. */
export function toldOf(box: Wallbox, books: Books, numbering: Numbering): { transactions: number; wh: number } {
  const booked = bookedAt(box, books, numbering);
  return { transactions: booked.length, wh: booked.reduce((sum, one) => sum + energyOf(one), 0) };
}

const placeOf = ({ identity, connectorId }: ReturnType<Numbering>): string => `${identity}/${connectorId}`;

const bookedAt = (box: Wallbox, books: Books, numbering: Numbering): readonly BookedTransaction[] =>
  splitBooks(books, [box], numbering).theirs;

/** A gateway notices later than it happens: what belongs to a stay begins before the next one. */
function duringStay(box: Wallbox, at: number, booked: readonly BookedTransaction[]): BookedTransaction[] {
  const from = box.stays[at]!.pluggedAt;
  const until = box.stays[at + 1]?.pluggedAt ?? Infinity;
  return booked.filter(({ start }) => {
    const moment = startOf({ start }).at;
    return moment >= from && moment < until;
  });
}

const startOf = ({ start }: Pick<BookedTransaction, 'start'>): Told => toldIn(start.action, start.payload)!;
const stopOf = ({ stop }: BookedTransaction): Told | undefined => stop && toldIn(stop.action, stop.payload);

const energyOf = (one: BookedTransaction): number => {
  const stop = stopOf(one);
  return stop === undefined ? 0 : Number(stop.wh) - Number(startOf(one).wh);
};

function compareStay(box: Wallbox, stay: WallboxStay, told: readonly BookedTransaction[]): string[] {
  const name = `${stay.token ?? 'nobody'} at ${box.id}`;
  if (stay.unpluggedAt === undefined) return told.flatMap((one) => compareReadings(name, one));
  const differences: string[] = [];
  const happenedWh = stay.toWh - stay.fromWh;
  const toldWh = told.reduce((sum, one) => sum + energyOf(one), 0);
  const mostOff = box.resolutionWh + roundedWh;
  if (Math.abs(toldWh - happenedWh) > mostOff * Math.max(1, told.length))
    differences.push(
      `${name} took ${happenedWh.toFixed(1)} Wh, and ${toldWh} Wh were told (transactions: ${told.length})`,
    );
  for (const one of told) {
    if (one.stop === undefined) differences.push(`transaction ${one.id} of ${name} was not ended`);
    else if (stopOf(one)!.at < startOf(one).at)
      differences.push(`transaction ${one.id} of ${name} ended before it began`);
    const { token } = startOf(one);
    if (!sameToken(token, stay.token))
      differences.push(`transaction ${one.id} of ${name} is said to be of ${String(token)}`);
    differences.push(...compareReadings(name, one));
  }
  return differences;
}

/** Tokens of 1.6 are the same in capitals and without. */
const sameToken = (told: unknown, token: string | undefined): boolean =>
  String(told).toLowerCase() === String(token).toLowerCase();

/** The register never goes back, and stays between its two ends. */
function compareReadings(name: string, one: BookedTransaction): string[] {
  const { id, readings } = one;
  let latest = Number(startOf(one).wh);
  for (const wh of [...readings.flatMap(({ meterValue }) => registersIn(meterValue)), stopOf(one)?.wh]) {
    if (wh === undefined) continue;
    if (Number(wh) < latest) return [`the register of ${name} went back from ${latest} to ${Number(wh)} Wh (${id})`];
    latest = Number(wh);
  }
  return [];
}

const registersIn = ({ sampledValue }: Payload): unknown[] =>
  (Array.isArray(sampledValue) ? (sampledValue as Payload[]) : [])
    .filter(({ measurand }) => (measurand ?? 'Energy.Active.Import.Register') === 'Energy.Active.Import.Register')
    .map(({ value }) => value);
