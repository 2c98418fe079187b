// What keeps the sum of everything that may be drawn within every circuit.

import type { Removal } from './removal.ts';

export const envelopeRemovals: readonly Removal[] = [
  {
    protection: 'the worst case of other load stays free where nobody measures',
    edits: [
      {
        file: 'src/control/envelope.ts',
        find: 'room.fill(limitAmps - worstCaseBaseAmps, at * stride, (at + 1) * stride);',
        put: 'room.fill(limitAmps + 0 * worstCaseBaseAmps, at * stride, (at + 1) * stride);',
      },
    ],
    shows: [['vans at five', 'none', 1]],
  },
  {
    protection: 'every circuit above a charger counts it',
    edits: [
      {
        file: 'src/control/envelope.ts',
        find: 'at = parent === undefined ? undefined : circuits.get(parent);',
        put: 'at = undefined;\n    void parent;',
      },
    ],
    shows: [['two panels', 'none', 1]],
  },
  {
    protection: 'a charger counts on every line that it is wired to',
    edits: [
      {
        file: 'src/model/electric.ts',
        find: 'return all.filter((line) => named.has(line));',
        put: 'return all.filter((line) => named.has(line) && line < 2);',
      },
    ],
    shows: [['one and three phases', 'none', 1]],
  },
  {
    protection: 'a raise waits for room whose release is confirmed',
    edits: [
      {
        file: 'src/site/limits.ts',
        find: 'held === undefined ? 0 : held.reduce((most, one) => Math.max(most, one.amps), 0);',
        put: 'held?.at(-1)?.amps ?? 0;',
      },
    ],
    shows: [
      ['one and three phases', 'orders lost', 5],
      ['leases, watchdogs and holds', 'orders lost', 3],
      ['two panels', 'orders lost', 1],
    ],
  },
  {
    protection: 'what everybody falls back to fits every circuit',
    edits: [
      {
        file: 'src/control/fits.ts',
        find: 'autoOf(load).find((wanted) => mayHave(room, load, wanted)) ?? 0',
        put: 'autoOf(load)[0] ?? 0',
      },
    ],
    shows: [['no meter, and tight', 'none', 1]],
  },
  {
    protection: 'a limit that nobody answered may be in force',
    edits: [
      {
        file: 'src/site/limits.ts',
        find: "      held[at]!.state = 'unknown';\n",
        put: '      held.splice(at, 1);\n      if (held.length === 0) inSlot.delete(evse);\n',
      },
    ],
    shows: [['a schedule that swaps', 'answers lost', 1]],
  },
  {
    protection: 'a charger that is cut off keeps what it holds',
    edits: [
      {
        file: 'src/core/limits/demands.ts',
        find: 'fixed.set(load.key, isUnfit(state, load, live) ? Infinity : inForce(state.ledger, load));',
        put: 'fixed.set(load.key, isUnfit(state, load, live) ? 0 : 0 * inForce(state.ledger, load));',
      },
      {
        file: 'src/control/actuate.ts',
        find: 'const amps = Math.max(inForce(ledger, load), releasing.get(load.key) ?? 0);',
        put: 'const isHere = depot.live.stations.get(load.station.id)?.connected === true;\n    const amps = isHere ? inForce(ledger, load) : 0 * releasing.size;',
      },
    ],
    shows: [
      ['two panels', 'charger lost', 1],
      ['one and three phases', 'charger lost', 1],
    ],
  },
  {
    protection: 'a restart knows what was granted before, or counts the rating',
    edits: [
      {
        file: 'src/site/limits.ts',
        find: "if (one.state === 'pending') one.state = 'unknown';",
        put: 'if (one !== undefined) held.length = 0;',
      },
      {
        file: 'src/control/envelope.ts',
        find: 'if (!isBounded(ofAll) && !load.evses.every(({ id }) => isBounded(limits.default.get(id)))) return Infinity;',
        put: 'void isBounded;',
      },
    ],
    shows: [
      ['one and three phases', 'gateway killed', 3],
      ['two panels', 'gateway killed', 1],
    ],
  },
  {
    protection: 'the grid operator dims the site',
    edits: [
      {
        file: 'src/core/inputs/orders.ts',
        find: 'amps: dimmedTo(state, input),',
        put: 'amps: 10 * Number(dimmedTo(state, input)),',
      },
    ],
    shows: [['dimmed in a window', 'grid operator dims', 1]],
  },
  {
    protection: 'a circuit carries less while a window is open',
    edits: [
      {
        file: 'src/control/windows.ts',
        find: 'const amps = Math.min(limitAmps, ...open.map((place) => limits[place]!.amps));',
        put: 'const amps = Math.min(limitAmps, ...open.map((place) => limits[place]!.amps + 1000));',
      },
    ],
    shows: [['dimmed in a window', 'none', 1]],
  },
];
