// The plants and metrics of the load benches are right: known rules reach the very figures of the reference tables on them.

import { describe, expect, it } from 'vitest';
import type { AcnKind } from '../../bench/load-sets/acn-network.ts';
import { acnNetwork } from '../../bench/load-sets/acn-network.ts';
import { runAcn } from '../../bench/load-sets/acn-plant.ts';
import { acnRules } from '../../bench/load-sets/acn-rules.ts';
import { acnName, readAcn } from '../../bench/load-sets/acn-set.ts';
import { runDepot } from '../../bench/load-sets/depot-plant.ts';
import { depotRules } from '../../bench/load-sets/depot-rules.ts';
import type { DepotName } from '../../bench/load-sets/depot-set.ts';
import { readDepot } from '../../bench/load-sets/depot-set.ts';
import { noSets, setsFolder } from '../../bench/load-sets/folder.ts';
import { readReference } from '../../bench/load-sets/reference.ts';

const folder = setsFolder();

const depots: readonly (readonly [DepotName, number])[] = [
  ['van60', 100],
  ['van60', 200],
  ['bus40', 1000],
  ['acn_eu', 50],
];
const carParks: readonly (readonly [AcnKind, number])[] = [
  ['three_phase', 10],
  ['three_phase', 40],
  ['single_phase', 20],
];

describe('rules of the reference tables, to the last digit', () => {
  for (const [name, mainAmps] of depots)
    it(`${name} with ${mainAmps} A`, (ctx) => {
      if (folder === undefined) return ctx.skip(noSets);
      const depot = readDepot(folder, name);
      const reference = readReference(folder);
      for (const [algorithm, rule] of Object.entries(depotRules)) {
        const { energyPct, readyPct, startsPerSession, jain, worstSession, violations } = runDepot(
          depot,
          mainAmps,
          rule,
        );
        const told = reference.row(algorithm, name, mainAmps).unrounded;
        const label = `${algorithm}: `;
        expect(violations, `${label}violations`).toBe(0);
        expect(energyPct, `${label}energy`).toBeCloseTo(told.energyPct, 3);
        expect(readyPct, `${label}ready`).toBeCloseTo(told.readyPct, 2);
        expect(startsPerSession, `${label}starts`).toBeCloseTo(told.startsPerSession!, 2);
        expect(jain, `${label}Jain`).toBeCloseTo(told.jain!, 4);
        expect(worstSession, `${label}worst`).toBeCloseTo(told.worstSession!, 3);
      }
    });

  for (const [kind, kW] of carParks)
    it(`the car park, ${kind}, with ${kW} kW`, (ctx) => {
      if (folder === undefined) return ctx.skip(noSets);
      const set = readAcn(folder);
      for (const row of readReference(folder).rows(acnName, kW, kind)) {
        const known = acnRules[row.algorithm];
        if (known === undefined) continue;
        const { energyPct, readyPct, violations } = runAcn(set, acnNetwork(kind, kW), known.rule, known.rateBound);
        expect(violations, row.algorithm).toBe(0);
        expect(energyPct, row.algorithm).toBeCloseTo(row.unrounded.energyPct, 4);
        expect(readyPct, row.algorithm).toBeCloseTo(row.unrounded.readyPct, 3);
      }
    });

  it('there are eight for the car park and five for the depots', () => {
    expect(Object.keys(acnRules)).toHaveLength(8);
    expect(Object.keys(depotRules)).toHaveLength(5);
  });
});
