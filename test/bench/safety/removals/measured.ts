// What makes it safe to give out room that only measurements show.

import type { Removal } from './removal.ts';

export const measuredRemovals: readonly Removal[] = [
  {
    protection: 'current on lines that were switched off counts there (E43)',
    edits: [
      {
        file: 'src/core/modbus/phases.ts',
        find: 'if ((phasesView(charger).used ?? 1) <= 1) return;',
        put: 'if ((phasesView(charger).used ?? 1) <= 3) return;',
      },
      {
        file: 'src/core/modbus/phases.ts',
        find: '(reported ?? phases) === phases && used <= phases;',
        put: '(reported ?? phases) === phases && used <= 3;',
      },
    ],
    shows: [
      ['on the line that has room', 'switch of phases ignored', 1],
      ['on the line that has room', 'switch of phases ignored', 2],
    ],
  },
  {
    protection: 'a meter that is silent is a full circuit',
    edits: [
      {
        file: 'src/core/limits/base-loads.ts',
        find: "if (quality !== 'good' || onLines?.length",
        put: 'if (onLines?.length',
      },
      {
        file: 'src/core/limits/base-loads.ts',
        find: 'const staleAt = after(readAt, stalePeriods * periodMs + 1);',
        put: 'const staleAt = after(readAt, 1e9);',
      },
    ],
    shows: [
      ['only watchdogs', 'meter lost', 1],
      ['Modbus beside OCPP', 'meter lost', 1],
    ],
  },
  {
    protection: 'a reserve stays free for the next step of other load',
    edits: [
      {
        file: 'src/control/books.ts',
        find: 'Math.max(amps, Math.min(amps + reserve, worstCaseBaseAmps));',
        put: 'Math.max(amps, Math.min(amps + 0 * reserve, worstCaseBaseAmps));',
      },
    ],
    shows: [['large steps', 'none', 1]],
  },
  {
    protection: 'other load is followed while it grows',
    edits: [
      {
        file: 'src/control/base-load.ts',
        find: 'Math.min(most, Math.max(lowest[line]!, before[line]!))',
        put: 'Math.min(most, before[line]! + 0 * lowest[line]!)',
      },
    ],
    shows: [['only watchdogs', 'none', 1]],
  },
  {
    protection: 'a vehicle that begins has no more than its minimum at first',
    edits: [
      {
        file: 'src/core/limits/demands.ts',
        find: 'return ((turn?.since ?? beganAt(session)) + startMs) as Utc;',
        put: 'return ((turn?.since ?? beganAt(session)) + 0 * startMs) as Utc;',
      },
    ],
    shows: [
      ['vehicles begin while', 'none', 1],
      ['only leases', 'none', 1],
    ],
  },
  {
    protection: 'what a charger is lowered to counts when its vehicle was seen to follow',
    edits: [
      {
        file: 'src/control/actuate.ts',
        find: 'Math.max(inForce(ledger, load), releasing.get(load.key) ?? 0);',
        put: 'Math.max(inForce(ledger, load), 0 * (releasing.get(load.key) ?? 0));',
      },
    ],
    shows: [['vehicles that follow late', 'none', 1]],
  },
  {
    protection: 'a charger that draws more than it may counts with what it draws',
    edits: [
      {
        file: 'src/control/obedience.ts',
        find: 'if (seen.readAt - one.above.since >= windowMs) one.overSince ??= seen.readAt;',
        put: 'void windowMs;',
      },
    ],
    shows: [['full to the brim', 'charger ignores its limit', 1]],
  },
  {
    protection: 'lines that a vehicle does not use are free only where a meter watches them',
    edits: [
      {
        file: 'src/core/limits/vehicles.ts',
        find: 'return !isWatched || !unused.has(at % 3);',
        put: 'return (isWatched && false) || !unused.has(at % 3);',
      },
    ],
    shows: [['leases on one', 'meter lost', 1]],
  },
  {
    protection:
      'the watchdog of a charger is fed while its limit is in use, and its fallback is what counts without a gateway',
    edits: [
      {
        file: 'src/control/books.ts',
        find: "    case 'watchdog':\n      return { held: fallback,",
        put: "    case 'watchdog':\n      return { held: 0 * fallback,",
      },
      {
        file: 'src/control/allocate.ts',
        find: "if (load.hold.holding !== 'hold') count(rooms, load, alone, 0);",
        put: "if (load.hold.holding === 'lease') count(rooms, load, alone, 0);",
      },
    ],
    shows: [
      ['leases, watchdogs and holds', 'none', 1],
      ['Modbus beside OCPP', 'none', 1],
    ],
  },
];
