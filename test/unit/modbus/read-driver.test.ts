import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDriver } from '../../../src/modbus/read-driver.ts';
import type { Value } from '../../../src/modbus/value.ts';
import type { Edits } from './change.ts';
import { changed, driverOf, problemsAfter } from './change.ts';

describe('the whole example', () => {
  const driver = driverOf(changed({}));

  it('is a driver', () => {
    expect(driver).toMatchObject({
      id: 'vestel-evc04',
      class: 'charger',
      poll: { fastMs: 2000, slowMs: 30_000 },
      connection: {
        transports: ['tcp'],
        tcp: { port: 502, maxClients: 1, reconnectHoldoff: { point: 'failsafe_timeout', factor: 1 } },
        unit: 255,
        timing: { timeoutMs: 3000, minGapMs: 50, writeGapMs: 0, afterTimeout: 'drop' },
        maxRegisters: 50,
        policy: 'single-value',
        functions: [3, 4, 6],
      },
      control: {
        limit: {
          quantity: 'current',
          step: 1,
          min: 6,
          max: 32,
          zero: 'pause',
          confirm: { kind: 'readback', withinMs: 5000 },
        },
        enable: { kind: 'limit-zero' },
        phases: { kind: 'register', point: 'phases', paused: true, settleMs: 10_000 },
      },
      heartbeats: [
        {
          kind: 'write-const',
          point: 'alive',
          value: 1,
          every: { point: 'failsafe_timeout', factor: 0.25, minMs: 1000 },
        },
      ],
      failsafe: { onLoss: 'device', current: 'failsafe_current', timeout: 'failsafe_timeout' },
    });
    expect(driver.points.get('limit')).toMatchObject({
      read: { fn: 3, table: 'holding' },
      addresses: [5004],
      write: { fn: 6, addresses: [5004], type: 'u16', length: 1, scale: 1 },
    });
    expect(driver.points.get('current')).toMatchObject({ addresses: [1008, 1010, 1012], scale: 0.001, unit: 'A' });
    expect(driver.control?.sequences.get('setPhases')).toHaveLength(5);
  });

  it('has a state and a session energy that can be evaluated', () => {
    const at = (known: Readonly<Record<string, Value>>) => (name: string) => known[name] ?? null;
    const { state } = driver;
    const charging = at({ cp_state: 2, cable: 3, charging: 1 });
    expect(state?.kind === 'expression' && state.of.evaluate(charging)).toBe('C');
    const energy = driver.computed.get('session_energy');
    const plugged = at({ state: 'B', '$before.state': 'A' });
    expect(energy?.kind === 'delta' && energy.resetOn.evaluate(plugged)).toBe(true);
  });
});

describe('variants', () => {
  const variant = (set: Edits): Edits => ({ variants: [{ match: "matches(model, 'Duo')", set }] });

  it('lie over the file: keys are joined, lists and other kinds take the place of what was there', () => {
    const set = {
      points: { power: { scale: 10 }, rfid: null },
      control: { enable: { kind: 'register', point: 'alive', on: 1, off: 0 }, limit: { max: 16 } },
    };
    const { driver } = driverOf(changed(variant(set))).variants[0]!;
    expect(driver.points.get('power')).toMatchObject({ scale: 10, addresses: [1020], unit: 'W' });
    expect(driver.points.has('rfid')).toBe(false);
    expect(driver.control).toMatchObject({ enable: { kind: 'register' }, limit: { max: 16, min: 6 } });
    expect(driver.variants).toEqual([]);
  });

  it.each<[string, Edits, string]>([
    [
      'an address in no block',
      { points: { limit: { addr: 5005 } } },
      'BB_DRIVER_ADDRESS variants.0.set.points.limit.addr',
    ],
    ['a misspelt key', { points: { limit: { adr: 5 } } }, 'BB_DRIVER_UNKNOWN_KEY variants.0.set.points.limit.adr'],
    ['another id', { id: 'other' }, 'BB_DRIVER_VARIANT variants.0.set.id'],
    ['variants of variants', { variants: [] }, 'BB_DRIVER_VARIANT variants.0.set.variants'],
  ])('are read like a file: %s', (_what, set, problem) => {
    expect(problemsAfter(variant(set))).toContain(problem);
  });

  it('do not match by what nobody knows', () => {
    const edits = { variants: [{ match: 'kind == 1', set: {} }] };
    expect(problemsAfter(edits)).toEqual(['BB_DRIVER_UNKNOWN_NAME variants.0.match']);
  });
});

describe('whatever it is given', () => {
  it('is a driver or problems, and is not changed', () => {
    const paths = Object.entries(changed({})).flatMap(([key, value]) =>
      typeof value === 'object' ? [key, ...Object.keys(value as object).map((below) => `${key}.${below}`)] : [key],
    );
    const odd = fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.string(),
      fc.constant([]),
      fc.constant({}),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), odd, (path, value) => {
        const file = changed({ [path]: value });
        const before = JSON.stringify(file);
        const read = readDriver(file);
        expect('driver' in read || read.problems.length > 0).toBe(true);
        expect(JSON.stringify(file)).toBe(before);
      }),
      { numRuns: 200 },
    );
    for (const thing of [undefined, null, 1, 'x', [], {}]) expect('problems' in readDriver(thing)).toBe(true);
  });
});
