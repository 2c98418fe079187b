// Connections that have not shaken hands yet. Whoever opens many and says nothing drives out his own, and never keeps a
// station from the door (F060, F061).

import type { Socket } from 'node:net';

export interface Crowd {
  /** A connection was accepted. One that has waited longest goes when there are too many. */
  came(socket: Socket): void;
  /** It has shaken hands, or was refused: by the ends of the connection, which TLS shares with what is under it. */
  left(ends: Pick<Socket, 'remoteAddress' | 'remotePort'>): void;
  readonly size: () => number;
}

/** `most` in all, half of them from one address: many stations may stand behind one router and come at once. */
export function createCrowd(most: number): Crowd {
  const mostOfOne = Math.ceil(most / 2);
  /** By address, and there by port, the one that came first first. */
  const waiting = new Map<string, Map<number, Socket>>();
  let size = 0;

  function makeRoom(address: string): void {
    const own = waiting.get(address);
    if (own !== undefined && own.size >= mostOfOne) dropFirst(address, own);
    else if (size >= most) dropFirst(...fullest());
  }

  const fullest = (): [string, Map<number, Socket>] =>
    [...waiting].reduce((most, one) => (one[1].size > most[1].size ? one : most));

  function dropFirst(address: string, own: Map<number, Socket>): void {
    const [[port, socket] = []] = own;
    if (port === undefined) return;
    forget(address, port);
    socket?.destroy();
  }

  function forget(address: string, port: number, socket?: Socket): void {
    const own = waiting.get(address);
    if (own === undefined || (socket !== undefined && own.get(port) !== socket) || !own.delete(port)) return;
    size -= 1;
    if (own.size === 0) waiting.delete(address);
  }

  return {
    came(socket) {
      const { remoteAddress: address, remotePort: port } = socket;
      // It went before it was looked at.
      if (address === undefined || port === undefined) return void socket.destroy();
      makeRoom(address);
      const own = waiting.get(address) ?? new Map<number, Socket>();
      waiting.set(address, own.set(port, socket));
      size += 1;
      socket.once('close', () => forget(address, port, socket));
    },
    left: ({ remoteAddress = '', remotePort = 0 }) => forget(remoteAddress, remotePort),
    size: () => size,
  };
}
