// A charger without OCPP: registers as its vendor describes them, a watchdog, and what it falls back to.

import type { Box } from '../../../conversations/modbus-chargers.ts';
import type { Charger } from './charger.ts';
import type { Outlet } from './outlet.ts';
import { flow } from './outlet.ts';

export interface ModbusCharger extends Charger {
  readonly box: Box;
}

export function createModbusCharger(id: string, box: Box, outlet: Outlet): ModbusCharger {
  let seen = '';
  let version = 0;
  const misdeeds = { ignoresLimits: false, losesAnswers: false, losesOrders: false, clockErrorMs: 0 };
  const failsafe = (): number => Math.min(box.failsafeAmps, outlet.ratingAmps);
  const offer = (mono: number): number => Math.min(box.offer(mono), outlet.ratingAmps);
  let now = 0;
  return {
    id,
    box,
    outlets: [outlet],
    misdeeds,
    deafUntil: () => 0,
    version() {
      const is = `${offer(now)}/${box.failsafeAmps}/${box.watchdogMs}`;
      if (is !== seen) version += 1;
      seen = is;
      return version;
    },
    tick({ mono }, ms) {
      now = mono;
      const allowed = misdeeds.ignoresLimits && offer(mono) > 0 ? outlet.ratingAmps : offer(mono);
      flow(outlet, allowed, true, ms);
      // Its registers hold whole numbers.
      box.wants = Math.round(Math.max(...outlet.lines));
    },
    plug(_, car) {
      outlet.car = car;
      box.plugged = true;
    },
    unplug() {
      outlet.car = undefined;
      box.plugged = false;
    },
    mayDraw: (_, { mono }) => offer(mono),
    mayComeToDraw(_, at, utc) {
      if (box.watchdogMs === 0) return offer(at.mono);
      // Nobody outside knows when it was fed last.
      return utc - at.utc > box.watchdogMs ? failsafe() : Math.max(failsafe(), offer(at.mono));
    },
    changesAfter: ({ utc }) => (box.watchdogMs === 0 ? [] : [utc + box.watchdogMs]),
  };
}
