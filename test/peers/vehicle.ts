// An electric vehicle at the end of a cable: what it draws under a pilot of so many amps, and when it is full.

export interface Vehicle {
  readonly name: string;
  readonly token: string;
  readonly phases: 1 | 3;
  readonly maxAmps: number;
  /** Still to be charged. */
  wantedWh: number;
}

const voltage = 230;
/** Below the AC minimum a vehicle pauses (IEC 61851-1). */
const minAmps = 6;

/** Amps per phase that the vehicle draws when it may draw `pilotAmps`. */
export function drawnAmps(vehicle: Vehicle, pilotAmps: number): number {
  if (pilotAmps < minAmps || vehicle.wantedWh <= 0) return 0;
  const amps = Math.min(pilotAmps, vehicle.maxAmps);
  // The battery takes less and less over the last kilowatt hours.
  const taper = vehicle.wantedWh < 2000 ? Math.max(minAmps, (amps * vehicle.wantedWh) / 2000) : amps;
  return Math.min(amps, taper);
}

/** Energy over `ms`, in Wh; the vehicle's need shrinks by it. */
export function charge(vehicle: Vehicle, amps: number, ms: number): number {
  const wh = Math.min(vehicle.wantedWh, (amps * vehicle.phases * voltage * ms) / 3_600_000);
  vehicle.wantedWh -= wh;
  return wh;
}
