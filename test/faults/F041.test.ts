import { expect, it } from 'vitest';
import { keyedDoor } from './keyed-door.ts';
import { knockText, statusOf, visit } from './knocking.ts';

it('F041 no authorization → 401 before the upgrade: no session, and no line that stays open', async () => {
  const door = await keyedDoor();
  for (const headers of [[], ['Authorization:'], ['Authorization: Bearer x'], ['Authorization: Basic']]) {
    const { answer, socket } = visit(door.port, knockText('/CP-01', headers));
    const said = await answer;
    expect([headers, statusOf(said)]).toEqual([headers, 401]);
    expect(said.endsWith('\r\n\r\n')).toBe(true);
    // It never ends its own side of the line: what it says there meets nobody.
    const talk = setInterval(() => socket.write('x'), 10);
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(talk);
  }
  const { state } = door.core.gateway;
  expect(state.links.size).toBe(0);
  expect(state.stationLinks.size).toBe(0);
  expect(state.live.stations.size).toBe(0);
  expect(door.came.filter(({ kind }) => kind === 'admit')).toEqual([]);
});
