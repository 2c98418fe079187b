// What a station says to the limit with an end that its test told it, by the limit's own id. The places where limits are counted do
// not tell: there one bounds nothing any more long before it has ended, and one that got no answer looks like one that was refused.

import type { CommandSettled } from '../../model/fact/command.ts';
import type { CommandId, EvseKey, StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { visible } from '../../model/visible.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

/** A limit with an end goes on its way: that of a test, where one has just told this very EVSE a limit. */
export function noteToldByTest({ proving }: State, key: EvseKey, command: CommandId, now: Now): void {
  const { station, evse } = evseOf(key);
  const one = proving.get(station);
  if (one?.state === 'running' && one.evse === evse && one.toldAt === now.mono)
    Object.assign(one, { command, answer: undefined });
}

/** What a peer may say of why: one line on a screen. */
const mostLetters = 120;

/** What became of it. `words` are those of the station. */
export function noteAnswerToTest(
  { proving }: State,
  station: StationId,
  command: CommandId,
  outcome: CommandSettled['outcome'],
  words: string,
  now: Now,
): void {
  const one = proving.get(station);
  if (one?.command !== command || one.answer !== undefined) return;
  one.answer = { outcome, words: visible(words.slice(0, mostLetters)), at: now.mono };
}
