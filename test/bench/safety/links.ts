// The sockets between the stations of the plant and the gateway, and the cables that somebody pulls.

import type { Driver } from '../../../src/core/driver.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Network, Socket } from '../../sim/network.ts';
import type { Chance, Schedule } from '../../sim/schedule.ts';
import type { PlantStation } from './plant/station.ts';
import { closing } from './plant/station-talk.ts';

export interface Links {
  /** Takes what the stations say, and connects those that are not connected. */
  tick(): void;
  /** Both ends of every socket notice that the gateway is gone. */
  closeAll(): void;
  /** The gateway closes a socket of a station; false when it is none of theirs. */
  closed(link: LinkId): boolean;
  toStation(link: LinkId, text: string): boolean;
  /** Nothing passes any more; the gateway notices after `noticeMs`. */
  cut(at: number, noticeMs: number): void;
  mend(at: number): void;
  readonly isCut: (at: number) => boolean;
  /** It was cut, and is not connected again. */
  readonly isAway: (at: number) => boolean;
}

const retryMs = 3000;
/** Without an answer for so long a station closes its side. */
const stationNoticesMs = 45_000;

export function createLinks(
  stations: readonly PlantStation[],
  schedule: Schedule,
  chance: Chance,
  network: Network,
  { driver, isAlive }: { readonly driver: () => Driver | undefined; readonly isAlive: () => boolean },
): Links {
  const sockets: (Socket | undefined)[] = stations.map(() => undefined);
  const retryAt = stations.map(({ habits }) => Math.max(chance.between(0, 3000), habits.comesAtMs ?? 0));
  const cuts = new Set<number>();
  const away = new Set<number>();

  function connect(at: number): void {
    const { id } = stations[at]!;
    retryAt[at] = schedule.now() + retryMs + chance.between(0, 4000);
    const knock = {
      path: `/${id}`,
      subprotocols: ['ocpp1.6'],
      remoteAddress: '127.0.0.1',
      paths: ['/*'],
      secure: false,
    };
    const admission = isAlive() ? driver()?.admit(knock) : undefined;
    if (admission?.kind !== 'admit') return;
    const socket = network.open('s');
    sockets[at] = socket;
    away.delete(at);
    const { station, version } = admission;
    driver()?.offer({ kind: 'linkUp', link: socket.link, peer: { kind: 'station', station, version } });
    stations[at]!.opened(network.now());
  }

  function lose(at: number, tellGateway: boolean): void {
    const socket = sockets[at];
    if (socket?.open !== true) return;
    socket.open = false;
    if (tellGateway) network.tellClosed(socket);
    stations[at]!.closed(network.now());
    const { retriesAfterMs } = stations[at]!.habits;
    if (retriesAfterMs !== undefined) away.add(at);
    retryAt[at] = schedule.now() + (retriesAfterMs ?? retryMs) + chance.between(0, 4000);
  }

  const placeOf = (link: LinkId): number => sockets.findIndex((socket) => socket?.link === link);

  function speak(at: number): void {
    const socket = sockets[at]!;
    for (const text of stations[at]!.said()) {
      if (text === closing) return lose(at, !cuts.has(at));
      if (!cuts.has(at)) network.toGateway(socket, text);
    }
  }

  return {
    tick() {
      for (const [at, socket] of sockets.entries()) {
        if (socket?.open === true) speak(at);
        else if (!cuts.has(at) && schedule.now() >= retryAt[at]!) connect(at);
      }
    },
    closeAll() {
      for (const at of stations.keys()) lose(at, false);
    },
    closed(link) {
      const at = placeOf(link);
      if (at >= 0) lose(at, true);
      return at >= 0;
    },
    toStation(link, text) {
      const at = placeOf(link);
      const socket = at < 0 ? undefined : sockets[at];
      if (socket === undefined) return false;
      socket.check.said(text);
      network.deliver(socket, () => !cuts.has(at) && stations[at]!.hear(text, network.now()));
      return true;
    },
    cut(at, noticeMs) {
      cuts.add(at);
      away.add(at);
      const socket = sockets[at];
      if (socket === undefined) return;
      schedule.after(noticeMs, () => cuts.has(at) && network.tellClosed(socket));
      schedule.after(stationNoticesMs, () => cuts.has(at) && sockets[at] === socket && lose(at, false));
    },
    mend(at) {
      if (!cuts.delete(at)) return;
      lose(at, true);
    },
    isCut: (at) => cuts.has(at),
    isAway: (at) => away.has(at),
  };
}
