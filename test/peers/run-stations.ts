// Simulated stations over real sockets, all on one timer.

import { WebSocket } from 'ws';
import { newFrameCheck } from '../../adapters/simulator/frame-check-v16.ts';
import type { SimStation, StationEvent } from './station-types.ts';

export interface RunningStations {
  event(station: SimStation, event: StationEvent): void;
  stop(): void;
}

/**
 * Connects each station to `url`/its id and lets it live by the real clock. `passwords` are for HTTP Basic. `find` is told
 * of every frame of the other side that breaks the official schemas; without it nobody looks.
 */
export function runStations(
  stations: readonly SimStation[],
  url: string,
  passwords: ReadonlyMap<string, string> = new Map(),
  find?: (fault: string) => void,
): RunningStations {
  const sockets = new Map<SimStation, WebSocket>();
  const checks = new Map<SimStation, ReturnType<typeof newFrameCheck>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const now = () => ({ mono: performance.now(), utc: Date.now() });

  function event(station: SimStation, what: StationEvent): void {
    if (stopped) return;
    for (const action of station.step(what, now())) {
      if (action.kind === 'connect') connect(station);
      else if (action.kind === 'disconnect') sockets.get(station)?.terminate();
      else {
        checks.get(station)?.heard(action.text);
        sockets.get(station)?.send(action.text);
      }
    }
  }

  function connect(station: SimStation): void {
    const password = passwords.get(station.id);
    const socket = new WebSocket(`${url}/${encodeURIComponent(station.id)}`, 'ocpp1.6', {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
      ...(password !== undefined && { auth: `${station.id}:${password}` }),
    });
    sockets.set(station, socket);
    if (find !== undefined)
      checks.set(
        station,
        newFrameCheck('csms', (fault) => find(`a frame for ${station.id} ${fault}`)),
      );
    const isMine = (): boolean => sockets.get(station) === socket;
    socket.on('open', () => isMine() && event(station, { kind: 'opened' }));
    socket.on('message', (data: Buffer) => {
      if (!isMine()) return;
      const text = data.toString();
      checks.get(station)?.said(text);
      event(station, { kind: 'frame', text });
    });
    socket.on('error', () => undefined);
    socket.on('close', () => isMine() && event(station, { kind: 'closed' }));
  }

  function tick(): void {
    const { mono } = now();
    for (const station of stations) if (station.wakeAt() <= mono) event(station, { kind: 'wake' });
    if (!stopped) timer = setTimeout(tick, 20);
  }
  tick();

  return {
    event,
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const socket of sockets.values()) socket.terminate();
    },
  };
}
