// `npm run bench -- <name>`: the last line is one JSON object with the figures, the goals and whether they are met.

import { allocation } from './allocate.ts';
import { dashboard } from './dashboard.ts';
import { api } from './api.ts';
import { depot } from './depot.ts';
import { drain } from './drain.ts';
import type { Bench } from './figures.ts';
import { isolation } from './isolation.ts';
import { modbus } from './modbus.ts';
import { mqtt } from './mqtt.ts';
import { plan } from './plan.ts';
import { reaction } from './reaction.ts';
import { recovery } from './recovery.ts';
import { relay } from './relay.ts';
import { safety } from './safety.ts';
import { stormBench } from './storm.ts';
import { throughput } from './throughput.ts';
import { utilisation } from './utilisation.ts';
import { weekOffline } from './week-offline.ts';

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  throughput,
  drain,
  recovery,
  allocate: allocation,
  'week-offline': weekOffline,
  modbus,
  mqtt,
  utilisation,
  depot,
  plan,
  reaction,
  safety,
  relay,
  isolation,
  dashboard,
  api,
  storm: stormBench,
};

const name = process.argv[2] ?? '';
const bench = benches[name];
if (bench === undefined) {
  console.error(`Name one of: ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}
const { figures, goals } = await bench();
const met = Object.entries(goals).every(([figure, goal]) => {
  const value = figures[figure] ?? Number.NaN;
  return goal.atLeast !== undefined ? value >= goal.atLeast : value <= (goal.atMost ?? 0);
});
console.log(JSON.stringify({ bench: name, figures, goals, met }));
process.exit(met ? 0 : 1);
