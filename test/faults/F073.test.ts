import { expect, it } from 'vitest';
import { openDoor, talk } from './station-door.ts';

it('F073 a message id that is used again for the same payload is a retry: the same reply, one row', async () => {
  const door = await openDoor();
  const station = await talk(door);
  const at = new Date().toISOString();
  const start = `[2,"s","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"${at}"}]`;
  const first = await station.ask(start, 's');
  for (let time = 0; time < 3; time += 1) expect(await station.ask(start, 's')).toEqual(first);
  station.socket.terminate();
  const again = await talk(door);
  expect(await again.ask(start, 's')).toEqual(first);
  const status = (name: string): string =>
    `[2,"${name}","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"${name}"}]`;
  for (const name of ['Preparing', 'Charging', 'Preparing', 'Charging'])
    expect(await again.ask(status(name), name)).toEqual([3, name, {}]);
  expect(door.facts.filter(({ kind }) => kind === 'TransactionStarted')).toHaveLength(1);
  expect(door.facts.filter(({ kind }) => kind === 'StatusReported')).toHaveLength(2);
});
