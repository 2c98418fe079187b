// What is done about stations that are odd, or that were left by others.

import type { Removal } from './removal.ts';

export const stationRemovals: readonly Removal[] = [
  {
    protection: 'a station that takes no limit counts at its rating',
    edits: [
      {
        file: 'src/control/envelope.ts',
        find: "    case 'none':\n      return Infinity;",
        put: "    case 'none':\n      return 0;",
      },
      {
        file: 'src/control/fits.ts',
        find: "const fixed = load.hold.rung === 'none' ? Infinity : declaredOf(load);",
        put: "const fixed = load.hold.rung === 'none' ? 0 : declaredOf(load);",
      },
    ],
    shows: [['odd charge points', 'none', 1]],
  },
  {
    protection: 'a station of which nobody knows what it holds counts at its rating',
    edits: [
      {
        file: 'src/control/envelope.ts',
        find: 'if (!isBounded(ofAll) && !load.evses.every(({ id }) => isBounded(limits.default.get(id)))) return Infinity;',
        put: 'void isBounded;',
      },
      {
        file: 'src/control/envelope.ts',
        find: '      if (!isBounded(ofAll)) return Infinity;\n',
        put: '',
      },
      {
        file: 'src/control/envelope.ts',
        find: 'if (limits === undefined) return Infinity;',
        put: 'if (limits === undefined) return 0;',
      },
    ],
    shows: [['odd charge points', 'none', 1]],
  },
  {
    protection: 'a station that refuses 0 counts with its minimum',
    edits: [
      {
        file: 'src/control/envelope.ts',
        find: 'export const leastAmpsOf = ({ hold, minAmps }: Load): number => (hold.zeroOk ? 0 : minAmps);',
        put: 'export const leastAmpsOf = ({ hold, minAmps }: Load): number => (hold.zeroOk ? 0 : 0 * minAmps);',
      },
    ],
    shows: [['odd charge points', 'none', 1]],
  },
  {
    protection: 'one limit for several outlets counts for each of them',
    edits: [
      {
        file: 'src/control/envelope.ts',
        find: '(isSum ? Math.min(1, there.length) : there.length)',
        put: '(isSum || there.length > 1 ? Math.min(1, there.length) : there.length)',
      },
    ],
    shows: [['odd charge points', 'none', 1]],
  },
  {
    protection: 'what another system left in a station is taken out before it is told anything',
    edits: [
      {
        file: 'src/core/adopt/clear-profiles.ts',
        find: 'if (holdsOurs(context.part) && !asked.has(begun)) return undefined;',
        put: 'if (holdsOurs(context.part) || asked.size >= 0) return undefined;',
      },
    ],
    shows: [['odd charge points', 'none', 1]],
  },
  {
    protection: 'what raises a limit is on the disk before it is told',
    edits: [
      {
        file: 'src/core/driver.ts',
        find: 'else if (held.isFree(send, backlog.durable()) || isNothingWaiting()) outlet.send(send);',
        put: "else if (held.isFree(send, backlog.durable()) || isNothingWaiting() || send.kind === 'frame') outlet.send(send);",
      },
    ],
    // Whoever is back at once is told anew before anybody has its room.
    shows: [['come back late', 'gateway killed as it raises', 1]],
  },
];
