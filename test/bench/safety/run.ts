// One seeded run: vehicles come, a fault strikes and is healed, and judges look at every step.

import type { AskId, EvseKey } from '../../../src/model/ids.ts';
import { watchBlind } from './blind.ts';
import type { Currents } from './judge-currents.ts';
import { createCurrentJudge } from './judge-currents.ts';
import { createEnvelopeJudge } from './judge-envelope.ts';
import type { Fault } from './faults/fault.ts';
import { anyCar, createCar } from './plant/car.ts';
import { bearsRise, longestAloneMs } from './reserve-rule.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

export interface Outcome extends Currents {
  readonly scenario: string;
  readonly fault: string;
  readonly seed: number;
  readonly envelopeViolations: number;
  readonly findings: readonly string[];
  /** Of these, what has nothing to do with amps: a frame that is not OCPP, a core that threw. */
  readonly otherFindings: number;
  /** A step of other load has its reserve here. */
  readonly hasReserve: boolean;
  /** Ampere-seconds that all vehicles took: a gateway that gives nothing is safe, too. */
  readonly given: number;
  /** How often chargers were told to switch between one phase and three. */
  readonly switches: number;
}

const minute = 60_000;
/** Stations are taken on before anybody comes. */
const readyMs = 90_000;
const strikesMs = readyMs + 4 * minute;
const healsMs = strikesMs + 4 * minute;
const endMs = healsMs + 2 * minute;

/** Undefined where the scenario has nothing that could fail so. `endsAtFirst`: what is wrong once ends the run. */
export function runOnce(scenario: Scenario, fault: Fault, seed: number, endsAtFirst = false): Outcome | undefined {
  try {
    return run(scenario, fault, seed, endsAtFirst);
  } catch (error) {
    const why = `the run broke off: ${String((error as Error).stack).slice(0, 600)}`;
    const nothing = { envelopeViolations: 0, longestExcursionS: 0, given: 0, switches: 0 };
    const breakers = { trips: 0, thermalPeak: 0, rawTrips: 0, rawThermalPeak: 0 };
    const amperes = { rawAmpereSeconds: 0, controllableAmpereSeconds: 0 };
    const about = { scenario: scenario.name, fault: fault.name, seed, hasReserve: false };
    return { ...about, ...nothing, ...breakers, ...amperes, findings: [why], otherFindings: 1 };
  }
}

function run(scenario: Scenario, fault: Fault, seed: number, endsAtFirst: boolean): Outcome | undefined {
  const world = createWorld(scenario, seed);
  if (!fault.applies(world)) return undefined;
  let budgetMs = 15_000;
  let knownMs = 15_000;
  const currents = createCurrentJudge(world, () => budgetMs, fault.setsClocks !== true);
  const knowsMs = (): number => knownMs + (scenario.saidLateMs ?? 0);
  const envelope = createEnvelopeJudge(world, knowsMs, watchBlind(world, fault.hidesLoad === true, knowsMs));
  const look = (): void => {
    const now = world.now();
    envelope.look(now);
    currents.look(now.mono);
    if (endsAtFirst && envelope.findings.length + currents.findings.length > 0) world.end();
  };
  world.gateway.boot();
  world.run(readyMs, () => undefined);
  planCars(world);
  const strikesAt = strikesMs + world.chance.between(0, minute);
  world.run(strikesAt, look);
  fault.strike(world);
  const aloneMs = fault.leavesAlone === true ? longestAloneMs(world) : 0;
  const nobodyMs = Math.max(aloneMs, fault.downMs ?? 0);
  budgetMs = fault.budgetMs + aloneMs;
  knownMs = fault.knownMs + aloneMs;
  world.run(healsMs, look);
  fault.heal(world);
  world.run(endMs, look);
  const figures = currents.figures();
  return {
    scenario: scenario.name,
    fault: fault.name,
    seed,
    ...figures,
    // Of several faults at once only what may be drawn is judged.
    ...(fault.isMany && { controllableAmpereSeconds: 0, trips: 0 }),
    envelopeViolations: envelope.violations(),
    findings: [
      ...world.findings,
      ...switchedUnderLoad(world),
      ...envelope.findings,
      ...(fault.isMany ? [] : currents.findings),
    ],
    hasReserve: scenario.hasReserve && fault.isMany !== true && (nobodyMs === 0 || bearsRise(scenario, nobodyMs)),
    otherFindings: world.findings.length,
    given: world.given(),
    switches: switchesOf(world.plant),
  };
}

const switchesOf = ({ chargers }: World['plant']): number =>
  chargers.reduce((sum, { outlets }) => sum + outlets.reduce((all, { switches }) => all + switches, 0), 0);

const switchedUnderLoad = ({ plant }: World): string[] =>
  plant.chargers.flatMap(({ id, outlets }) =>
    outlets.flatMap(({ underLoad }) => (underLoad > 0 ? [`${id} was switched ${underLoad} times under load`] : [])),
  );

/** Somebody says so of the vehicle that comes; where the gateway is down, nobody hears it. */
function wantsSun(gateway: World['gateway'], evse: string): void {
  gateway.driver()?.offer({
    kind: 'ask',
    ask: `sun-${evse}` as AskId,
    question: { kind: 'setNeeds', evse: evse as EvseKey, needs: { solar: 'surplus' } },
  });
}

export function planCars({ scenario, plant, chance, schedule, gateway, now }: World): void {
  const { arrivalsMs, staysMs, lines, car, cars = [{}] } = scenario;
  let place = 0;
  for (const charger of plant.chargers)
    for (const outlet of charger.outlets.keys()) {
      const at = (place += 1);
      let guests = 0;
      const own = cars[(at - 1) % cars.length];
      const isDc = outletsMinimum(scenario, charger.id) === 0;
      const come = (comesAt: number): void => {
        if (comesAt > endMs) return;
        // Who comes after it at its place may use other lines.
        const used = lines[(at + guests++) % lines.length]!;
        schedule.at(comesAt, () => {
          if (scenario.solar?.includes(charger.id) === true) wantsSun(gateway, `${charger.id}/${outlet + 1}`);
          const options = anyCar(chance, used, { ...(isDc && dc), ...car, ...own });
          charger.plug(outlet, createCar(options), now());
        });
        if (staysMs === undefined) return;
        const leaves = comesAt + chance.between(...staysMs);
        schedule.at(leaves, () => charger.unplug(outlet, now()));
        come(leaves + chance.between(5000, 40_000));
      };
      come(schedule.now() + chance.between(0, arrivalsMs));
    }
}

const dc = { minAmps: 0, maxAmps: 180, needsAmpSeconds: 20_000, pwmHoldMs: 0, startDelayMs: 15_000, sleepMs: 0 };

const outletsMinimum = ({ site }: Scenario, id: string): number =>
  site.stations.find((one) => one.id === id)!.evses[0]!.minAmps;
