// Who is upstream of the simulated depot: central systems of OCPP, and brokers that have a network and chance of their own, so
// that a depot with them is much the same depot.

import type { Driver } from '../../src/core/driver.ts';
import type { WantedLink } from '../../src/core/ports/wanted-link.ts';
import type { Uplink } from '../../src/model/config/site.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { BrokerSide } from './broker-side.ts';
import { createBrokerSide } from './broker-side.ts';
import type { CsmsSide } from './csms-side.ts';
import type { Network } from './network.ts';
import { createNetwork } from './network.ts';
import type { Chance, Schedule } from './schedule.ts';
import { createChance } from './schedule.ts';

export interface Upstream {
  readonly shown: {
    readonly luck: Chance;
    readonly brokers: BrokerSide['brokers'];
    readonly setBroker: BrokerSide['setUp'];
    readonly dropBroker: BrokerSide['close'];
  };
  readonly publish: BrokerSide['publish'];
  want(wanted: readonly WantedLink[], wanting: Driver): void;
  closeLink(link: LinkId): void;
  closeAll(): void;
}

export function createUpstream(
  seed: number,
  uplinks: readonly Uplink[],
  csmsSide: CsmsSide,
  schedule: Schedule,
  network: Network,
  driver: () => Driver | undefined,
): Upstream {
  const luck = createChance(seed * 31 + 7);
  const lines = createNetwork(schedule, luck, driver, (what) => {
    throw new Error(what);
  });
  const brokerSide = createBrokerSide(uplinks, schedule, luck, lines, driver);
  const sides = [csmsSide, brokerSide];
  return {
    shown: { luck, brokers: brokerSide.brokers, setBroker: brokerSide.setUp, dropBroker: brokerSide.close },
    publish: brokerSide.publish,
    want(wanted, wanting) {
      for (const { uplink, feed } of wanted)
        if (feed === undefined) schedule.after(network.delayMs(), () => csmsSide.open(uplink, wanting));
        else schedule.after(lines.delayMs(), () => brokerSide.open(uplink, wanting));
      const stay = new Set(wanted.map(({ uplink }) => uplink));
      for (const side of sides) side.closeAll(stay);
    },
    closeLink(link) {
      for (const side of sides) {
        const id = side.idOf(link);
        if (id !== undefined) side.close(id);
      }
    },
    closeAll: () => sides.forEach((side) => side.closeAll(new Set())),
  };
}
