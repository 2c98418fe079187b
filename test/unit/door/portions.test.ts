import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPortions } from '../../../adapters/ws-server/portions.ts';

const newSocket = () => new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });

const bytes = (count: number): Buffer => Buffer.from(Array.from({ length: count }, (_, at) => at % 251));

describe('what a socket gives', () => {
  it('gives everything in its order, however it came, wherever it is stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5000), { maxLength: 5 }),
        fc.nat(3000),
        fc.nat(5),
        async (sizes, early, each) => {
          const all = bytes(early + sizes.reduce((sum, size) => sum + size, 0));
          const socket = newSocket();
          inPortions(socket, all.subarray(0, early));
          const given: Buffer[] = [];
          socket.on('data', (portion: Buffer) => {
            given.push(portion);
            if (given.length % (each + 1) > 0) return;
            socket.pause();
            setImmediate(() => socket.resume());
          });
          let at = early;
          for (const size of sizes) socket.push(all.subarray(at, (at += size)));
          socket.push(null);
          await new Promise((resolve) => socket.on('end', resolve));
          expect(Buffer.concat(given).equals(all)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('F079 gives no more than a portion of 64 KiB to whoever stops it', async () => {
    const socket = newSocket();
    inPortions(socket, Buffer.alloc(0));
    let given = 0;
    socket.on('data', (portion: Buffer) => {
      given += portion.length;
      socket.pause();
    });
    await pause(1);
    socket.push(bytes(65_536));
    await pause(5);
    expect(given).toBe(1024);
    socket.resume();
    await pause(5);
    expect(given).toBe(2048);
  });

  it('F079 gives whoever was told to go a portion each 8 ms until it says so too', async () => {
    const socket = newSocket();
    let given = 0;
    const peer = { readyState: 1 as 1 | 2 };
    inPortions(socket, Buffer.alloc(0)).to(peer);
    socket.on('data', (portion: Buffer) => void (given += portion.length));
    await pause(1);
    socket.push(bytes(65_536));
    expect(given).toBe(65_536);
    peer.readyState = 2;
    const from = performance.now();
    socket.push(bytes(65_536));
    await pause(50);
    expect(given - 65_536).toBeGreaterThan(1024);
    expect(given - 65_536).toBeLessThanOrEqual(1024 * (2 + (performance.now() - from) / 8));
  });

  it('F049 throws away what lies there of one that was not read on when it goes', async () => {
    const socket = newSocket();
    inPortions(socket, Buffer.alloc(0));
    socket.on('data', () => socket.pause());
    await pause(1);
    socket.push(bytes(65_536));
    let left = -1;
    socket.on('close', () => (left = socket.readableLength));
    socket.destroy();
    await pause(5);
    expect(left).toBe(0);
  });
});
