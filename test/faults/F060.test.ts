import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { readdirSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { knockFor } from './knocking.ts';
import { openDoor } from './station-door.ts';

/** Less patience than in earnest; F061 waits for that. */
const patienceMs = 3000;

const open = (): number => readdirSync('/proc/self/fd').length;

it('F060 5 000 half handshakes → a station connects within a second, from there too; descriptors are free when patience ends', async () => {
  const door = await openDoor({ patienceMs });
  const before = open();
  const slow: Socket[] = [];
  onTestFinished(() => slow.forEach((socket) => socket.destroy()));
  let gone = 0;
  for (let at = 0; at < 5000; at += 1) {
    const socket = connect({ port: door.port, host: '127.0.0.1', localAddress: '127.0.0.66' });
    socket.on('connect', () => socket.write('G'));
    socket.on('error', () => undefined).on('close', () => (gone += 1));
    slow.push(socket);
    if (at % 250 === 249) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const startedAt = performance.now();
  await expect.poll(() => gone, { timeout: 10_000 }).toBeGreaterThan(3600);
  for (const from of ['127.0.0.1', '127.0.0.66']) {
    const began = performance.now();
    expect(await knockFor(door.port, '/CP-01', [], from)).toBe(101);
    expect(performance.now() - began).toBeLessThan(1000);
  }
  // One byte now and then, from some of those that are left, keeps nobody there.
  const drip = setInterval(() => slow.slice(-200).forEach((socket) => socket.destroyed || socket.write('E')), 500);
  onTestFinished(() => clearInterval(drip));
  await expect.poll(() => gone, { timeout: 25_000, interval: 100 }).toBe(5000);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(open() - before).toBeLessThan(50);
});
