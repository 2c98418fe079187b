// The last words before a planned stop, and the wait for them.

import type { EvseKey } from '../model/ids.ts';
import type { Gateway } from './gateway.ts';
import { isLeft, untoldOf } from './modbus/stop.ts';
import type { Clock } from './ports.ts';

export interface Farewell {
  /** `say` makes the step that says them. Resolves with those that may not have heard them. */
  begin(say: () => void): Promise<readonly EvseKey[]>;
  /** After each step. */
  look(): void;
  /** Nothing will be answered any more. */
  giveUp(): void;
}

export function newFarewell({ state }: Gateway, clock: Clock): Farewell {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    async begin(say) {
      say();
      await ended;
      return untoldOf(state.modbus);
    },
    look() {
      if (isLeft(state.modbus, clock.mono())) end();
    },
    giveUp: () => end(),
  };
}
