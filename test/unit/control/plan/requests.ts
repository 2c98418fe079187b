// Plan requests for tests: one that is plain, and any at all.

import fc from 'fast-check';
import type { PlanRequest, PlanSession } from '../../../../src/control/plan/request.ts';
import { utc } from '../../../../src/model/time.ts';

export const session = (part: Partial<PlanSession> = {}): PlanSession => ({
  key: 'A',
  on: [{ row: 0, per: 1 }],
  kWPerAmp: 0.69,
  minAmps: 6,
  maxAmps: 32,
  stepAmps: 1,
  needKWh: 10,
  deliveredKWh: 0,
  departsInMinutes: 120,
  priority: 1,
  isOn: false,
  noPause: false,
  ...part,
});

export const request = (part: Partial<PlanRequest> = {}): PlanRequest => ({
  startsAt: utc(0),
  slotMinutes: [15, 15, 15, 15, 15, 15, 15, 15],
  rows: [{ limit: Array<number>(8).fill(32) }],
  sessions: [session()],
  favour: 'ready',
  margins: { departureMinutes: 0, energyFactor: 1 },
  floorKWh: 0,
  stayMinutes: 240,
  ...part,
});

const anySession = (rows: number): fc.Arbitrary<PlanSession> =>
  fc
    .record({
      rows: fc.uniqueArray(fc.nat(rows - 1), { minLength: 1 }),
      kWPerAmp: fc.constantFrom(0.23, 0.69),
      minAmps: fc.constantFrom(0, 6, 10),
      maxAmps: fc.integer({ min: 10, max: 40 }),
      needKWh: fc.option(fc.double({ min: 0, max: 60, noNaN: true }), { nil: undefined }),
      departsInMinutes: fc.option(fc.integer({ min: -30, max: 200 }), { nil: undefined }),
      priority: fc.constantFrom(1, 2, 5),
      isOn: fc.boolean(),
      noPause: fc.boolean(),
      solar: fc.constantFrom(undefined, undefined, 'surplus', 'minimum'),
    })
    .map(({ rows: on, needKWh, departsInMinutes, solar, ...rest }) => ({
      ...session(rest),
      on: on.map((row) => ({ row, per: 1 })),
      ...(needKWh === undefined ? { needKWh: 0 } : { needKWh }),
      ...(departsInMinutes === undefined ? {} : { departsInMinutes }),
      ...(solar !== undefined && { solar }),
    }));

/** Up to eight sessions on up to three rows, with margins, a floor, sun and prices. */
export const anyRequest: fc.Arbitrary<PlanRequest> = fc
  .record({
    limits: fc.array(fc.array(fc.integer({ min: -10, max: 120 }), { minLength: 8, maxLength: 8 }), {
      minLength: 1,
      maxLength: 3,
    }),
    favour: fc.constantFrom('ready' as const, 'energy' as const),
    departureMinutes: fc.constantFrom(0, 30, 60),
    energyFactor: fc.constantFrom(1, 1.3),
    floorKWh: fc.constantFrom(0, 3),
    pvKW: fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 8, maxLength: 8 }),
    prices: fc.array(fc.option(fc.double({ min: -0.5, max: 1, noNaN: true })), { maxLength: 8 }),
  })
  .chain(({ limits, departureMinutes, energyFactor, prices, ...rest }) =>
    fc.array(anySession(limits.length), { maxLength: 8 }).map((sessions) =>
      request({
        ...rest,
        rows: limits.map((limit) => ({ limit })),
        margins: { departureMinutes, energyFactor },
        sessions: sessions.map((one, at) => ({ ...one, key: `S${at}` })),
        market: { prices, defaultPrice: 0.3, feedInPrice: 0.08 },
      }),
    ),
  );
