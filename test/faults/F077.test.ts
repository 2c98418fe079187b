import { expect, it } from 'vitest';
import { maxHandling } from '../../src/ocpp/session.ts';
import { openDoor, talk } from './station-door.ts';

it('F077 100 CALLs at once: few are in hand at a time, all are answered in order, and others are served meanwhile', async () => {
  const door = await openDoor({ commitMs: 20 });
  const station = await talk(door);
  const other = await talk(door, 'CP-02');
  const count = 100;
  const last = station.ask(`[2,"c${count - 1}","DataTransfer",{"vendorId":"v${count - 1}"}]`, `c${count - 1}`);
  station.heard.length = 0;
  // The last one was sent first; it is answered first.
  const at = new Date().toISOString();
  for (let call = 0; call < count - 1; call += 1)
    station.socket.send(
      `[2,"c${call}","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":${call},"timestamp":"${at}"}]`,
    );
  await last;
  let mostWaiting = 0;
  let slowest = 0;
  while (station.heard.length < count) {
    const began = performance.now();
    await other.ask(`[2,"h${began}","Heartbeat",{}]`, `h${began}`);
    slowest = Math.max(slowest, performance.now() - began);
    mostWaiting = Math.max(mostWaiting, door.gateway.state.ledger.head - door.driver.durable());
  }
  expect(station.heard.slice(1).map(([, id]) => id)).toEqual(
    Array.from({ length: count - 1 }, (_, call) => `c${call}`),
  );
  expect(door.resumed()).toBeGreaterThan(count / maxHandling / 4);
  // Each start brings two facts.
  expect(mostWaiting).toBeLessThan(4 * maxHandling);
  expect(slowest).toBeLessThan(500);
});
