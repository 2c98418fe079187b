// Commands of an MQTT uplink that are remembered, so that a repeat has no second effect and gets the same answer.

import type { UplinkCommandAnswered, UplinkCommanded, UplinkCommandFact } from '../model/fact/uplink-command.ts';
import type { Utc } from '../model/time.ts';

export interface KnownCommand extends Pick<UplinkCommanded, 'id' | 'what' | 'about' | 'mark' | 'until'> {
  /** Absent while nobody has answered, or where a process ended before somebody did. */
  answer?: Pick<UplinkCommandAnswered, 'status' | 'code' | 'text' | 'data' | 'isCut'>;
}

export type KnownCommands = Map<string, KnownCommand>;

/** More than anybody orders in an hour by hand, and a snapshot of them stays short work. */
export const commandsKept = 1000;

export function foldCommand(known: KnownCommands | undefined, fact: UplinkCommandFact): KnownCommands | undefined {
  switch (fact.kind) {
    case 'UplinkCommanded': {
      const { key, id, what, about, mark, until, happenedAt } = fact;
      const all: KnownCommands = known ?? new Map<string, KnownCommand>();
      all.delete(key);
      makeRoom(all, happenedAt);
      all.set(key, { id, what, mark, ...(about !== undefined && { about }), ...(until !== undefined && { until }) });
      return all;
    }
    case 'UplinkCommandAnswered': {
      const one = known?.get(fact.key);
      const { status, code, text, data, isCut } = fact;
      if (one !== undefined)
        one.answer = {
          status,
          ...(code !== undefined && { code }),
          ...(text !== undefined && { text }),
          ...(data !== undefined && { data }),
          ...(isCut === true && { isCut }),
        };
      return known;
    }
    case 'UplinkCommandRefused':
      return known;
  }
}

/** The oldest that nobody can repeat any more gives way; one that could be only where there is no other. */
function makeRoom(all: KnownCommands, at: Utc): void {
  if (all.size < commandsKept) return;
  const over = overIn(all, at) ?? all.keys().next().value;
  if (over !== undefined) all.delete(over);
}

function overIn(all: KnownCommands, at: Utc): string | undefined {
  for (const [key, { until }] of all) if (until === undefined || until <= at) return key;
  return undefined;
}

/** Whether another command can be remembered without one being forgotten that could come again. */
export const hasRoomFor = (known: KnownCommands | undefined, at: Utc): boolean =>
  known === undefined || known.size < commandsKept || overIn(known, at) !== undefined;
