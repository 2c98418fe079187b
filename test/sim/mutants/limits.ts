// Rules of the limits, each broken on purpose.

import type { Mutant } from './mutant.ts';

export const limitMutants: readonly Mutant[] = [
  {
    rule: 'only a command that lowers may overtake the disk',
    file: 'src/control/actuate.ts',
    find: 'limits.push(setLimit(write, amps, slot, false, isLong));',
    put: 'limits.push(setLimit(write, amps, slot, true, isLong));',
  },
  {
    rule: 'a lowering first cancels every unreleased limit for its EVSE',
    file: 'src/core/limits/limits.ts',
    find: 'if (command.lowers) clearTheWay',
    put: 'if (command.amps < 0) clearTheWay',
  },
  {
    rule: 'a recalled limit never leaves',
    file: 'src/core/held-sends.ts',
    find: 'waiting[at]!.send = undefined;',
    put: 'void at;',
  },
  {
    rule: 'commands at a crash become unknown',
    file: 'src/site/limits.ts',
    find: "if (one.state === 'pending') one.state = 'unknown';",
    put: 'void one;',
  },
  {
    rule: 'a raise goes only into room whose release is confirmed',
    file: 'src/site/limits.ts',
    find: 'held === undefined ? 0 : held.reduce((most, one) => Math.max(most, one.amps), 0);',
    put: 'held?.at(-1)?.amps ?? 0;',
  },
  {
    rule: 'an EVSE counts on every line that it is wired to',
    file: 'src/model/electric.ts',
    find: 'return all.filter((line) => named.has(line));',
    put: 'return all.filter((line) => named.has(line) && line < 2);',
  },
  {
    rule: 'a station that holds a limit of ours is never cleared',
    file: 'src/core/adopt/clear-profiles.ts',
    find: 'if (holdsOurs(context.part) &&',
    put: 'if (context.live.connected === undefined &&',
  },
  {
    rule: 'what everybody falls back to fits every circuit and line',
    file: 'src/control/fits.ts',
    find: 'autoOf(load).find((wanted) => mayHave(room, load, wanted)) ?? 0',
    put: 'autoOf(load)[0] ?? 0',
  },
  {
    rule: 'a limit is told anew only within what is counted for it anyway',
    file: 'src/control/writes.ts',
    find: 'const again = Math.min(amps, most, bound(write));',
    put: 'void most;\n  const again = amps;',
  },
  {
    rule: 'the envelope counts what an EVSE falls back to',
    file: 'src/control/envelope.ts',
    find: 'isLeased && isBounded(lease) ? own : Math.max(own, mostOf(limits.default.get(evse)))',
    put: 'limits.tx.has(evse) ? own : mostOf(limits.default.get(evse))',
  },
  {
    rule: 'a share never takes what others fall back to',
    file: 'src/control/allocate.ts',
    find: 'count(rooms, load, alone, alone);',
    put: 'count(rooms, load, 0, 0);',
  },
  {
    rule: 'a limit that was not answered may be in force',
    file: 'src/site/limits.ts',
    find: "      held[at]!.state = 'unknown';\n",
    put: '      held.splice(at, 1);\n      if (held.length === 0) inSlot.delete(evse);\n',
  },
  {
    rule: 'what may overtake the disk is at or below everything that may be in force',
    file: 'src/control/writes.ts',
    find: 'setLimit(write, lower, slot, lower <= write.leastAmps)',
    put: 'setLimit(write, lower, slot, true)',
  },
  {
    rule: 'a TxProfile stands on something that its station took to fall back to',
    file: 'src/control/writes.ts',
    find: 'if (verdict === undefined || !isBounded(base.own)) return undefined;',
    put: 'if (verdict === undefined) return undefined;',
  },
  {
    rule: 'what others left in a station is cleared before it is told anything',
    file: 'src/core/adopt/clear-profiles.ts',
    find: 'purposesToClear(state, station.id).find(',
    put: 'purposesToClear(state, station.id).slice(0, 0).find(',
  },
  {
    rule: 'a station is told its first limit when it has been cleared',
    file: 'src/control/writes.ts',
    find: 'return station.mayBegin && !isWaiting',
    put: 'return !isWaiting',
  },
  {
    rule: 'silence is no answer to the clearing of profiles',
    file: 'src/core/adopt/clear-profiles.ts',
    find: "if (status === 'Unanswered' || status === 'Offline') return [];",
    put: '',
  },
  {
    rule: 'a circuit that got less is shared out anew',
    file: 'src/core/limits/question.ts',
    find: 'books: roomNow(state, now),',
    put: 'books: (state.first ??= roomNow(state, now)),',
  },
  {
    rule: 'a limit below the fallback outlives every limit above it',
    file: 'src/control/leases.ts',
    find: 'mayEndAt: after(now, leftMs - outlivesMs)',
    put: 'mayEndAt: after(now, leftMs - outlivesMs * 0)',
    first: 1640,
  },
  {
    rule: 'only who was seen to end limits is relied on to end them',
    file: 'src/control/ladder.ts',
    find: "(capabilities.lease ?? others.lease) !== 'proved'",
    put: "(capabilities.lease ?? others.lease) === 'failed'",
  },
  {
    rule: 'a station with another clock gets no limit with an end',
    file: 'src/control/leases.ts',
    find: 'Math.abs(errorMs) <= clockToleranceMs',
    put: 'Math.abs(errorMs) <= 60_000',
  },
];
