// The links between a campus and its depots: frames arrive in order after a while, while the link holds. A link that is cut
// swallows what is under way, and each side notices in its own time, as when a line is out and nobody closes a socket.

import type { Driver } from '../../../src/core/driver.ts';
import type { LinkId, UplinkId } from '../../../src/model/ids.ts';
import type { Node } from './node.ts';
import type { Chance, Schedule } from '../schedule.ts';

/** Pings find a dead connection within this time. */
const noticeMs = 60_000;

export interface Trunk {
  /** The depot wants to be connected. */
  open(): void;
  /** Takes a frame of either side; false when the link is none of its own. */
  frame(from: 'campus' | 'depot', link: LinkId, text: string): boolean;
  close(from: 'campus' | 'depot', link: LinkId): void;
  /** Nothing passes any more, and nothing can be opened, until it heals. */
  cut(): void;
  heal(): void;
  /** The process of a side is gone. */
  gone(side: 'campus' | 'depot'): void;
  readonly isCut: () => boolean;
}

interface Channel {
  readonly campus: LinkId;
  readonly depot: LinkId;
  /** Whether frames pass. */
  passes: boolean;
  readonly isOpen: { campus: boolean; depot: boolean };
}

export function createTrunk(
  schedule: Schedule,
  chance: Chance,
  depot: string,
  nodes: Readonly<Record<'campus' | 'depot', () => Pick<Node, 'driver' | 'judged'>>>,
): Trunk {
  let channel: Channel | undefined;
  let isCut = false;
  let opened = 0;
  const arrivesAt = { campus: 0, depot: 0 };
  const uplink = 'campus' as UplinkId;
  const drivers = { campus: () => nodes.campus().driver(), depot: () => nodes.depot().driver() };

  const deliver = (to: 'campus' | 'depot', mine: Channel, arrive: (driver: Driver) => void): void => {
    const at = Math.max(schedule.now() + chance.between(2, 80), arrivesAt[to]);
    arrivesAt[to] = at;
    schedule.at(at, () => {
      const driver = drivers[to]();
      if (mine.passes && mine.isOpen[to] && driver !== undefined) arrive(driver);
    });
  };

  function notice(side: 'campus' | 'depot', mine: Channel, afterMs: number): void {
    schedule.after(afterMs, () => {
      if (!mine.isOpen[side]) return;
      mine.isOpen[side] = false;
      drivers[side]()?.offer({ kind: 'linkDown', link: mine[side], code: 1006, reason: '' });
    });
  }

  function open(): void {
    const [campus, there] = [drivers.campus(), drivers.depot()];
    if (there === undefined || channel?.isOpen.depot === true) return;
    const knock = { path: `/${depot}`, subprotocols: ['ocpp2.0.1'], remoteAddress: '127.0.0.1', paths: ['/*'] };
    const admission = isCut ? undefined : campus?.admit({ ...knock, secure: false });
    if (campus === undefined || admission?.kind !== 'admit')
      return void there.offer({ kind: 'linkFailed', uplink, reason: 'no route' });
    opened += 1;
    channel = {
      campus: `${depot}/c${opened}` as LinkId,
      depot: `${depot}/d${opened}` as LinkId,
      passes: true,
      isOpen: { campus: true, depot: true },
    };
    const { station, version } = admission;
    nodes.campus().judged.opened(channel.campus, 'csms', version);
    nodes.depot().judged.opened(channel.depot, 'station', version);
    campus.offer({ kind: 'linkUp', link: channel.campus, peer: { kind: 'station', station, version } });
    there.offer({ kind: 'linkUp', link: channel.depot, peer: { kind: 'uplink', uplink, version } });
  }

  return {
    open: () => schedule.after(chance.between(2, 80), open),
    frame(from, link, text) {
      const mine = channel;
      if (mine === undefined || mine[from] !== link) return link.startsWith(`${depot}/`);
      const to = from === 'campus' ? 'depot' : 'campus';
      nodes[from]().judged.said(link, text);
      deliver(to, mine, (driver) => {
        nodes[to]().judged.heard(mine[to], text);
        driver.offer({ kind: 'frame', link: mine[to], text });
      });
      return true;
    },
    close(from, link) {
      const mine = channel;
      if (mine === undefined || mine[from] !== link || !mine.isOpen[from]) return;
      mine.isOpen[from] = false;
      drivers[from]()?.offer({ kind: 'linkDown', link, code: 1000, reason: '' });
      // The other side hears of it where anything passes.
      if (mine.passes) notice(from === 'campus' ? 'depot' : 'campus', mine, chance.between(2, 80));
    },
    cut() {
      isCut = true;
      if (channel === undefined) return;
      channel.passes = false;
      for (const side of ['campus', 'depot'] as const) notice(side, channel, chance.between(0, noticeMs));
    },
    heal() {
      isCut = false;
    },
    gone(side) {
      if (channel === undefined) return;
      channel.isOpen[side] = false;
      const other = side === 'campus' ? 'depot' : 'campus';
      if (channel.passes) notice(other, channel, chance.between(2, 80));
      channel.passes = false;
    },
    isCut: () => isCut,
  };
}
