import type { Outlet } from './outlet.ts';

/** One outlet and what happens at it. */
export interface Post {
  readonly evse: number;
  readonly outlet: Outlet;
  session: string | undefined;
  /** UTC ms of the world. */
  sessionAt: number;
  /** The number that the gateway gave for the session. */
  transactionId: number | undefined;
  sampleAt: number;
  isOperative: boolean;
  /** It goes over to so many phases then, without load. */
  switching: { readonly at: number; readonly phases: 1 | 3; readonly phaseToUse: number } | undefined;
  /** Somebody asked whether this car may charge, and nobody answered yet. */
  isAsking: boolean;
}
