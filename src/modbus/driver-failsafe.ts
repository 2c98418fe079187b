import type { Driver } from './driver.ts';

/** Whether the gateway can tell the device what to fall to; else only its own menu can. */
export const isFailsafeOurs = ({ failsafe, points }: Driver): boolean =>
  failsafe?.current !== undefined && points.get(failsafe.current)?.write !== undefined;
