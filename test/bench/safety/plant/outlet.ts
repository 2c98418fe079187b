// One outlet of a charger: its wires, the car at it, and what flows on each line of the site.

import type { Car } from './car.ts';

/** Amps on L1, L2, L3. */
export type Lines = readonly [number, number, number];

export interface Outlet {
  /** The lines of the site behind its phases, in order: 0 for L1. Its first wire carries a car on one phase. */
  readonly wires: readonly number[];
  /** Those of them that are switched through. */
  closed: readonly number[];
  /** As its charger says that they are: what flows there besides is nobody's to foresee. */
  said: readonly number[];
  /** Switches between one phase and three that were ordered, and how many were made under load. */
  switches: number;
  underLoad: number;
  readonly ratingAmps: number;
  car: Car | undefined;
  /** As it flows now. */
  lines: Lines;
  /** Watt hours that its meter shows. */
  wh: number;
}

export const newOutlet = (wires: readonly number[], ratingAmps: number): Outlet => ({
  wires,
  ratingAmps,
  closed: wires,
  said: wires,
  switches: 0,
  underLoad: 0,
  car: undefined,
  lines: nothing,
  wh: 1000,
});

const nothing: Lines = [0, 0, 0];
const volts = 230;

/** Lets time pass with so much allowed; a contactor that is open lets nothing through. */
export function flow(outlet: Outlet, allowedAmps: number, isClosed: boolean, ms: number): void {
  const { car, closed } = outlet;
  const amps = car?.tick(isClosed ? Math.min(allowedAmps, outlet.ratingAmps) : 0, ms) ?? 0;
  if (car === undefined || amps === 0 || !isClosed) {
    outlet.lines = nothing;
    return;
  }
  const lines: [number, number, number] = [0, 0, 0];
  const used = Math.min(car.lines(), closed.length);
  for (let at = 0; at < used; at += 1) lines[closed[at]!]! += amps;
  outlet.lines = lines;
  outlet.wh += (amps * used * volts * ms) / 3_600_000;
}

/** Its contactor opens. */
export const open = (outlet: Outlet): void => void (outlet.lines = nothing);

/** More than this flows through contacts that are switched. */
const loadAmps = 1;

/** Its contacts let one phase through or all. */
export function close(outlet: Outlet, phases: 1 | 3, phaseToUse = 1): void {
  if (Math.max(...outlet.lines) > loadAmps) outlet.underLoad += 1;
  outlet.closed = through(outlet, phases, phaseToUse);
  outlet.said = outlet.closed;
}

/** The wires that are switched through on so many phases. */
export const through = ({ wires }: Outlet, phases: 1 | 3, phaseToUse = 1): readonly number[] =>
  phases === 1 ? [wires[phaseToUse - 1]!] : wires;

/** The wires of an outlet as the site file names them; `unknown` is turned somehow. */
export function wiresOf(phases: string, turned: number): number[] {
  if (phases === 'unknown') return [0, 1, 2].map((line) => (line + turned) % 3);
  return [...phases.matchAll(/L([123])/g)].map(([, line]) => Number(line) - 1);
}
