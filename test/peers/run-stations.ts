// Simulated stations over real sockets, all on one timer.

import type { WebSocket } from 'ws';
import type { Find } from './judged.ts';
import { stationSocket } from './judged.ts';
import type { Tongue } from './tongue.ts';
import { plainTongue } from './tongue.ts';
import type { SimStation, StationEvent } from './station-types.ts';

export interface RunningStations {
  event(station: SimStation, event: StationEvent): void;
  stop(): void;
}

/**
 * Connects each station to `url`/its id and lets it live by the real clock. `find` is told of every frame of the other side
 * that breaks the official schemas. Each speaks 1.6 unless it has another tongue.
 */
export function runStations(
  stations: readonly SimStation[],
  url: string,
  find: Find,
  tongueOf: (station: SimStation) => Tongue = () => plainTongue,
): RunningStations {
  const sockets = new Map<SimStation, WebSocket>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const now = () => ({ mono: performance.now(), utc: Date.now() });

  function event(station: SimStation, what: StationEvent): void {
    if (stopped) return;
    for (const action of station.step(what, now())) {
      if (action.kind === 'connect') connect(station);
      else if (action.kind === 'disconnect') sockets.get(station)?.terminate();
      else sockets.get(station)?.send(tongueOf(station).toWire(action.text));
    }
  }

  function connect(station: SimStation): void {
    const tongue = tongueOf(station);
    const socket = stationSocket(`${url}/${encodeURIComponent(station.id)}`, find, {
      handshakeTimeout: 10_000,
      protocols: [`ocpp${tongue.version}`],
    });
    sockets.set(station, socket);
    const isMine = (): boolean => sockets.get(station) === socket;
    socket.on('open', () => isMine() && event(station, { kind: 'opened' }));
    socket.on('message', (data: Buffer) => {
      if (isMine()) event(station, { kind: 'frame', text: tongue.fromWire(data.toString()) });
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
