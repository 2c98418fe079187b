// A piece of network that can go silent: bytes get lost both ways, and nobody is told.

import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface SilentProxy {
  readonly port: number;
  /** Connections that were ever taken. */
  readonly taken: () => number;
  /**
   * From now on what comes is swallowed, connections that open later included, or those are refused; or it passes again, over
   * new ones.
   */
  setSilent(silent: boolean, refuses?: boolean): void;
  close(): Promise<void>;
}

export async function silentProxy(target: number): Promise<SilentProxy> {
  const open = new Set<Socket>();
  let isSilent = false;
  let isRefusing = false;
  let taken = 0;
  const server = createServer((near) => {
    taken += 1;
    if (isRefusing) return void near.destroy();
    const far = connect(target, '127.0.0.1');
    open.add(near).add(far);
    let isLost = isSilent;
    const pass = (to: Socket) => (data: Buffer) => {
      isLost ||= isSilent;
      if (!isLost) to.write(data);
    };
    near.on('data', pass(far));
    far.on('data', pass(near));
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('error', () => end.destroy());
      end.on('close', () => {
        open.delete(end);
        if (!isLost) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    taken: () => taken,
    setSilent(silent, refuses = false) {
      isSilent = silent;
      isRefusing = silent && refuses;
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
