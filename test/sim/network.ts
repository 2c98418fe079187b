// The network of the simulated depot: frames of one socket arrive in order, after a while, while it is open.

import type { Driver } from '../../src/core/driver.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Chance, Schedule } from './schedule.ts';

export interface Socket {
  readonly link: LinkId;
  open: boolean;
}

export interface Network {
  readonly now: () => { readonly mono: number; readonly utc: number };
  readonly delayMs: () => number;
  open(kind: 's' | 'u'): Socket;
  deliver(socket: Socket, arrive: () => void): void;
  /** A frame for the gateway, if it is still there when it arrives; it waits when the gateway does not read on. */
  toGateway(socket: Socket, text: string): void;
  /** The gateway reads on. */
  resume(link: LinkId): void;
  /** The gateway notices that a socket closed. */
  tellClosed(socket: Socket): void;
}

const epoch2026 = Date.UTC(2026, 0, 15, 18);

export function createNetwork(schedule: Schedule, chance: Chance, driver: () => Driver | undefined): Network {
  const arrivals = new Map<Socket, number>();
  const kept = new Map<LinkId, string[]>();
  let links = 0;
  const network: Network = {
    now: () => ({ mono: schedule.now(), utc: epoch2026 + schedule.now() }),
    delayMs: () => chance.between(1, 30),
    open: (kind) => ({ link: `${kind}${(links += 1)}` as LinkId, open: true }),
    deliver(socket, arrive) {
      const when = Math.max(schedule.now() + network.delayMs(), arrivals.get(socket) ?? 0);
      arrivals.set(socket, when);
      schedule.at(when, () => socket.open && arrive());
    },
    toGateway: (socket, text) =>
      network.deliver(socket, () => {
        const waiting = kept.get(socket.link);
        if (waiting !== undefined) waiting.push(text);
        else if (driver()?.offer({ kind: 'frame', link: socket.link, text }) === false) kept.set(socket.link, [text]);
      }),
    resume(link) {
      const texts = kept.get(link) ?? [];
      kept.delete(link);
      for (const [at, text] of texts.entries()) {
        if (driver()?.offer({ kind: 'frame', link, text }) !== false) continue;
        kept.set(link, texts.slice(at));
        return;
      }
    },
    tellClosed: (socket) =>
      schedule.after(network.delayMs(), () =>
        driver()?.offer({ kind: 'linkDown', link: socket.link, code: 1006, reason: '' }),
      ),
  };
  return network;
}
