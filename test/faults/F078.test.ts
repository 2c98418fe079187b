import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { isReading } from '../../adapters/ws-server/pings.ts';
import type { StationSocket } from '../../adapters/ws-server/station-socket.ts';
import { openDoor, talk } from './station-door.ts';

it('F078 a station that was stopped and reads nothing is let go before it costs more than its share', async () => {
  const door = await openDoor();
  const other = await talk(door, 'CP-02');
  const script = `
    const { WebSocket } = require('ws');
    const socket = new WebSocket('ws://127.0.0.1:${door.port}/CP-01', 'ocpp1.6');
    socket.on('open', () => process.send('open'));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  child.kill('SIGSTOP');
  const link = door.gateway.state.stationLinks.get('CP-01' as never)!.id;
  const megabyte = 'x'.repeat(1024 * 1024);
  for (let sent = 0; sent < 12 && door.server.connected() === 2; sent += 1) {
    door.server.send(link, megabyte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(door.server.connected()).toBe(1);
  expect(door.gateway.state.stationLinks.has('CP-01' as never)).toBe(false);
  expect(await other.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  child.kill('SIGKILL');
});

it('F078 what stands still between two looks is no reading', () => {
  const socket = { bufferedAmount: 0 };
  const station = { socket, unread: 0 } as unknown as StationSocket;
  const looks = (...waiting: number[]): boolean[] =>
    waiting.map((bytes) => {
      socket.bufferedAmount = bytes;
      return isReading(station);
    });
  expect(looks(1000, 500, 0, 0)).toEqual([true, true, true, true]);
  expect(looks(700, 700, 800)).toEqual([true, false, false]);
});
