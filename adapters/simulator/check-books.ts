// What the stations did against what the central system was told. It shares nothing with the gateway between them:
// transactions are matched by what their start says, readings by time and value, since a gateway may merge or split lists,
// and since station and central system may speak different versions.

import type { BookedTransaction, Books, ReceivedCall } from './csms/books.ts';
import type { Payload } from './frame.ts';
import { canonical } from './frame.ts';
import type { StationRecord } from './station/types.ts';
import type { Item, Told } from './told.ts';
import { isSameReason, itemsOf, toldIn } from './told.ts';

/** A station and what really happened at it. */
export interface StationJournal {
  readonly id: string;
  readonly journal: readonly StationRecord[];
}

export interface SettlingJournal extends StationJournal {
  forget(session: number): void;
}

/** Under which identity and connector the central system knows an EVSE. */
export type Numbering = (station: string, evse: number) => { readonly identity: string; readonly connectorId: number };

interface Session {
  readonly name: string;
  readonly identity: string;
  readonly connectorId: number;
  start: StationRecord | undefined;
  readonly readings: StationRecord[];
  stop: StationRecord | undefined;
}

/**
 * Differences as sentences; none when the books agree. What was acknowledged must be there exactly once, in order and with
 * the same energy, times and token; what was not acknowledged may be there once; nothing else may be. Rules of the
 * protocol that a peer broke are not looked at: they are in `books.violations`.
 * Without `numbering` each station is its own peer and its EVSEs keep their numbers.
 */
export function compareBooks(
  stations: readonly StationJournal[],
  books: Books,
  numbering: Numbering = (station, evse) => ({ identity: station, connectorId: evse }),
): string[] {
  const differences: string[] = [];
  const booked = byStart(books);
  const matched = new Set<BookedTransaction['id']>();
  const sessions = stations.flatMap(({ journal }) => sessionsOf(journal, numbering));
  for (const session of sessions) {
    const one = session.start && booked.get(keyOf(session.identity, session.connectorId, told(session.start)))?.shift();
    if (one === undefined) differences.push(...missing(session));
    else {
      matched.add(one.id);
      differences.push(...compareOne(session, one));
    }
  }
  for (const one of books.transactions.values())
    if (!matched.has(one.id))
      differences.push(`transaction ${one.id} was invented or doubled: ${canonical(one.start.payload)}`);
  return [...differences, ...orphansOf(sessions, books)];
}

/**
 * Compares the transactions that are over on both sides and forgets them there, so that a depot can run for days. What is
 * still going on, or still on its way, is left alone.
 */
export function settleBooks(
  stations: readonly SettlingJournal[],
  books: Books,
  numbering: Numbering,
): { readonly settled: number; readonly differences: readonly string[] } {
  const differences: string[] = [];
  const booked = byStart(books);
  let settled = 0;
  for (const station of stations)
    for (const session of sessionsOf(station.journal, numbering)) {
      const { start, stop, readings } = session;
      if (start === undefined || ![start, stop, ...readings].every(isAcknowledged)) continue;
      const candidates = booked.get(keyOf(session.identity, session.connectorId, told(start)));
      const [one] = candidates ?? [];
      if (one?.stop === undefined || candidates?.length !== 1) continue;
      differences.push(...compareOne(session, one));
      station.forget(start.session);
      books.transactions.delete(one.id);
      settled += 1;
    }
  return { settled, differences };
}

/**
 * Takes out of the books what belongs to an earlier run whose other side is gone: transactions that began before `utc`, and
 * messages about numbers below `first`, which this run never gave. In 2.x a transaction is unknown only where its start was
 * told to an earlier run, or was lost: then it is missed by its station's journal.
 */
export function forgetEarlier(books: Books, utc: number, first: number): void {
  for (const [id, { start }] of books.transactions) if (told(start).at < utc) books.transactions.delete(id);
  const isEarlier = (number: unknown): boolean => typeof number === 'number' && number > 0 && number < first;
  keepOnly(
    books.orphans,
    ({ payload, action }) => !isEarlier(payload['transactionId']) && action !== 'TransactionEvent',
  );
  keepOnly(books.violations, (text) => {
    const [, id = ''] = /unknown transaction (\S+)$/.exec(text) ?? [];
    return id === '' || (/^-?\d+$/.test(id) && !isEarlier(Number(id)));
  });
}

function keepOnly<One>(list: One[], isKept: (one: One) => boolean): void {
  list.splice(0, list.length, ...list.filter(isKept));
}

function sessionsOf(journal: readonly StationRecord[], numbering: Numbering): Session[] {
  const sessions = new Map<number, Session>();
  for (const record of journal) {
    let session = sessions.get(record.session);
    if (session === undefined) {
      const name = `${record.station}/${record.evse} #${record.session}`;
      session = { name, ...numbering(record.station, record.evse), start: undefined, readings: [], stop: undefined };
      sessions.set(record.session, session);
    }
    if (record.part === 'start') session.start = record;
    else if (record.part === 'stop') session.stop = record;
    else session.readings.push(record);
  }
  return [...sessions.values()];
}

/** Only messages about transactions are given to it. */
const told = ({ action, payload }: Pick<ReceivedCall, 'action' | 'payload'>): Told => toldIn(action, payload)!;

function byStart({ transactions }: Books): Map<string, BookedTransaction[]> {
  const found = new Map<string, BookedTransaction[]>();
  for (const one of transactions.values()) {
    const start = told(one.start);
    const key = keyOf(one.identity, start.evse, start);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

const keyOf = (identity: string, evse: number | undefined, { token, wh, at }: Told): string =>
  JSON.stringify([identity, evse, token, wh, at]);

const isAcknowledged = (record: StationRecord | undefined): boolean => record?.acknowledgedAt !== undefined;

function missing({ name, start, readings, stop }: Session): string[] {
  if (isAcknowledged(start)) return [`the start of ${name} was acknowledged and lost: ${canonical(start!.payload)}`];
  // After a start that was given up the rest cannot be placed; it is among the orphans.
  if (start?.discarded === true) return [];
  const some = [...readings, ...(stop === undefined ? [] : [stop])].filter(isAcknowledged);
  return some.length === 0 ? [] : [`${some.length} messages of ${name} were acknowledged, but its start never was`];
}

function compareOne(session: Session, booked: BookedTransaction): string[] {
  const start = told(session.start!);
  const way: Way = { from: start.isEvent, to: told(booked.start).isEvent };
  return [
    ...compareReadings(session, booked, way),
    ...(way.from && way.to ? compareStates(session, booked) : []),
    ...compareStop(session, booked, way),
  ];
}

/** Whether the station and the central system speak of events (2.x). */
interface Way {
  readonly from: boolean;
  readonly to: boolean;
}

/** Word for word where both speak alike. */
const textOf =
  ({ from, to }: Way) =>
  ({ exact, neutral }: Item): string =>
    from === to ? exact : neutral;

function compareReadings({ name, start, readings, stop }: Session, booked: BookedTransaction, way: Way): string[] {
  const differences: string[] = [];
  const text = textOf(way);
  // In 1.6 a start has no values, and those of a stop are judged with it.
  const ends = way.from || way.to ? [start, stop] : [];
  const happened = [ends[0], ...readings, ends[1]].flatMap((record) =>
    (record === undefined ? [] : told(record).items).map((item) => ({
      item: text(item),
      // What 2.x says with a start or a stop has no place there in 1.6, nor has what 1.6 says with a stop in 2.x.
      isDue: isAcknowledged(record) && (way.from === way.to || record!.part === 'readings'),
    })),
  );
  const places = new Map<string, number[]>();
  happened.forEach(({ item }, at) => places.set(item, [...(places.get(item) ?? []), at]));
  const found = new Set<number>();
  let latest = -1;
  for (const one of bookedItems(booked, way)) {
    const item = text(one);
    const at = places.get(item)?.shift();
    // The register of a start or a stop of 1.6 is a value in 2.x.
    if (at === undefined && way.to && !way.from && one.isEnd) continue;
    if (at === undefined)
      differences.push(`a reading of ${name} was ${places.has(item) ? 'doubled' : 'invented'}: ${item}`);
    else {
      found.add(at);
      if (at < latest) differences.push(`a reading of ${name} is out of order: ${item}`);
      latest = Math.max(latest, at);
    }
  }
  const lost = happened.filter(({ isDue }, at) => isDue && !found.has(at));
  if (lost.length > 0)
    differences.push(`${lost.length} acknowledged values of ${name} were lost, the first: ${lost[0]!.item}`);
  return differences;
}

/** What the central system was told, in the order of arrival. */
function bookedItems({ start, readings, stop }: BookedTransaction, way: Way): readonly Item[] {
  const inBetween = readings.flatMap(({ meterValue }) => itemsOf([meterValue]));
  if (!way.from && !way.to) return inBetween;
  return [...told(start).items, ...inBetween, ...(stop === undefined ? [] : told(stop).items)];
}

/** Every change of what a transaction does is told, once and in order. */
function compareStates({ name, readings }: Session, booked: BookedTransaction): string[] {
  const toldOnes = booked.updates.flatMap((call) => told(call).newState ?? []);
  const happened = readings.flatMap((record) => {
    const { newState } = told(record);
    return newState === undefined ? [] : [{ newState, isDue: isAcknowledged(record) }];
  });
  const possible = happened.map(({ newState }) => newState);
  let at = -1;
  for (const state of toldOnes) {
    at = possible.indexOf(state, at + 1);
    if (at < 0) return [`a state of ${name} was invented, doubled or out of order: ${state}`];
  }
  const got = new Set(toldOnes);
  const lost = happened.filter(({ newState, isDue }) => isDue && !got.has(newState));
  return lost.length === 0
    ? []
    : [`${lost.length} acknowledged states of ${name} were lost, the first: ${lost[0]!.newState}`];
}

function compareStop({ name, stop }: Session, booked: BookedTransaction, way: Way): string[] {
  if (booked.stop === undefined) return isAcknowledged(stop) ? [`the stop of ${name} was acknowledged and lost`] : [];
  if (stop === undefined) return [`the stop of ${name} was invented: ${canonical(booked.stop.payload)}`];
  const differences: string[] = [];
  const [is, was] = [told(booked.stop), told(stop)];
  const differ = (what: string, one: unknown, other: unknown): void => {
    if (one !== other) differences.push(`the stop of ${name} says ${what} ${String(one)}, not ${String(other)}`);
  };
  differ('meterStop', is.wh, was.wh);
  differ('timestamp', is.at, was.at);
  if (!isSameReason(was, is)) differ('reason', is.reason, was.reason);
  differ('idTag', is.token, was.token);
  const texts = (items: readonly Item[]): string => items.map(({ exact }) => exact).join();
  if (!way.from && !way.to) differ('transactionData', texts(is.items), texts(was.items));
  const { order } = booked.stop;
  if (order < booked.start.order) differences.push(`the stop of ${name} came before its start`);
  if (booked.readings.some((one) => one.order > order)) differences.push(`readings of ${name} came after its stop`);
  return differences;
}

/** Messages without a transaction are right only for starts that were given up. */
function orphansOf(sessions: readonly Session[], books: Books): string[] {
  const homeless = sessions.filter(({ start }) => start?.discarded === true);
  const placeless = (payload: Payload): string => canonical({ ...payload, transactionId: -1, connectorId: 0 });
  const allowed = new Set(
    homeless
      .flatMap(({ readings, stop }) => [...readings, ...(stop === undefined ? [] : [stop])])
      .map(({ payload }) => placeless(payload)),
  );
  return books.orphans
    .filter(({ payload }) => !allowed.delete(placeless(payload)))
    .map(({ action, payload }) => `${action} came without a transaction: ${canonical(payload).slice(0, 300)}`);
}
