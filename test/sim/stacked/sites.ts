// A campus and its three depots: more rating than the campus has, and each depot with more than its part of it.

import type { OnLoss } from '../../../src/model/config/on-loss.ts';
import type { Evse, Site, Station } from '../../../src/model/config/site.ts';
import type { CircuitId, StationId } from '../../../src/model/ids.ts';
import { smallDepot, uplink } from '../site.ts';

export const depotNames = ['depot-a', 'depot-b', 'depot-c'] as const;
export const stationsPerDepot = 4;

export interface Sizes {
  readonly campusAmps: number;
  readonly depotAmps: number;
  readonly fallbackAmps: number;
  readonly afterSeconds: number;
}

export const sizes: Sizes = { campusAmps: 120, depotAmps: 90, fallbackAmps: 24, afterSeconds: 60 };

const wiring: readonly Evse['phases'][] = ['L1L2L3', 'L2L3L1', 'L3L1L2', 'L1'];

const evseOf = (at: number, id = 1): Evse => ({ id, maxAmps: 32, minAmps: 6, phases: wiring[at % wiring.length]! });

const common = (id: string): Pick<Station, 'id' | 'state' | 'sampleSeconds' | 'security'> => ({
  id: id as StationId,
  state: 'installed',
  sampleSeconds: 10,
  security: { profile: 0 },
});

/** `onLoss` as its site file has it: undefined is a depot that goes on with its last limit. */
export function depotSite(name: string, { depotAmps }: Sizes, onLoss: OnLoss | undefined): Site {
  const site = smallDepot(0, depotAmps, [
    uplink('campus', 'control', {
      version: '2.0.1',
      identity: name,
      callTimeoutSeconds: 30,
      ...(onLoss !== undefined && { onLoss }),
    }),
  ]);
  return {
    ...site,
    id: name,
    circuits: [{ id: 'main' as CircuitId, limitAmps: depotAmps, worstCaseBaseAmps: 0 }],
    stations: Array.from({ length: stationsPerDepot }, (_, at): Station => ({
      ...common(`${name}-CP-${at + 1}`),
      circuit: 'main' as CircuitId,
      evses: [evseOf(at)],
      fallbackAmps: 'auto',
    })),
    authorization: { ...site.authorization, mode: 'free' },
  };
}

export function campusSite({ campusAmps, depotAmps, fallbackAmps, afterSeconds }: Sizes): Site {
  const site = smallDepot(0, campusAmps, []);
  return {
    ...site,
    id: 'campus',
    circuits: [{ id: 'grid' as CircuitId, limitAmps: campusAmps, worstCaseBaseAmps: 0 }],
    stations: depotNames.map((name): Station => ({
      ...common(name),
      circuit: 'grid' as CircuitId,
      evses: Array.from({ length: stationsPerDepot }, (_, at) => evseOf(at, at + 1)),
      sharedLimit: true,
      maxAmps: depotAmps,
      fallbackAmps,
      fallbackAfterSeconds: afterSeconds,
    })),
    authorization: { ...site.authorization, mode: 'free' },
  };
}
