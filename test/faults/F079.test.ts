import { expect, it } from 'vitest';
import { callsPerSecond } from '../../src/core/door/pace.ts';
import { openDoor, talk } from './station-door.ts';

it('F079 a station that floods is read no faster than a station talks; others are served, and somebody is told', async () => {
  const door = await openDoor();
  const flood = await talk(door);
  const other = await talk(door, 'CP-02');
  // It has talked much already.
  const saved = 500;
  door.gateway.state.stationLinks.get('CP-01' as never)!.pace.left = saved;
  const count = 3000;
  const meter = `"MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"${new Date().toISOString()}","sampledValue":[{"value":"1"}]}]}]`;
  for (let call = 0; call < count; call += 1) flood.socket.send(`[2,"m${call}",${meter}`);
  const began = performance.now();
  while (!door.alarms().includes('BB_STATION_FLOOD:CP-01')) await new Promise((resolve) => setTimeout(resolve, 20));
  const slowedAt = flood.heard.length;
  const waits: number[] = [];
  for (let beat = 0; beat < 20; beat += 1) {
    const asked = performance.now();
    await other.ask(`[2,"h${beat}","Heartbeat",{}]`, `h${beat}`);
    waits.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(Math.max(...waits)).toBeLessThan(250);
  const seconds = (performance.now() - began) / 1000;
  expect(flood.heard.length).toBeLessThan(saved + callsPerSecond * (seconds + 1) + 100);
  expect(flood.heard.length).toBeGreaterThan(slowedAt);
  expect(flood.socket.readyState).toBe(flood.socket.OPEN);
});
