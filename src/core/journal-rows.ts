// Rows that come back from the journal into the window of an uplink. What cannot be read is set aside with an alarm.

import type { Fact } from '../model/fact/fact.ts';
import type { Row, UplinkId } from '../model/ids.ts';
import { decodeFact } from '../model/line.ts';
import { noteRows } from '../uplink/outbox.ts';
import type { JournalLine } from './ports.ts';
import type { State } from './state.ts';
import { count } from './state.ts';

/** Only these lines can be for an uplink; all others need not be parsed. */
const told = '{"kind":"Transaction';

export function takeRows(state: State, id: UplinkId, through: Row, lines: readonly JournalLine[]): void {
  const uplink = state.uplinks.get(id);
  const part = state.ledger.uplinks.get(id);
  if (uplink === undefined || part === undefined) return;
  const facts = lines
    .filter(({ json }) => json.startsWith(told))
    .flatMap(({ row, json }) => {
      const fact = decodeOrSetAside(state, row, json);
      return fact === undefined ? [] : [{ row, fact }];
    });
  noteRows(uplink.outbox, part, through, facts, uplink.stations);
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
