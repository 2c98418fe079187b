// What the stations did against what the central system was told. Shares nothing with the gateway: transactions are matched
// by connector and by what their start says, readings by time and values.

import type { BookedTransaction, Books } from './csms.ts';
import type { StationRecord } from './station-types.ts';

interface Session {
  readonly station: string;
  readonly name: string;
  readonly connectorId: number;
  readonly start: StationRecord | undefined;
  readonly readings: StationRecord[];
  stop: StationRecord | undefined;
}

/** Differences as sentences; none when the books agree. `connectorOf` is the numbering upstream; values of a station are compared word for word where it `isExact`. */
export function compareBooks(
  records: readonly StationRecord[],
  books: Books,
  connectorOf: (station: string, evse: number) => number,
  isExact: (station: string) => boolean = () => true,
): string[] {
  const differences: string[] = [...books.violations];
  const free = new Set(books.transactions.values());
  for (const session of sessionsOf(records, connectorOf)) {
    const booked = [...free].find((one) => isSame(session, one));
    if (booked === undefined) {
      if (session.start?.acknowledged === true)
        differences.push(`the start of ${session.name} was acknowledged and lost`);
      continue;
    }
    free.delete(booked);
    differences.push(...compareOne(session, booked, isExact(session.station) ? canonical : neutral));
  }
  for (const one of free)
    differences.push(`transaction ${one.id} was invented or doubled: ${JSON.stringify(one.start)}`);
  for (const orphan of books.orphans)
    differences.push(`${orphan.action} without a transaction: ${JSON.stringify(orphan.payload)}`);
  return differences;
}

function sessionsOf(
  records: readonly StationRecord[],
  connectorOf: (station: string, evse: number) => number,
): Session[] {
  const sessions = new Map<string, { -readonly [Key in keyof Session]: Session[Key] }>();
  for (const record of records) {
    let session = sessions.get(record.session);
    if (session === undefined) {
      const connectorId = connectorOf(record.station, record.evse);
      session = {
        station: record.station,
        name: record.session,
        connectorId,
        start: undefined,
        readings: [],
        stop: undefined,
      };
      sessions.set(record.session, session);
    }
    if (record.action === 'StartTransaction') session.start = record;
    else if (record.action === 'StopTransaction') session.stop = record;
    else session.readings.push(record);
  }
  return [...sessions.values()];
}

const isSame = (session: Session, booked: BookedTransaction): boolean =>
  session.connectorId === booked.connectorId &&
  (['idTag', 'meterStart', 'timestamp'] as const).every((key) => session.start?.payload[key] === booked.start[key]);

function compareOne(session: Session, booked: BookedTransaction, textOf: (value: unknown) => string): string[] {
  const differences: string[] = [];
  const told = booked.readings.map(textOf);
  const happened = session.readings.map((one) => ({
    text: textOf((one.payload['meterValue'] as unknown[])[0]),
    acknowledged: one.acknowledged,
  }));
  const possible = happened.map((one) => one.text);
  if (!isSubsequence(told, possible))
    differences.push(`the readings of ${session.name} are doubled, invented or out of order`);
  const got = new Set(told);
  const lost = happened.filter((one) => one.acknowledged && !got.has(one.text));
  if (lost.length > 0)
    differences.push(
      `${lost.length} acknowledged readings of ${session.name} were lost: ${lost[0]!.text.slice(0, 120)}`,
    );
  if (booked.stop === undefined && session.stop?.acknowledged === true)
    differences.push(`the stop of ${session.name} was acknowledged and lost`);
  if (booked.stop !== undefined)
    for (const key of ['meterStop', 'timestamp', 'reason'] as const)
      if (booked.stop[key] !== session.stop?.payload[key] && !isDeauthorized(key, booked.stop, session.stop?.payload))
        differences.push(
          `the stop of ${session.name} says ${key} ${String(booked.stop[key])}, not ${String(session.stop?.payload[key])}`,
        );
  return differences;
}

/** What the gateway stopped because of its token ended so for the central system; the station only knows that it was told. */
const isDeauthorized = (
  key: string,
  told: Record<string, unknown>,
  said: Record<string, unknown> | undefined,
): boolean => key === 'reason' && told['reason'] === 'DeAuthorized' && said?.['reason'] === 'Remote';

function isSubsequence(told: readonly string[], possible: readonly string[]): boolean {
  let at = 0;
  for (const one of told) {
    while (at < possible.length && possible[at] !== one) at += 1;
    if (at === possible.length) return false;
    at += 1;
  }
  return true;
}

/** Where somebody translates, `16.0` is 16. */
const neutral = (value: unknown): string =>
  canonical(value).replace(/"value":"(-?[\d.]+)"/g, (_, number: string) => `"value":${Number(number)}`);

/** JSON with sorted keys: the order of properties means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
