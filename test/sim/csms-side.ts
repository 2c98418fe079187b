// The central systems of the simulated depot and their sockets.

import type { Csms, CsmsAction, CsmsEvent } from '../peers/csms.ts';
import type { Tongue } from '../peers/tongue.ts';
import type { Driver } from '../../src/core/driver.ts';
import type { LinkId, UplinkId } from '../../src/model/ids.ts';
import type { Network, Socket } from './network.ts';
import type { Schedule } from './schedule.ts';

export interface CsmsSide {
  open(id: UplinkId, driver: Driver): void;
  close(id: UplinkId): void;
  closeAll(except: ReadonlySet<UplinkId>): void;
  setUp(id: UplinkId, up: boolean): void;
  /** Takes a frame for one of them; false when the link is none of theirs. */
  toCsms(link: LinkId, text: string): boolean;
  idOf(link: LinkId): UplinkId | undefined;
  act(id: UplinkId, actions: readonly CsmsAction[]): void;
}

export function createCsmsSide(
  systems: ReadonlyMap<UplinkId, Csms>,
  tongues: ReadonlyMap<UplinkId, Tongue>,
  schedule: Schedule,
  network: Network,
  current: () => Driver | undefined,
): CsmsSide {
  const sockets = new Map<UplinkId, Socket>();
  const down = new Set<UplinkId>();
  const tongueOf = (id: UplinkId): Tongue => tongues.get(id)!;

  function event(id: UplinkId, what: CsmsEvent): void {
    const system = systems.get(id)!;
    act(id, system.step(what, network.now()));
    const when = system.wakeAt();
    if (when < Infinity) schedule.at(when, () => act(id, system.step({ kind: 'wake' }, network.now())));
  }

  function act(id: UplinkId, actions: readonly CsmsAction[]): void {
    const socket = sockets.get(id);
    if (socket?.open !== true) return;
    for (const action of actions)
      if (action.kind === 'send') network.toGateway(socket, tongueOf(id).toWire(action.text));
  }

  function close(id: UplinkId): void {
    const socket = sockets.get(id);
    if (socket?.open !== true) return;
    socket.open = false;
    event(id, { kind: 'closed' });
    network.tellClosed(socket);
  }

  const idOf = (link: LinkId): UplinkId | undefined => [...sockets].find(([, socket]) => socket.link === link)?.[0];

  return {
    open(id, driver) {
      if (current() !== driver || sockets.get(id)?.open === true) return;
      if (down.has(id)) return void driver.offer({ kind: 'linkFailed', uplink: id, reason: 'refused' });
      const { version } = tongueOf(id);
      const socket = network.open('u', version);
      sockets.set(id, socket);
      event(id, { kind: 'opened' });
      driver.offer({ kind: 'linkUp', link: socket.link, peer: { kind: 'uplink', uplink: id, version } });
    },
    close,
    closeAll(except) {
      for (const id of sockets.keys()) if (!except.has(id)) close(id);
    },
    setUp(id, up) {
      if (up) down.delete(id);
      else down.add(id);
      if (!up) close(id);
    },
    toCsms(link, text) {
      const id = idOf(link);
      const socket = id === undefined ? undefined : sockets.get(id);
      if (id === undefined || socket === undefined) return false;
      socket.check.said(text);
      network.deliver(socket, () => event(id, { kind: 'frame', text: tongueOf(id).fromWire(text) }));
      return true;
    },
    idOf,
    act,
  };
}
