import { expect, it, onTestFinished } from 'vitest';
import { stationSocket } from '../peers/judged.ts';
import { silentProxy } from '../wire/silent-proxy.ts';
import { openDoor, talk } from './station-door.ts';

it('F048 the old one is half-open: the station that started again is online within 6 s, and the late end of the old one changes nothing', async () => {
  const door = await openDoor();
  const proxy = await silentProxy(door.port);
  onTestFinished(() => proxy.close());
  const old = stationSocket(`ws://127.0.0.1:${proxy.port}/CP-01`, door.find);
  onTestFinished(() => old.terminate());
  await new Promise((resolve) => old.once('open', resolve));
  await expect.poll(() => door.server.connected()).toBe(1);
  proxy.setSilent(true);
  const began = performance.now();
  const station = await talk(door);
  const tookMs = performance.now() - began;
  expect(tookMs).toBeLessThan(6000);
  // The old one had its five seconds.
  expect(tookMs).toBeGreaterThan(4900);
  expect(door.gateway.state.alarms.has('BB_STATION_DUPLICATE:CP-01')).toBe(false);

  const link = door.gateway.state.stationLinks.get('CP-01' as never)?.id;
  await proxy.close();
  old.terminate();
  expect(await station.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  expect(door.gateway.state.stationLinks.get('CP-01' as never)?.id).toBe(link);
  expect([...door.gateway.state.links.keys()]).toEqual([link]);
  expect(door.server.connected()).toBe(1);
});
