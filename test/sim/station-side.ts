// The stations of the simulated depot and their sockets.

import type { SimStation, StationAction, StationEvent } from '../peers/station-types.ts';
import type { Tongue } from '../peers/tongue.ts';
import type { Driver } from '../../src/core/driver.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Habits } from './habits.ts';
import type { Network, Socket } from './network.ts';
import type { Schedule } from './schedule.ts';

export interface StationSide {
  event(at: number, event: StationEvent): void;
  /** `tell`: the station notices at once; otherwise only the gateway does. */
  close(at: number, tell: boolean): void;
  closeAll(tell: () => boolean): void;
  /** The place of the station behind this link; -1 when it is none of theirs. */
  placeOf(link: LinkId): number;
  toStation(at: number, text: string): void;
  /** The connection breaks with the next answer to a message about a transaction: the station never hears it. */
  tear(at: number): void;
  /** Its cable is out for so long from now; 0 plugs it in. */
  cut(at: number, ms: number): void;
}

const refusedMs = 500;

export function createStationSide(
  stations: readonly SimStation[],
  tongues: readonly Tongue[],
  schedule: Schedule,
  network: Network,
  driver: () => Driver | undefined,
  habits: readonly Habits[],
): StationSide {
  const sockets: (Socket | undefined)[] = [];
  const torn = new Set<number>();
  const wakes = stations.map(() => 0);
  const cutUntil = stations.map(() => 0);

  function event(at: number, what: StationEvent): void {
    const station = stations[at]!;
    const { mono, utc } = network.now();
    for (const action of station.step(what, { mono, utc: utc + habits[at]!.clockErrorMs })) act(at, action);
    const token = (wakes[at]! += 1);
    const when = station.wakeAt();
    if (when < Infinity) schedule.at(when, () => wakes[at] === token && event(at, { kind: 'wake' }));
  }

  function act(at: number, action: StationAction): void {
    if (action.kind === 'connect') return void schedule.after(network.delayMs(), () => connect(at));
    if (action.kind === 'disconnect') return close(at, false);
    const socket = sockets[at];
    if (socket?.open === true) network.toGateway(socket, tongues[at]!.toWire(action.text));
  }

  function connect(at: number): void {
    const { id } = stations[at]!;
    const subprotocols = [`ocpp${tongues[at]!.version}`];
    const knock = { path: `/${id}`, subprotocols, remoteAddress: '127.0.0.1', paths: ['/*'], secure: false };
    const admission = schedule.now() < cutUntil[at]! ? undefined : driver()?.admit(knock);
    if (admission?.kind !== 'admit') return void schedule.after(refusedMs, () => event(at, { kind: 'closed' }));
    const { station, version } = admission;
    const socket = network.open('s', version);
    sockets[at] = socket;
    driver()?.offer({ kind: 'linkUp', link: socket.link, peer: { kind: 'station', station, version } });
    event(at, { kind: 'opened' });
  }

  function close(at: number, tell: boolean): void {
    const socket = sockets[at];
    if (socket?.open !== true) return;
    socket.open = false;
    network.tellClosed(socket);
    if (tell) schedule.after(network.delayMs(), () => sockets[at] === socket && event(at, { kind: 'closed' }));
  }

  return {
    event,
    close,
    closeAll: (tell) => sockets.forEach((_, at) => close(at, tell())),
    placeOf: (link) => sockets.findIndex((socket) => socket?.link === link),
    tear: (at) => void torn.add(at),
    cut(at, ms) {
      cutUntil[at] = schedule.now() + ms;
      if (ms > 0) close(at, true);
    },
    toStation(at, text) {
      const socket = sockets[at];
      if (socket === undefined) return;
      socket.check.said(text);
      if (torn.has(at) && text.startsWith('[3') && stations[at]!.awaits() !== undefined) {
        torn.delete(at);
        return close(at, true);
      }
      network.deliver(socket, () => event(at, { kind: 'frame', text: tongues[at]!.fromWire(text) }));
    },
  };
}
