// `busbar stations prove` and `busbar release` as an installer has them on the screen: the command in a process of its own, the
// real gateway, and a station that does what the person does. All clocks but that of the command run forty times as fast.

import { expect, it } from 'vitest';
import { until } from '../peers/until.ts';
import { smallDepot } from '../sim/site.ts';
import type { RunningCommand } from './command.ts';
import { startCommand } from './command.ts';
import type { FastBench } from './fast-bench.ts';
import { startFastBench } from './fast-bench.ts';

const times = 40;

function oneStation() {
  const site = smallDepot(1, 60, []);
  const [station] = site.stations;
  const evse = { ...station!.evses[0]!, phases: 'L1L2L3' } as const;
  return {
    ...site,
    authorization: { ...site.authorization, mode: 'free' as const },
    stations: [{ ...station!, evses: [evse], fallbackAmps: 12, sampleSeconds: 10 }],
  };
}

const heldAmps = ({ station, now }: FastBench): number => {
  const [evse] = station.evses(now());
  return evse!.heldAmps;
};

interface Hands {
  /** What the command says when there is something to do. */
  readonly at: RegExp;
  readonly act: () => Promise<void>;
}

/**
 * A person who goes on as often as it takes: where a busy computer lets an answer or a reading come late, nothing was seen, and
 * the step is tried again.
 */
function personAt(command: RunningCommand, bench: FastBench) {
  let answers = 0;
  const asked = (): number => command.said().split('Go on? [y/N] ').length - 1;
  const isAsked = (): boolean => asked() > answers;
  const agrees = (): void => {
    answers += 1;
    command.types('y\n');
  };
  const goesOn = async (to: RegExp, hands?: Hands): Promise<void> => {
    let from = command.said().length;
    const isTurn = (): boolean => hands?.at.test(command.said().slice(from)) === true;
    for (const most = answers + 20; ;) {
      const isDue = (): boolean => to.test(command.said()) || isAsked() || isTurn();
      await until(isDue, `it says ${String(to)} or asks again`, 60_000).catch((error: Error) => {
        throw new Error(`${error.message}:\n${command.said()}`);
      });
      if (to.test(command.said())) return;
      if (answers === most) throw new Error(`it did not come to ${String(to)}:\n${command.said()}`);
      const hasTurn = !isAsked();
      from = command.said().length;
      if (hasTurn) await hands!.act();
      else {
        // Who was told to wait does.
        await bench.passes(20);
        agrees();
      }
    }
  };
  return { agrees, goesOn };
}

it(
  'leads a person through the test of a station, learns what it saw for the model, and keeps it',
  { timeout: 150_000 },
  async () => {
    const bench = await startFastBench(oneStation(), times);
    const { station, one, running } = bench;
    const command = startCommand(['stations', 'prove', station.id, '--api', bench.api]);
    const { agrees, goesOn } = personAt(command, bench);
    await command.until(
      /1 of 5: CP-01 takes a limit with an end\n.*Begin a new session at CP-01\/1 with a vehicle that draws 12 A or more/,
    );
    // Whoever goes on too early is told what is missing, and asked again.
    agrees();
    await command.until(/BB_PROVE_NOT_READY\n {2}Nobody charges at CP-01\/1\. Begin a session first\./);
    bench.plug();
    await until(() => station.evses(bench.now())[0]!.charging, 'it charges');
    await bench.passes(40);
    await goesOn(/2 of 5: .*\n {2}Seen: It took 6 A\./);
    await goesOn(
      /3 of 5: .*\n {2}Seen: It draws 1\d\.\d A since the limit of 6 A has ended by itself\.\n.*may be restarted/,
    );
    // It may have been asked for a BootNotification when it came back from a silence.
    let { boots } = station.tally;
    await goesOn(/4 of 5: .*\n {2}Seen: It draws 1\d\.\d A after the restart/, {
      at: /Wait until it is back/,
      async act() {
        await until(() => station.tally.boots > boots, 'it restarts');
        boots = station.tally.boots;
        one.event({ kind: 'swipe', evse: 1, token: 'TEST' });
      },
    });
    await goesOn(/5 of 5: .*\n {2}Seen: It draws 1\d\.\d A after it was cut off/, {
      at: /Seen: It took the limit\. Pull the cable now\.\n {2}Pull the network cable of CP-01\/1 now/,
      act: () => bench.cut(190),
    });
    await goesOn(/CP-01:\n/, {
      at: /End the session and begin another one\. The next readings decide/,
      async act() {
        one.event({ kind: 'unplug', evse: 1 });
        await bench.passes(10);
        bench.plug();
      },
    });
    expect(await command.exited).toBe(0);
    expect(command.said()).toMatch(
      /CP-01:\n( {2}proved .*\n){5}All stations of this model and firmware get limits with an end/,
    );
    expect(command.said()).not.toMatch(/undefined|NaN|failed/);
    const part = running.gateway.state.ledger.stations.get(station.id as never)!;
    expect(part.capabilities.lease).toBe('proved');
    expect([...part.proofs.values()].map(({ model, outcome }) => `${model} ${outcome}`)).toHaveLength(5);
    expect([bench.faults, station.complaints]).toEqual([[], []]);
  },
);

it('refuses what shows nothing, ends when the person does not go on, and says what is wrong over HTTP', async () => {
  const site = oneStation();
  const bench = await startFastBench({ ...site, stations: [{ ...site.stations[0]!, sampleSeconds: 3600 }] }, 4);
  const at = (path: string, body?: object): Promise<Response> =>
    fetch(`${bench.api}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  expect([
    (await at('/stations/CP-01/prove')).status,
    (await at('/stations/NO/prove', { action: 'begin' })).status,
  ]).toEqual([409, 404]);
  expect((await at('/stations/CP-01/prove', { action: 'look' })).status).toBe(400);
  const command = startCommand(['stations', 'prove', 'CP-01', '--api', bench.api]);
  await command.until(/Go on\? \[y\/N\]/);
  bench.plug();
  await until(() => bench.station.evses(bench.now())[0]!.charging, 'it charges', 30_000);
  await personAt(command, bench).goesOn(
    /CP-01\/1 tells no current\. .*a station that measures none \(Current\.Import in MeterValues\) cannot be tested\.[\s\S]*Go on\? /,
  );
  command.types('n\n');
  expect(await command.exited).toBe(0);
  expect(command.said()).toContain('The test was ended. What was seen so far is kept.');
  expect(await (await at('/stations/CP-01/prove')).json()).toMatchObject({ code: 'BB_PROVE_NONE' });
  const away = startCommand(['stations', 'prove', 'CP-01', '--api', 'http://127.0.0.1:1']);
  expect(await away.exited).toBe(1);
  expect(away.said()).toMatch(/BB_API_AWAY\n {2}No gateway answers/);
});

it('gives the chargers their own limits back only when the person is sure, and limits them again', async () => {
  const bench = await startFastBench(oneStation(), times);
  await until(() => heldAmps(bench) === 12, 'it holds its fallback');
  const unsure = startCommand(['release', '--api', bench.api]);
  await unsure.until(/nothing keeps their sum below a fuse any more, until "busbar release --end"\. Go on\? \[y\/N\]/);
  unsure.types('\n');
  expect(await unsure.exited).toBe(0);
  expect(unsure.said()).toContain('Nothing was changed.');
  expect(heldAmps(bench)).toBe(12);
  const sure = startCommand(['release', '--yes', '--api', bench.api]);
  expect(await sure.exited).toBe(0);
  expect(sure.said()).toMatch(/The chargers get their own limits back: .* "busbar release --end" takes them back\./);
  await until(() => heldAmps(bench) === 32, 'its profiles are cleared');
  expect([...bench.running.gateway.state.alarms.keys()]).toContain('BB_CHARGERS_RELEASED');
  const end = startCommand(['release', '--end', '--api', bench.api]);
  expect(await end.exited).toBe(0);
  expect(end.said()).toContain('each is told its fallback first');
  await until(() => heldAmps(bench) === 12, 'it holds its fallback again');
  expect([...bench.running.gateway.state.alarms.keys()]).not.toContain('BB_CHARGERS_RELEASED');
  expect([bench.faults, bench.station.complaints]).toEqual([[], []]);
});
