// Searches seeds of the stack: RUNS=n so many, FIRST=n from this one, SEED=n one alone.

import { runStack } from './run.ts';
import { sizes } from './sites.ts';

const { SEED, RUNS = '100', FIRST = '1' } = process.env;
const first = Number(SEED ?? FIRST);
const runs = SEED === undefined ? Number(RUNS) : 1;
const sum = { cuts: 0, kills: 0, overMs: 0, failed: 0 };
for (let seed = first; seed < first + runs; seed += 1) {
  const { findings, cuts, kills, worst } = runStack(seed, {
    amps: sizes.fallbackAmps,
    afterSeconds: sizes.afterSeconds,
  });
  sum.cuts += cuts;
  sum.kills += kills;
  sum.overMs = Math.max(sum.overMs, worst.overMs);
  if (findings.length > 0) sum.failed += 1;
  for (const finding of findings) console.log(`seed ${seed}: ${finding.slice(0, 300)}`);
}
console.log(
  `${runs} runs, ${sum.cuts} links cut, ${sum.kills} gateways started anew, longest above a limit ${(sum.overMs / 1000).toFixed(1)} s, ${sum.failed} failed`,
);
process.exitCode = sum.failed === 0 ? 0 : 1;
