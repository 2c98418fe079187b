// A simulated charge point over a real socket and a real clock.

import { WebSocket } from 'ws';
import type { SimStation, StationEvent } from '../station/types.ts';
import type { Loop, Sleeper } from './loop.ts';
import { sharedLoop } from './loop.ts';

export interface RunOptions {
  /** Without the identity, which is the last segment of the path. */
  readonly url: string;
  readonly basicPassword?: string;
  /** PEM of the authority behind a `wss:` URL. */
  readonly ca?: string;
  readonly loop?: Loop;
}

export interface RunningStation {
  event(event: StationEvent): void;
  /** Closes the socket and forgets the station; it may be run again. */
  stop(): void;
}

const maxFrameBytes = 1024 * 1024;

/** Connects to `url`/identity and lives by the clock of the loop. Nothing is thrown when nobody listens: it tries again. */
export function runStation(station: SimStation, options: RunOptions): RunningStation {
  const loop = options.loop ?? sharedLoop;
  let socket: WebSocket | undefined;
  let isStopped = false;
  const sleeper: Sleeper = { wakeAt: () => station.wakeAt(), wake: () => tell({ kind: 'wake' }) };

  function tell(event: StationEvent): void {
    if (isStopped) return;
    for (const action of station.step(event, loop.now())) {
      if (action.kind === 'connect') connect();
      else if (action.kind === 'disconnect') hangUp();
      else if (socket?.readyState === WebSocket.OPEN) socket.send(action.text);
    }
    loop.look();
  }

  function connect(): void {
    hangUp();
    const { basicPassword, ca } = options;
    const mine = new WebSocket(`${options.url.replace(/\/$/, '')}/${encodeURIComponent(station.id)}`, 'ocpp1.6', {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
      maxPayload: maxFrameBytes,
      ...(basicPassword !== undefined && { auth: `${station.id}:${basicPassword}` }),
      ...(ca !== undefined && { ca }),
    });
    socket = mine;
    let wasOpen = false;
    // A socket that was given up says nothing more to the station.
    const isMine = (): boolean => socket === mine;
    mine.on('open', () => {
      wasOpen = true;
      if (isMine()) tell({ kind: 'opened' });
    });
    mine.on('message', (data: Buffer) => isMine() && tell({ kind: 'frame', text: data.toString() }));
    // A close follows every error.
    mine.on('error', () => undefined);
    mine.on('close', () => {
      if (!isMine()) return;
      socket = undefined;
      tell({ kind: wasOpen ? 'closed' : 'refused' });
    });
  }

  function hangUp(): void {
    const old = socket;
    socket = undefined;
    old?.terminate();
  }

  loop.add(sleeper);
  return {
    event: tell,
    stop() {
      if (isStopped) return;
      loop.remove(sleeper);
      // So that a later run begins without a connection.
      station.step({ kind: 'closed' }, loop.now());
      isStopped = true;
      hangUp();
    },
  };
}
