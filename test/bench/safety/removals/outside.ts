// What keeps the word of those who limit the depot from outside.

import type { Removal } from './removal.ts';

export const outsideRemovals: readonly Removal[] = [
  {
    protection: 'others yield where a charger does not answer the limit that lowers it',
    edits: [
      {
        file: 'src/core/limits/unanswered.ts',
        find: "if (rung === 'none' || limits === undefined) return false;",
        put: "if (rung !== 'none' || limits === undefined) return false;",
      },
    ],
    shows: [['central system', 'orders lost', 1]],
  },
  {
    protection: 'the central system allows all its chargers so much together',
    edits: [
      {
        file: 'src/core/limits/csms-limits.ts',
        find: '    if (level.amps === undefined) continue;\n',
        put: '    if (level.amps === undefined || level.amps >= 0) continue;\n',
      },
    ],
    shows: [['central system', 'none', 1]],
  },
  {
    protection: 'the central system allows one charger so much',
    edits: [
      {
        file: 'src/core/limits/csms-limits.ts',
        find: "cap = { amps: level.amps, reason: { kind: 'csms', uplink, scope: 'evse' } };",
        put: "cap = { amps: level.amps + 1000, reason: { kind: 'csms', uplink, scope: 'evse' } };",
      },
    ],
    shows: [['central system', 'none', 1]],
  },
  {
    protection: 'a profile of the central system changes by its own schedule',
    edits: [
      {
        file: 'src/core/limits/question.ts',
        find: 'changesAt: Math.min(demandsChangeAt, ceilingsChangeAt, outside.changesAt) as Utc,',
        put: 'changesAt: Math.max(demandsChangeAt, ceilingsChangeAt, outside.changesAt) as Utc,',
      },
    ],
    shows: [
      ['a schedule, and no meter', 'none', 1],
      ['a schedule, and no meter', 'CSMS gone', 1],
    ],
  },
  {
    protection: 'a limit over the API lowers its circuit',
    edits: [
      {
        file: 'src/core/limits/outside.ts',
        find: "if (temporary !== undefined) lower(temporary.amps, { kind: 'temporary', circuit: circuit.id });",
        put: "if (temporary !== undefined) lower(temporary.amps + 1000, { kind: 'temporary', circuit: circuit.id });",
      },
    ],
    shows: [['central system', 'none', 1]],
  },
  {
    protection: 'a raise under a ceiling waits until others were seen to make room',
    edits: [
      {
        file: 'src/control/under-ceilings.ts',
        find: 'const rooms = ceilings.map((ceiling) => roomOf(ceiling, counted));',
        put: 'const rooms = ceilings.slice(ceilings.length).map((ceiling) => roomOf(ceiling, counted));',
      },
    ],
    shows: [['late, under a ceiling', 'none', 1]],
  },
  {
    // Each of the two is enough within the minute that there is (F096).
    protection: 'under a ceiling, who does not obey is stopped, and the others yield meanwhile',
    edits: [
      {
        file: 'src/core/limits/obedience.ts',
        find: 'if (ignored.length === 0) return ceiling;',
        put: 'if (ignored.length >= 0) return ceiling;',
      },
      {
        file: 'src/control/obedience.ts',
        find: 'if (one.overSince === undefined || now < after(one.stepAt, stepMs)) return undefined;',
        put: 'if (one.overSince === undefined || now < after(one.stepAt, 1e9 * stepMs)) return undefined;',
      },
    ],
    shows: [
      ['a control box', 'charger ignores its limit', 1],
      ['central system', 'charger ignores its limit', 1],
      ['dimmed in a window', 'charger ignores its limit', 1],
    ],
  },
  {
    protection: 'the control box allows all chargers so much together',
    edits: [
      {
        file: 'src/core/outside/grid.ts',
        find: '  if (amps === undefined) return [];\n',
        put: '  if (amps === undefined || amps >= 0) return [];\n',
      },
    ],
    shows: [['a control box', 'none', 1]],
  },
  {
    protection: 'the failsafe limit holds when the control box is silent (F121)',
    edits: [
      {
        file: 'src/control/grid/lpc.ts',
        find: 'return mono(Math.min(limit?.until ?? never, heartbeatAt + silenceMs));',
        put: 'return mono(Math.min(limit?.until ?? never, heartbeatAt + 1e9 * silenceMs));',
      },
    ],
    shows: [['a control box', 'control box silent', 1]],
  },
  {
    protection: 'a heartbeat without a limit raises nothing (F121)',
    edits: [
      {
        file: 'src/control/grid/lpc.ts',
        find: "    case 'init':\n    case 'failsafe':\n    case 'autonomous':\n      // Autonomous is not unlimited.\n      return failsafeAmps;",
        put: "    case 'init':\n    case 'failsafe':\n      return failsafeAmps;\n    case 'autonomous':\n      return undefined;",
      },
    ],
    shows: [['a control box', 'control box comes back without a limit', 1]],
  },
  {
    protection: 'the failsafe limit holds after a start, until the control box was heard',
    edits: [
      {
        file: 'src/control/grid/lpc.ts',
        find: "export const newLpc = (now: Mono): Lpc => ({ state: 'init', since: now });",
        put: "export const newLpc = (now: Mono): Lpc => ({ state: 'controlled', since: now });",
      },
    ],
    shows: [['a control box', 'gateway killed', 1]],
  },
  {
    protection: 'a contact that cannot be read counts as the file says',
    edits: [
      {
        file: 'src/core/inputs/read.ts',
        find: "const active = settled ?? (was || config.onLoss === 'active');",
        put: 'const active = settled ?? (was || config.onLoss !== config.onLoss);',
      },
    ],
    shows: [['dimmed in a window', 'contact of the grid operator lost', 1]],
  },
];
