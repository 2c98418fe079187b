// `busbar simulate`: charge points with vehicles for anybody's gateway or central system.

import type { Lines } from '../../adapters/simulator/lines.ts';
import { clock, newLines } from '../../adapters/simulator/lines.ts';
import type { Explained } from '../../adapters/simulator/wire/explain-refusal.ts';
import type { Fleet } from '../../adapters/simulator/wire/run-fleet.ts';
import { runFleet } from '../../adapters/simulator/wire/run-fleet.ts';
import { addressOf } from '../../adapters/simulator/wire/run-station.ts';
import type { SimulateArguments, SimulatePlan } from './simulate-options.ts';
import { planOf } from './simulate-options.ts';

const stateEveryMs = 10_000;
/** After the end, messages that are under way may still be acknowledged. */
const graceMs = 15_000;

/** Exit code 1 when the options are wrong, nobody lets the stations in, or something was not acknowledged. */
export async function simulate(given: SimulateArguments): Promise<void> {
  const planned = planOf(given, () => Math.floor(Math.random() * 1e6));
  if ('problems' in planned) {
    for (const { message, remedy } of planned.problems)
      console.error(`BB_SIMULATE_OPTION\n  ${message}\n  ${remedy}\n`);
    process.exitCode = 1;
    return;
  }
  const { plan } = planned;
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const lines = newLines((line) => console.log(line), seconds);
  console.log(introduction(plan));
  const fleet = start(plan, plan.quiet ? silent(lines) : lines);
  const report = setInterval(() => lines.tell(fleet.state()), stateEveryMs);
  const why = await Promise.race([fleet.refused, ended(plan.minutes)]);
  clearInterval(report);
  if (why !== undefined) return giveUp(why);
  lines.tell('The vehicles leave, and what is still to be acknowledged is waited for. Ctrl-C again ends at once.');
  process.once('SIGINT', () => process.exit(1));
  const summary = await fleet.end(graceMs);
  console.log(`\nAfter ${clock(seconds())}, at ${plan.url}, with the seed ${plan.seed}:`);
  for (const line of summary.lines) console.log(`  ${line}`);
  process.exit(summary.isGood ? 0 : 1);
}

function introduction({ url, version, ids, seed, minutes, password }: SimulatePlan): string {
  const [first, last] = [ids[0]!, ids.at(-1)!];
  const names = ids.length === 1 ? `${first} connects` : `${ids.length} stations, ${first} to ${last}, connect`;
  const until = minutes === undefined ? 'until Ctrl-C' : `for ${minutes} min, or until Ctrl-C`;
  const aKey = typeof password === 'string' ? 'a password' : `a key of ${password?.length} bytes`;
  const secret = password === undefined ? 'without a password' : `with ${aKey}`;
  return `OCPP ${version}: ${names} ${secret}, the first to ${addressOf(url, first)}, ${until}. Seed ${seed}.`;
}

function start(plan: SimulatePlan, lines: Lines): Fleet {
  const { url, ids, evses, seed, wait } = plan;
  return runFleet({
    url,
    ids,
    evses,
    seed,
    wait,
    lines,
    stayMs: plan.stayMinutes * 60_000,
    pauseMs: plan.pauseMinutes * 60_000,
    connectsPerSecond: plan.connectPerSecond,
    station: {
      version: plan.version,
      sampleSeconds: plan.sampleSeconds,
      securityEvents: plan.securityEvents,
      // The tally counts; the records themselves are for whoever compares books.
      mostRecords: 100,
      ...(plan.password !== undefined && { securityProfile: url.startsWith('wss:') ? 2 : 1 }),
    },
    ...(plan.password !== undefined && { password: plan.password }),
    ...(plan.ca !== undefined && { ca: plan.ca }),
    ...(plan.tokens !== undefined && { tokens: plan.tokens }),
    ...(plan.dropMinutes !== undefined && { dropMs: plan.dropMinutes * 60_000 }),
  });
}

const silent = (lines: Lines): Lines => ({ ...lines, say: () => undefined });

/** Resolves when the time is over, or somebody ends it. */
function ended(minutes: number | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    const end = (): void => resolve(undefined);
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    if (minutes !== undefined) setTimeout(end, minutes * 60_000);
  });
}

function giveUp({ code, message, remedy }: Explained): void {
  console.error(`\n${code}\n  ${message}\n  ${remedy}`);
  process.exit(1);
}
