// From the site file to the inputs that are read.

import type { BusTiming, LineId, WantedLine } from '../../model/bus.ts';
import type { Site, SiteInput } from '../../model/config/site.ts';
import type { Mono } from '../../model/time.ts';
import type { Driver } from '../../modbus/driver.ts';
import type { LineRules } from '../../modbus/line.ts';
import { unitAt } from '../../modbus/line.ts';
import { lineFor, usualLine } from '../modbus/line-for.ts';
import type { InputLive } from './live.ts';

/** What any device on a line of its own keeps up with. */
const usualTiming: BusTiming = { timeoutMs: 1000, minGapMs: 20, writeGapMs: 0, afterTimeout: 'drop' };
const usualUnit = 1;

/** `driver`: of the device that the file names, if any. */
export function inputLive(
  site: Site,
  input: SiteInput,
  driver: Driver | undefined,
  lines: Map<LineId, WantedLine>,
): InputLive {
  const rules: LineRules = driver?.connection ?? usualLine;
  const line = lineFor(site, rules, input.source, 1, lines);
  const unit = driver === undefined ? (input.source.unit ?? usualUnit) : unitAt(driver.connection, input.source);
  return {
    key: input.id,
    config: input,
    line,
    unit,
    fn: input.fn ?? fnOf(driver, input.register),
    timing: driver?.connection.timing ?? usualTiming,
    signature: JSON.stringify([input, driver?.version, driver?.revision, line]),
    requests: 0,
    asked: undefined,
    nextAt: 0 as Mono,
    readAt: undefined,
    isRead: false,
    last: undefined,
    settled: undefined,
    alarms: new Set(),
  };
}

/** As the device has a point there, else by what it can. */
function fnOf(driver: Driver | undefined, register: number): InputLive['fn'] {
  for (const { addresses, read } of driver?.points.values() ?? [])
    if (read !== undefined && addresses.includes(register)) return read.fn;
  return ([2, 1, 4, 3] as const).find((fn) => driver?.connection.functions.includes(fn) === true) ?? 2;
}
