// Whoever connects and does not come to the point: cut off in time, and never so many that others find no room (F060, F061).

import type { Socket } from 'node:net';

/** Stations on slow lines need seconds for TLS and the handshake; whoever needs more is not on its way. */
const mostMs = 10_000;
const lookEveryMs = 1000;

/** Handshakes of TLS that one address may ask for at once: a depot behind one router comes back from a power cut, a few times. */
const handshakesAtOnce = 4000;
/** And after that: each costs about a millisecond. */
const handshakesPerSecond = 100;
/** More addresses than a depot has. */
const mostAddresses = 4096;

export interface Arrivals {
  /** A connection begins; false when it is cut off at once. */
  come(socket: Socket, isSecure: boolean): boolean;
  /** It came to the point. With TLS it is another object than the one that came. */
  arrive(socket: Ends): void;
  readonly underWay: () => number;
  /** Cuts off whoever is under way. */
  stop(): void;
}

interface Ends {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localPort?: number | undefined;
}

interface Comer {
  readonly socket: Socket;
  readonly since: number;
}

/** Oldest first. */
type Waiting = Map<string, Comer>;

/**
 * At most `most` are under way at once. One more drives out the oldest of the address that has most: whoever is quick gets
 * through, and whoever holds many loses one.
 */
export function createArrivals(most: number, ms = mostMs): Arrivals {
  const byAddress = new Map<string, Waiting>();
  const spend = createBudgets();
  let count = 0;

  function forget(ends: Ends): void {
    const address = ends.remoteAddress ?? '';
    const here = byAddress.get(address);
    if (here?.delete(keyOf(ends)) !== true) return;
    count -= 1;
    if (here.size === 0) byAddress.delete(address);
  }

  function makeRoom(): void {
    let crowd: Waiting | undefined;
    for (const here of byAddress.values()) if (here.size > (crowd?.size ?? 0)) crowd = here;
    crowd?.values().next().value?.socket.destroy();
  }

  const timer = setInterval(() => {
    const before = performance.now() - ms;
    for (const here of byAddress.values())
      for (const { socket, since } of here.values()) if (since <= before) socket.destroy();
  }, lookEveryMs);
  timer.unref();

  return {
    come(socket, isSecure) {
      const { remoteAddress, remotePort, localPort } = socket;
      // It is gone already.
      if (remoteAddress === undefined || (isSecure && !spend(remoteAddress))) {
        socket.destroy();
        return false;
      }
      if (count >= most) makeRoom();
      const ends = { remoteAddress, remotePort, localPort };
      const here: Waiting = byAddress.get(remoteAddress) ?? new Map<string, Comer>();
      byAddress.set(remoteAddress, here);
      here.set(keyOf(ends), { socket, since: performance.now() });
      count += 1;
      socket.once('close', () => forget(ends));
      return true;
    },
    arrive: forget,
    underWay: () => count,
    stop() {
      clearInterval(timer);
      for (const here of byAddress.values()) for (const { socket } of here.values()) socket.destroy();
    },
  };
}

const keyOf = ({ remotePort, localPort }: Ends): string => `${remotePort} ${localPort}`;

/** Handshakes of TLS that each address may still ask for. */
function createBudgets(): (address: string) => boolean {
  const budgets = new Map<string, { left: number; at: number }>();
  return (address) => {
    const now = performance.now();
    const budget = budgets.get(address) ?? { left: handshakesAtOnce, at: now };
    budget.left = Math.min(handshakesAtOnce, budget.left + ((now - budget.at) * handshakesPerSecond) / 1000);
    budget.at = now;
    budgets.delete(address);
    budgets.set(address, budget);
    if (budgets.size > mostAddresses) budgets.delete(budgets.keys().next().value!);
    if (budget.left < 1) return false;
    budget.left -= 1;
    return true;
  };
}
