// Simulated stations with the key that the gateway made for them, as `busbar simulate` sends it.

import { expect, it, onTestFinished } from 'vitest';
import type { Fleet } from '../../../adapters/simulator/wire/run-fleet.ts';
import { runFleet } from '../../../adapters/simulator/wire/run-fleet.ts';
import { createLoop } from '../../../adapters/simulator/wire/loop.ts';
import { newLines } from '../../../adapters/simulator/lines.ts';
import type { SimulateArguments } from '../../../src/cli/simulate-options.ts';
import { planOf } from '../../../src/cli/simulate-options.ts';
import { eventually } from '../../peers/eventually.ts';
import { depotFile, raw, startDoor } from './gateway.ts';

const usual = { evses: '1', sampleSeconds: '10', stayMinutes: '5', pauseMinutes: '0.5', connectPerSecond: '20' };

type Door = Awaited<ReturnType<typeof startDoor>>;

async function keyOf(depot: Door): Promise<string> {
  const { body } = await depot.post('stations/CP-01/key', {});
  return (body as { newKey: { key: string } }).newKey.key;
}

function simulated(url: string, given: Partial<SimulateArguments> & { version: string }) {
  const planned = planOf({ ...usual, url, ...given }, () => 1);
  if ('problems' in planned) throw new Error(planned.problems.map(({ message }) => message).join());
  const { ids, evses, seed, password = '', version } = planned.plan;
  const fleet = runFleet({
    ...{ url, ids, evses, seed, password, wait: false, loop: createLoop(), stayMs: 60_000, pauseMs: 1000 },
    ...{
      connectsPerSecond: 20,
      lines: newLines(
        () => undefined,
        () => 0,
      ),
      station: { version, securityProfile: 1 },
    },
  });
  onTestFinished(() => void fleet.end(0));
  return fleet;
}

const depotHere = async () => {
  const depot = await startDoor(depotFile(`  - { range: 'CP-[01-03]', template: ac22, circuit: row-a }`));
  return { depot, url: `ws://127.0.0.1:${depot.running.stationPorts[0]}/ocpp`, password: await keyOf(depot) };
};
const isOnline = (fleet: Fleet, isSo = true) =>
  eventually(() => expect(fleet.state()).toContain(`${isSo ? 1 : 0} of 1 stations online`));

it.each(['1.6', '2.0.1', '2.1'])('%s: the key that "busbar stations key" shows lets it in', async (version) => {
  const { url, password } = await depotHere();
  await isOnline(simulated(url, { version, password }));
});

it('1.6: a new key that is set over OCPP counts from then on, and the old one is void', async () => {
  const { depot, url, password } = await depotHere();
  const fleet = simulated(url, { version: '1.6', password });
  await isOnline(fleet);
  await eventually(async () => {
    const { status, body } = await depot.post('stations/CP-01/change-key', {});
    expect(status, JSON.stringify(body)).toBe(200);
  });
  await isOnline(fleet, false);
  await isOnline(fleet);
  await eventually(async () => {
    expect((await depot.knock('/ocpp/CP-01', { basic: ['CP-01', raw(password)] })).status).toBe(401);
  });
});

it('1.6: as text it is refused, and why is said', async () => {
  const { url, password } = await depotHere();
  const fleet = simulated(url, { version: '1.6', password, keyAsText: true });
  expect(await fleet.refused).toMatchObject({ code: 'BB_SIMULATE_UNAUTHORIZED' });
});
