import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createChance } from '../sim/schedule.ts';
import { openDoor, talk } from './station-door.ts';

it.each([
  ['2.0.1', false],
  ['2.1', true],
] as const)(
  'F078 a station of %s that was stopped and reads nothing is let go before it costs more than its share',
  async (version, perMessageDeflate) => {
    const door = await openDoor();
    const other = await talk(door, 'CP-02', true, version);
    const script = `
      const { WebSocket } = require('ws');
      const options = { perMessageDeflate: ${String(perMessageDeflate)} };
      const socket = new WebSocket('ws://127.0.0.1:${door.port}/CP-01', 'ocpp${version}', options);
      socket.on('open', () => process.send(socket.extensions));`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await once(child, 'message')).toEqual([perMessageDeflate ? 'permessage-deflate' : '', undefined]);
    child.kill('SIGSTOP');
    const link = door.gateway.state.stationLinks.get('CP-01' as never)!.id;
    // What does not get smaller: bytes that wait are counted as they are before they are compressed, and after it.
    const megabyte = noise(1024 * 1024);
    for (let sent = 0; sent < 12 && door.server.connected() === 2; sent += 1) {
      door.server.send(link, megabyte);
      await new Promise((resolve) => setTimeout(resolve, perMessageDeflate ? 20 : 0));
    }
    expect(door.server.connected()).toBe(1);
    expect(door.gateway.state.stationLinks.has('CP-01' as never)).toBe(false);
    expect(await other.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
    child.kill('SIGKILL');
  },
);

/** Nothing in it repeats; the same each time. */
const noise = (length: number): string => {
  const chance = createChance(78);
  return Array.from({ length }, () => String.fromCharCode(chance.between(33, 126))).join('');
};
