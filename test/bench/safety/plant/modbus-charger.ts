// A charger without OCPP: registers as its vendor describes them, a watchdog, and what it falls back to.

import type { Box } from '../../../conversations/modbus-chargers.ts';
import type { Charger } from './charger.ts';
import { noMisdeeds } from './charger.ts';
import type { Outlet } from './outlet.ts';
import { close, flow, through } from './outlet.ts';

/** Of KEBA P30: who may switch its phases, and its registers of that and of the current of each. */
const switchedOverModbus = 3;
const phaseRegister = 5052;
const currentRegisters = [1008, 1010, 1012];

export interface ModbusCharger extends Charger {
  readonly box: Box;
}

export function createModbusCharger(id: string, box: Box, outlet: Outlet): ModbusCharger {
  let seen = '';
  let version = 0;
  const misdeeds = noMisdeeds();
  const failsafe = (): number => Math.min(box.failsafeAmps, outlet.ratingAmps);
  const offer = (mono: number): number => Math.min(box.offer(mono), outlet.ratingAmps);
  let now = 0;
  if (box.lines === 1) close(outlet, 1);
  box.refuses = (action) =>
    misdeeds.switching === 'refuses' && action.kind === 'write' && action.address === phaseRegister;
  /** What its register says of its relay is what it was told; what flows is true. */
  function followSwitches(): void {
    if (box.drewAtSwitch.length > outlet.switches) {
      outlet.switches = box.drewAtSwitch.length;
      if (misdeeds.switching !== 'ignores') close(outlet, box.lines);
      outlet.said = through(outlet, box.lines);
    }
    for (const [phase, address] of currentRegisters.entries()) {
      const milliamps = Math.round(outlet.lines[outlet.wires[phase]!]! * 1000);
      box.lies.set(address, [Math.floor(milliamps / 65536), milliamps % 65536]);
    }
  }
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
      if (box.phaseSource === switchedOverModbus) followSwitches();
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
