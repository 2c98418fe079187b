// What controllable devices may always draw together when the grid operator dims them (§14a EnWG, BNetzA BK6-22-300).

import type { Site } from '../../model/config/site.ts';
import { lineCount, tenthDown, wattsPerAmp } from '../../model/electric.ts';

/** Of one device, and the share of each other. */
const deviceWatts = 4200;
/** Simultaneity (Gleichzeitigkeitsfaktor) for 2 to 8 devices, and for all above. */
const simultaneity = [0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5];
const simultaneityOfMany = 0.45;

/** P_min = 4.2 kW + (n − 1) · GZF · 4.2 kW, in watts. `devices`: from 1. */
export function minimumWatts(devices: number): number {
  const factor = simultaneity[devices - 2] ?? simultaneityOfMany;
  return Math.round(deviceWatts * (1 + (devices - 1) * factor));
}

/** The same on each line of the supply, at nominal voltage and never more than that. */
export const minimumAmps = (devices: number, supply: Site['supply']): number =>
  tenthDown(minimumWatts(devices) / wattsPerAmp(supply, lineCount[supply]));
