// Rows that come back from the journal into the window of an uplink. What cannot be read is set aside with an alarm.

import type { Fact } from '../model/fact/fact.ts';
import type { Row, UplinkId } from '../model/ids.ts';
import { decodeFact } from '../model/line.ts';
import { noteRows, readWanted } from '../uplink/outbox.ts';
import type { Input, Now, Send } from './ports.ts';
import type { State } from './state.ts';
import { count } from './state.ts';
import type { UplinkLive } from './uplink/live.ts';

/** Only these lines can be for an uplink; all others need not be parsed. */
const told = ['{"kind":"Transaction', '{"kind":"CostTold"'];

/** Whether rows are durable by now that an uplink waits for. */
export const wantsRows = ({ uplinks, uplinkWork: { behind } }: State, durable: Row): boolean =>
  [...behind].some((id) => {
    const outbox = uplinks.get(id)?.outbox;
    return outbox?.behind !== undefined && !outbox.reading && outbox.behind <= durable;
  });

/**
 * Reads on for those whose window has room. A thousand that speak for one station each would read the same rows a thousand
 * times: for all of them together one read is under way at a time, from where the last of them stands.
 */
export function askForRows(state: State, sends: Send[], { durable }: Now): void {
  const { uplinkWork: work } = state;
  let last: { uplink: UplinkId; from: Row; maxRows: number } | undefined;
  for (const id of work.behind) {
    const uplink = state.uplinks.get(id);
    const isOfOne = uplink?.config.speaksFor !== undefined;
    if (uplink === undefined || (isOfOne && work.readsFor !== undefined)) continue;
    const wanted = readWanted(uplink.outbox, durable);
    if (wanted === undefined) continue;
    if (!isOfOne) read(uplink, sends, { uplink: id, ...wanted });
    else if (last === undefined || wanted.from < last.from) last = { uplink: id, ...wanted };
  }
  if (last === undefined) return;
  work.readsFor = last.uplink;
  read(state.uplinks.get(last.uplink)!, sends, last);
}

function read({ outbox }: UplinkLive, sends: Send[], wanted: { uplink: UplinkId; from: Row; maxRows: number }): void {
  outbox.reading = true;
  sends.push({ kind: 'read', ...wanted });
}

type Rows = Extract<Input, { kind: 'rows' }>;

export function takeRows(state: State, { uplink: id, from, through, lines }: Rows): void {
  const { uplinkWork: work } = state;
  const uplink = state.uplinks.get(id);
  if (work.readsFor === id) work.readsFor = undefined;
  const facts = lines
    .filter(({ json }) => told.some((start) => json.startsWith(start)))
    .flatMap(({ row, json }) => {
      const fact = decodeOrSetAside(state, row, json);
      return fact === undefined ? [] : [{ row, fact }];
    });
  if (uplink?.config.speaksFor === undefined) return take(state, uplink, through, facts);
  uplink.outbox.reading = false;
  const ofStation = Map.groupBy(facts, ({ fact }) => ('station' in fact ? fact.station : undefined));
  for (const other of work.behind) {
    const one = state.uplinks.get(other);
    const next = one?.outbox.behind;
    if (one?.config.speaksFor === undefined || next === undefined || next < from || next > through) continue;
    take(state, one, through, ofStation.get(one.config.speaksFor) ?? []);
  }
}

function take(state: State, uplink: UplinkLive | undefined, through: Row, facts: Parameters<typeof noteRows>[3]): void {
  const part = uplink === undefined ? undefined : state.ledger.uplinks.get(uplink.config.id);
  if (uplink === undefined || part === undefined) return;
  noteRows(uplink.outbox, part, through, facts, uplink.stations);
  if (uplink.outbox.behind === undefined) state.uplinkWork.behind.delete(uplink.config.id);
}

/** The fact of a line, or undefined with an alarm: a line that cannot be read never stops the gateway. */
export function decodeOrSetAside(state: Pick<State, 'alarms' | 'counters'>, row: Row, json: string): Fact | undefined {
  try {
    return decodeFact(json);
  } catch {
    setAside(state, row);
    return undefined;
  }
}

export function setAside(state: Pick<State, 'alarms' | 'counters'>, row: Row): void {
  count(state as State, 'setAside');
  state.alarms.set(
    'BB_FACT_SET_ASIDE',
    `Row ${row} of the journal cannot be read and was set aside; the rest goes on. Keep the data directory for the developers.`,
  );
}
