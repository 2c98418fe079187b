// A small depot with chargers that are driven over Modbus: a Vestel EVC04 as its vendor describes it, at a host each.

import type { LineId } from '../../src/model/bus.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { CircuitId, StationId } from '../../src/model/ids.ts';
import { mono } from '../../src/model/time.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { driverOf } from '../unit/modbus/device-bench.ts';
import type { Vestel } from '../unit/modbus/vestel-by-hand.ts';
import { newVestel, onVestel } from '../unit/modbus/vestel-by-hand.ts';
import type { BusByHand } from './bus-by-hand.ts';

export const drivers = (id: string) => {
  try {
    return driverOf(id);
  } catch {
    return undefined;
  }
};

export interface VestelDepot {
  readonly site: Site;
  readonly vestels: readonly Vestel[];
  readonly bus: BusByHand;
}

/** Everybody who plugs in charges. */
export function vestelDepot(count: number, limitAmps = 60, more: Partial<Site> = {}): VestelDepot {
  const depot = smallDepot(count, limitAmps, [uplink('csms', 'control')]);
  const vestels = Array.from({ length: count }, () => newVestel(mono(0)));
  const hosts = vestels.map((_, at) => `10.0.0.${at + 1}`);
  return {
    site: {
      ...depot,
      authorization: { ...depot.authorization, mode: 'free' },
      stations: hosts.map((host, at) => ({
        ...depot.stations[at]!,
        id: `OLD-${at + 1}` as StationId,
        circuit: 'main' as CircuitId,
        sampleSeconds: 10,
        modbus: { device: 'vestel-evc04', at: { host }, unit: 255 },
      })),
      ...more,
    },
    vestels,
    bus: {
      answer: (line: LineId, request, now) => {
        const vestel = vestels[hosts.findIndex((host) => line === `tcp:${host}:502`)];
        return vestel === undefined ? undefined : onVestel(vestel, request, now);
      },
    },
  };
}
