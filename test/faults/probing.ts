// Whoever tries thousands of keys or names over sockets, one after the other, and looks at how long each answer takes.

import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { knockText } from './knocking.ts';

/** Fewer than are looked at in a row, from one address and under one name. */
const triesOfAddress = 8;

export interface Prober {
  /** Knocks as this name, and says how many milliseconds the answer took; the status goes into `statuses`. */
  knock(path: string, headers: readonly string[]): Promise<number>;
  readonly statuses: Map<string, number>;
}

/** Each few tries come from another address of the loopback, so that all of them are looked at. */
export function openProber(port: number): Prober {
  const waiting: Promise<Socket>[] = [];
  const statuses = new Map<string, number>();
  let addresses = 0;
  const connectAll = (): void => {
    addresses += 1;
    for (let at = 0; at < triesOfAddress; at += 1)
      waiting.push(connectFrom(`127.1.${addresses >> 8}.${addresses & 255}`));
  };
  // Connections stand before they are needed: what is measured is the answer.
  const connectFrom = async (localAddress: string): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    await once(socket, 'connect');
    return socket;
  };
  onTestFinished(async () => {
    for (const socket of await Promise.all(waiting)) socket.destroy();
  });
  return {
    statuses,
    async knock(path, headers) {
      if (waiting.length === 0) connectAll();
      const socket = await waiting.shift()!;
      const text = knockText(path, headers);
      return new Promise((resolve, reject) => {
        const began = performance.now();
        socket.once('data', (data: Buffer) => {
          const ms = performance.now() - began;
          const status = data.toString('latin1', 9, 12);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          socket.destroy();
          resolve(ms);
        });
        socket.once('error', reject);
        socket.write(text);
      });
    },
  };
}
