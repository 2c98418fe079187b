// What a fault is, and how long a gateway may take to be safe again when nothing special is wrong.

import type { World } from '../world.ts';

export interface Fault {
  readonly name: string;
  /** Undefined where the scenario has nothing that could fail so. */
  strike(world: World): void;
  heal(world: World): void;
  applies(world: World): boolean;
  /** Milliseconds in which an overload must end that began by a step of other load or by a lower limit. */
  readonly budgetMs: number;
  /** So long other load may draw more before anybody can know. */
  readonly knownMs: number;
  /** A meter goes on and shows too little: nobody can know before its chargers draw enough for it to show. */
  readonly hidesLoad?: true;
  /**
   * Nobody can tell chargers anything: what other load steps by meanwhile has to wait until they have fallen back by themselves
   * (load-management.md §7 on P14, §5.3), and both times are longer by that. Whoever holds a limit for good has room for all of
   * it anyway.
   */
  readonly leavesAlone?: true;
  /**
   * The gateway is down for so long and speaks to nobody: until it is back, what was given before goes on. That is the exposure that
   * the reserve of a site has to bear (load-management.md §2.2).
   */
  readonly downMs?: number;
  /** Nobody who does not know the time can keep a window. */
  readonly setsClocks?: true;
  /** Only promise (a) is held against it: two faults at once and more (P14). */
  readonly isMany?: true;
}

export const s = 1000;
/** A meter of 1 s or 2 s, the gateway, 5 s until a charger changes its duty cycle, 6 s until a vehicle follows. */
export const ordinaryMs = 15 * s;
export const always = (): boolean => true;
export const nothing = (): void => undefined;
export const hasMeters = ({ field }: World): boolean => field.meters.length > 0;

export const ordinary = { applies: always, heal: nothing, budgetMs: ordinaryMs, knownMs: ordinaryMs };
