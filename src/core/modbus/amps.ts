import type { ChargerView } from '../../modbus/charger.ts';

/** Without the lines of which nobody knows. */
export const knownAmps = (amps: ChargerView['amps']): [number?, number?, number?] =>
  [0, 1, 2].map((line) => amps[line] ?? undefined) as [number?, number?, number?];
