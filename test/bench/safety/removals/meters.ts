// What makes it safe to believe a meter, and what vehicles were seen to do.

import type { Removal } from './removal.ts';

export const meterRemovals: readonly Removal[] = [
  {
    protection: 'a meter that hangs is a full circuit',
    edits: [
      {
        file: 'src/modbus/meter-freeze.ts',
        find: 'if (otherMs >= patient && (isWhole || otherMs >= wholeWithinMs)) freeze.hangs = true;',
        put: 'if (otherMs >= patient && (isWhole || otherMs >= wholeWithinMs)) freeze.hangs = false;',
      },
    ],
    // One that has never rested is found without this, too.
    shows: [['a meter that has rested', 'meter frozen', 1]],
  },
  {
    protection: 'a meter that has never rested, and rests, is a full circuit',
    edits: [
      {
        file: 'src/modbus/meter-freeze.ts',
        find: 'export const isFrozen = (freeze: Freeze): boolean => freeze.hangs || isRestless(freeze);',
        put: 'export const isFrozen = (freeze: Freeze): boolean => freeze.hangs && (freeze.hangs || isRestless(freeze));',
      },
    ],
    shows: [
      ['only watchdogs', 'meter frozen', 1],
      ['only leases', 'meter frozen', 3],
    ],
  },
  {
    protection: 'a meter that shows less than its chargers draw is none',
    edits: [
      {
        file: 'src/modbus/meter-scale.ts',
        find: "export const isUnusable = (off: Off | undefined): boolean => off === 'huge' || off === 'less';",
        put: "export const isUnusable = (off: Off | undefined): boolean => off === 'huge' && off !== 'huge';",
      },
    ],
    shows: [
      ['only watchdogs', 'meter ten times too low', 1],
      ['only leases', 'meter ten times too low', 1],
    ],
  },
  {
    protection: 'a meter that hid load is believed again when chargers draw enough to show that it is right',
    edits: [
      {
        file: 'src/modbus/meter-scale.ts',
        find: "if (off === undefined && !canTell && provenOff(scale, now) === 'less') return;",
        put: "if (off === undefined && canTell && provenOff(scale, now) === 'less') return;",
      },
    ],
    shows: [
      ['on the line that has room', 'meter ten times too low', 3],
      ['on the line that has room', 'meter ten times too low', 2],
    ],
  },
  {
    protection: 'no line of a meter carries less than one vehicle draws on one line',
    edits: [
      {
        file: 'src/modbus/meter-scale.ts',
        find: "if (line !== undefined && isLess(line.meterAmps, line.chargerAmps, leastLineAmps)) return 'less';",
        put: "if (line !== undefined && isLess(line.chargerAmps, 0, leastLineAmps)) return 'less';",
      },
    ],
    shows: [['on the line that has room', 'meter ten times too low', 14]],
  },
  {
    protection: 'the guard looks at every reading',
    edits: [
      {
        file: 'src/core/limits/base-loads.ts',
        find: 'if (bases.given === undefined || isLess(given, live)) shareNow(state);',
        put: 'if (bases.given === undefined && isLess(given, live)) shareNow(state);',
      },
      {
        file: 'src/core/limits/base-loads.ts',
        find: 'else if (isMore(given, live)) state.reallocate = true;',
        put: 'else if (isMore(live, live)) state.reallocate = true;',
      },
    ],
    shows: [
      ['only watchdogs', 'none', 1],
      ['only leases', 'none', 1],
    ],
  },
  {
    // Either of the two is enough.
    protection: 'other load of which nothing is known is as large as it may be, and believed after a while',
    edits: [
      {
        file: 'src/control/base-load.ts',
        find: 'now - goodSince >= settledMs;',
        put: 'now - goodSince >= 0 * settledMs;',
      },
      {
        file: 'src/control/base-load.ts',
        find: 'const amps = before === undefined ? highest : within',
        put: 'const amps = before === undefined ? lowest : within',
      },
    ],
    shows: [
      ['only leases', 'meter restarts', 1],
      ['only watchdogs', 'meter restarts', 1],
    ],
  },
  {
    // A meter that shows less than its chargers draw, where nobody says that anything feeds in, is none: that is enough, too.
    protection: 'what others feed in makes no room',
    edits: [
      {
        file: 'src/modbus/meter-scale.ts',
        find: "export const isUnusable = (off: Off | undefined): boolean => off === 'huge' || off === 'less';",
        put: "export const isUnusable = (off: Off | undefined): boolean => off === 'huge' && off !== 'huge';",
      },
      {
        file: 'src/core/limits/base-loads.ts',
        find: 'const plain = recentMost(base, lookBackMs).map((amps) => Math.max(0, amps));',
        put: 'const plain = recentMost(base, lookBackMs);',
      },
    ],
    shows: [['the sun feeds in, and leases', 'none', 2]],
  },
  {
    protection: 'what is drawn above a limit has no room to give',
    edits: [
      {
        file: 'src/core/limits/obedience.ts',
        find: '    one.excess = Math.max(...over);\n    for (const { at } of load.cells) {',
        put: '    one.excess = Math.max(...over);\n    for (const { at } of load.cells.slice(load.cells.length)) {',
      },
    ],
    shows: [
      ['cars draw more', 'none', 2],
      ['two panels', 'charger ignores its limit', 1],
    ],
  },
  {
    protection: 'lines that a vehicle was seen to leave free are forgotten when it has gone',
    edits: [
      {
        file: 'src/core/limits/vehicles.ts',
        find: 'if (open === undefined) return void state.vehicles.delete(load.key);',
        put: 'if (open === undefined) return;',
      },
      {
        file: 'src/core/limits/vehicles.ts',
        find: 'if (vehicle?.transaction !== open.transaction) state.vehicles',
        put: 'if (vehicle === undefined) state.vehicles',
      },
      {
        file: 'src/core/limits/obedience.ts',
        find: 'if (live?.connected !== true || hasLeft(state, load))',
        put: 'if (live?.connected !== true)',
      },
    ],
    shows: [['leases on one', 'none', 2]],
  },
  {
    protection: 'a line counts as free when nothing was drawn on it for a minute, by a vehicle that surely draws',
    edits: [
      {
        file: 'src/control/vehicle.ts',
        find: 'if (most < surelyDrawsAmps || !isWhole) vehicle.drawsSince = undefined;',
        put: 'if (!isWhole) vehicle.drawsSince = undefined;',
      },
      {
        file: 'src/control/vehicle.ts',
        find: 'if (vehicle.drawsSince !== undefined && readAt - vehicle.drawsSince >= learnMs) vehicle.phases ??= draws;',
        put: 'if (vehicle.drawsSince !== undefined) vehicle.phases ??= draws;',
      },
    ],
    shows: [['leases on one', 'none', 2]],
  },
  {
    protection: 'a line that was taken for free and is used counts at once',
    edits: [
      {
        file: 'src/control/vehicle.ts',
        find: 'if (isWhole && !amps.some((one, phase) => one >= nothingAmps && phases[phase] === false)) return false;',
        put: 'if (isWhole || amps.length > 0) return false;',
      },
    ],
    shows: [['more lines later', 'none', 1]],
  },
];
