import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { failsTest } from '../peers/fails-test.ts';
import { stationSocket } from '../peers/judged.ts';
import { startGateway } from './process.ts';

it('F019 descriptors run out: no crash, old sockets live, new ones are taken again', async () => {
  const find = failsTest();
  const { port, child } = await startGateway({ shell: 'ulimit -n 256;' });
  const old = stationSocket(`ws://127.0.0.1:${port}/CP-01`, find);
  await once(old, 'open');
  const crowd = Array.from({ length: 400 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => setTimeout(resolve, 500));
  old.send('[2,"1","BootNotification",{"chargePointVendor":"A","chargePointModel":"B"}]');
  const [answer] = (await once(old, 'message')) as [Buffer];
  expect(answer.toString()).toContain('Accepted');
  for (const socket of crowd) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const young = stationSocket(`ws://127.0.0.1:${port}/CP-02`, find);
  await once(young, 'open');
  expect(child.exitCode).toBeNull();
  old.terminate();
  young.terminate();
});
