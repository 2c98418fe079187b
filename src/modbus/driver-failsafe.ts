import type { ModbusAccess } from '../model/config/site.ts';
import type { Driver } from './driver.ts';
import type { Value } from './value.ts';

/** Whether the gateway can tell the device what to fall to; else only its own menu can. */
export const isFailsafeOurs = ({ failsafe, points }: Driver): boolean =>
  failsafe?.current !== undefined && points.get(failsafe.current)?.write !== undefined;

/** Watchdogs of devices do not run more evenly than this. */
const watchdogMargin = 1.2;
const watchdogExtraMs = 1_000;

/** A register that says so many seconds, or none, says that there is no watchdog. */
const endlessMs = 65_535_000;

/** When a watchdog with this timeout must have fired, since nobody spoke to it; undefined where that is never. */
export const firesAfterMs = (timeoutMs: number): number | undefined =>
  timeoutMs > 0 && timeoutMs < endlessMs ? timeoutMs * watchdogMargin + watchdogExtraMs : undefined;

/**
 * The same in seconds for a device that nobody has met yet: with the timeout that it is given when it connects. Undefined where
 * it is not ours to give, or where what it falls to is not. It counts only when it was read back.
 */
export function expectedWatchdogSeconds(driver: Driver, settings: ModbusAccess['params'] = {}): number | undefined {
  const { failsafe, control, points } = driver;
  if (failsafe?.onLoss !== 'device' || !isFailsafeOurs(driver)) return undefined;
  const steps = control?.sequences.get('onConnect') ?? [];
  const step = steps.find((one) => one.kind === 'write' && one.point === failsafe.timeout);
  if (step?.kind !== 'write') return undefined;
  const scope = (name: string): Value => {
    const param = name.startsWith('$param.') ? name.slice('$param.'.length) : undefined;
    return param === undefined ? null : (settings[param] ?? driver.params.get(param)?.default ?? null);
  };
  const value = step.value.evaluate(scope);
  if (typeof value !== 'number') return undefined;
  const firesMs = firesAfterMs(points.get(step.point)?.unit === 'ms' ? value : value * 1000);
  return firesMs === undefined ? undefined : firesMs / 1000;
}
