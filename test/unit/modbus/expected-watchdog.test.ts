import { describe, expect, it } from 'vitest';
import { expectedWatchdogSeconds, firesAfterMs } from '../../../src/modbus/driver-failsafe.ts';
import { driverOf } from './device-bench.ts';

describe('the watchdog of a device that nobody has met yet', () => {
  it('is the one that the device is given when it connects, with what its timer is off by', () => {
    const keba = driverOf('keba-p30-p40');
    expect(expectedWatchdogSeconds(keba)).toBe(37);
    expect(expectedWatchdogSeconds(keba, { failsafeTimeoutS: 60 })).toBe(73);
    expect(expectedWatchdogSeconds(driverOf('vestel-evc04'))).toBe(25);
  });

  it('is none where it is not ours to set, and of a meter', () => {
    const keba = driverOf('keba-p30-p40');
    expect(expectedWatchdogSeconds({ ...keba, failsafe: undefined })).toBeUndefined();
    expect(expectedWatchdogSeconds({ ...keba, failsafe: { ...keba.failsafe!, onLoss: 'holds-last' } })).toBeUndefined();
    expect(expectedWatchdogSeconds(driverOf('eastron-sdm630'))).toBeUndefined();
  });

  it('never fires with a timeout of 0, or of all that a register can say', () => {
    expect([0, -1, 65_535_000, 10_000].map(firesAfterMs)).toEqual([undefined, undefined, undefined, 13_000]);
  });
});
