// The installer of a simulated depot: tests stations one by one before vehicles come, as the gateway asks.

import type { StationId } from '../../src/model/ids.ts';
import { testedPlaces } from './habits.ts';
import type { World } from './world.ts';

/** What the gateway says of a test. */
interface View {
  readonly state?: string;
  readonly step?: string;
  readonly saw?: string;
  readonly results?: Readonly<Record<string, string>>;
  readonly problem?: { readonly code: string; readonly detail: string };
}

/** A person looks at the screen so often. */
const lookMs = 5000;
/** Tests are over by then. */
export const provingMs = 16 * 60_000;

/** When all of them are over. A station that lets limits end shows it in every step; one that keeps them is found out. */
export function proveAll(world: World): number {
  for (const at of testedPlaces) prove(world, at);
  return provingMs;
}

function prove(world: World, at: number): void {
  const { schedule, habits } = world;
  const station = world.stations[at]!;
  const id = station.id as StationId;
  const evse = station.evses[0]!;
  const vehicle = { name: `test ${at}`, token: `TAG${at + 1}`, phases: 3, maxAmps: 32, wantedWh: 90_000 } as const;
  const plugIn = (): void => world.station(at, { kind: 'plug', evse: 1, vehicle: { ...vehicle } });
  const unplug = (): void => world.station(at, { kind: 'unplug', evse: 1 });
  let did = '';
  let last: View = {};
  const once = (what: string, does: () => void): void => {
    if (did === what) return;
    did = what;
    does();
  };

  function hands({ step = '', saw = '' }: View): void {
    if (step === 'reboot')
      once('reboot', () => {
        world.station(at, { kind: 'powerCycle' });
        unplug();
        schedule.after(40_000, plugIn);
      });
    if (step === 'cutOff' && saw.includes('Pull the cable now')) once('cutOff', () => world.cutStation(at, 165_000));
    if (step === 'newSession')
      once('newSession', () => {
        unplug();
        schedule.after(5000, plugIn);
      });
  }

  function look(action: 'begin' | 'next' | 'look'): void {
    world.ask({ kind: 'prove', station: id, action }, (body) => {
      last = body as View;
      const { state, problem, results = {} } = last;
      if (state === 'over') return end(results);
      if (state === 'running') hands(last);
      if (evse.vehicle === undefined && did === '') plugIn();
      const next = problem?.code === 'BB_PROVE_NOT_POSSIBLE' ? 'begin' : state === 'waiting' ? 'next' : 'look';
      schedule.after(lookMs, () => schedule.now() < provingMs - lookMs && look(next));
    });
  }

  function end(results: Readonly<Record<string, string>>): void {
    unplug();
    last = { state: 'over' };
    const expected = habits[at]!.endsLimits ? 'proved,proved,proved,proved,proved' : 'proved,failed';
    const got = Object.values(results).join();
    if (got !== expected) world.judge.failed(`the test of ${id} found ${JSON.stringify(results)}`);
  }

  schedule.after(30_000, () => look('begin'));
  schedule.at(provingMs, () => {
    if (last.state !== 'over') world.judge.failed(`the test of ${id} did not end: ${JSON.stringify(last)}`);
  });
}
