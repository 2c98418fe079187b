// The network of the simulated depot: frames of one socket arrive in order, after a while, while it is open.

import type { FrameCheck } from '../../adapters/simulator/frame-check.ts';
import { newFrameCheck } from '../../adapters/simulator/frame-check.ts';
import type { Driver } from '../../src/core/driver.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import type { Chance, Schedule } from './schedule.ts';

export interface Socket {
  readonly link: LinkId;
  open: boolean;
  /** Holds every frame of the gateway against the official schemas. */
  readonly check: FrameCheck;
}

export interface Network {
  readonly now: () => { readonly mono: number; readonly utc: number };
  readonly delayMs: () => number;
  open(kind: 's' | 'u' | 'b', version?: Version): Socket;
  deliver(socket: Socket, arrive: () => void): void;
  /** A frame for the gateway, if it is still there when it arrives; it waits when the gateway does not read on. */
  toGateway(socket: Socket, text: string): void;
  /** The gateway reads on. */
  resume(link: LinkId): void;
  /** The gateway notices that a socket closed. */
  tellClosed(socket: Socket): void;
}

const epoch2026 = Date.UTC(2026, 0, 15, 18);

export function createNetwork(
  schedule: Schedule,
  chance: Chance,
  driver: () => Driver | undefined,
  find: (what: string) => void,
): Network {
  const arrivals = new Map<Socket, number>();
  const kept = new Map<LinkId, string[]>();
  const offer = (link: LinkId, text: string): void => {
    const waiting = kept.get(link);
    if (waiting !== undefined) waiting.push(text);
    else if (driver()?.offer({ kind: 'frame', link, text }) === false) kept.set(link, [text]);
  };
  let links = 0;
  const network: Network = {
    now: () => ({ mono: schedule.now(), utc: epoch2026 + schedule.now() }),
    delayMs: () => chance.between(1, 30),
    open(kind, version = '1.6') {
      const link = `${kind}${(links += 1)}` as LinkId;
      const role = kind === 's' ? 'csms' : 'station';
      return { link, open: true, check: newFrameCheck(role, (fault) => find(`a frame on ${link} ${fault}`), version) };
    },
    deliver(socket, arrive) {
      const when = Math.max(schedule.now() + network.delayMs(), arrivals.get(socket) ?? 0);
      arrivals.set(socket, when);
      schedule.at(when, () => socket.open && arrive());
    },
    toGateway: (socket, text) =>
      network.deliver(socket, () => {
        socket.check.heard(text);
        offer(socket.link, text);
      }),
    resume(link) {
      const texts = kept.get(link) ?? [];
      kept.delete(link);
      for (const text of texts) offer(link, text);
    },
    tellClosed: (socket) =>
      schedule.after(network.delayMs(), () =>
        driver()?.offer({ kind: 'linkDown', link: socket.link, code: 1006, reason: '' }),
      ),
  };
  return network;
}
