// Every reason in words, with the figures that there are and without them.

import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/local/explain.ts';
import type { Circumstances } from '../../../src/local/explanation.ts';
import type { CircuitId, UplinkId } from '../../../src/model/ids.ts';
import type { Reason } from '../../../src/model/reason.ts';
import { utc } from '../../../src/model/time.ts';

const circuit = 'row-a' as CircuitId;
const csms = 'csms' as UplinkId;
const clock = { timezone: 'Europe/Berlin', now: utc(Date.UTC(2026, 4, 1, 15)) };
const until = utc(Date.UTC(2026, 4, 1, 18));
const figures = { limitAmps: 125, baseAmps: 14, reserveAmps: 6, base: 'measured' } as const;
const full = { amps: 6, minAmps: 6, maxAmps: 32, fallbackAmps: 6, circuit: figures, clock };

type Row = readonly [reason: Reason, seen: Circumstances, text: string, advice?: RegExp];

/** Typed by kind: a new reason does not compile without its row. */
const rows: { readonly [Kind in Reason['kind']]: readonly Row[] } = {
  rating: [[{ kind: 'rating' }, { amps: 32 }, '32 A: it has all that its EVSE can give.']],
  fallback: [
    [{ kind: 'fallback' }, full, '6 A: this is what it may draw when nobody tells it otherwise (its fallback).'],
  ],
  circuit: [
    [
      { kind: 'circuit', circuit, line: 1, sharedBy: 17 },
      full,
      '6 A: circuit row-a, L2 is full (125 A; 14 A other load, 6 A reserve); 17 vehicles share it. More is free when one of them is full.',
    ],
    [
      { kind: 'circuit', circuit, sharedBy: 1 },
      { amps: 20, circuit: { limitAmps: 50, baseAmps: 30, reserveAmps: 0, base: 'worstCase' } },
      '20 A: circuit row-a is full (50 A; 30 A kept for other load at its worst), and nobody else charges on it. More is free when other load is less.',
    ],
  ],
  waiting: [
    [
      { kind: 'waiting', circuit, line: 0 },
      { ...full, amps: 0 },
      '0 A: it waits for its turn: circuit row-a, L1 has no room (125 A; 14 A other load, 6 A reserve) for the 6 A that a vehicle needs. It is next when a turn ends or somebody is full.',
      /higher limit/,
    ],
  ],
  priority: [
    [
      { kind: 'priority', circuit, line: 2 },
      full,
      "6 A: circuit row-a, L3 is full (125 A; 14 A other load, 6 A reserve), and what it has beyond everybody's minimum goes to vehicles of higher priority.",
    ],
  ],
  surplus: [
    [
      { kind: 'surplus' },
      full,
      '6 A: it charges on what the site would feed into the grid, and there is no more of that now.',
    ],
  ],
  unbalance: [
    [
      { kind: 'unbalance', circuit, line: 2 },
      full,
      '6 A: circuit row-a, L3 would carry too much more than the other lines of the circuit (maxUnbalanceAmps). More is free when vehicles on the other lines draw more, or one on this line less.',
    ],
  ],
  starting: [
    [
      { kind: 'starting' },
      full,
      '6 A: its session began a moment ago: it starts with its minimum and gets its share within a minute.',
    ],
  ],
  tried: [
    [
      { kind: 'tried' },
      { amps: 6 },
      '6 A: somebody lowers it for a moment to see on which lines it is (busbar find-phases). It ends by itself within three minutes.',
    ],
  ],
  justPaused: [
    [
      { kind: 'justPaused' },
      { ...full, amps: 0, until },
      '0 A: it was paused for want of room a moment ago: so that its contactor is not worn out, it waits until 20:00.',
    ],
  ],
  vehicle: [
    [
      { kind: 'vehicle' },
      { amps: 13 },
      '13 A: its vehicle was seen to take no more; others have the rest. It is offered more as soon as it takes all of this.',
    ],
  ],
  plan: [
    [
      { kind: 'plan' },
      full,
      '6 A: the plan has better hours for it, or others need the room first; it is ready when it must be.',
    ],
  ],
  csms: [
    [
      { kind: 'csms', uplink: csms, scope: 'evse' },
      full,
      '6 A: a charging profile of the central system csms limits this EVSE.',
      /profile in csms/,
    ],
    [
      { kind: 'csms', uplink: csms, scope: 'site' },
      { ...full, ceilingAmps: [40, 40, 40] },
      '6 A: a charging profile of the central system csms limits all that it serves to 40 A together on each line.',
      /profile in csms/,
    ],
  ],
  gridOperator: [
    [
      { kind: 'gridOperator', input: 'dso', action: 'dim' },
      { ...full, ceilingAmps: [18, 18, 12] },
      '6 A: the grid operator dims the site (input dso) to 18 A on L1, 18 A on L2, 12 A on L3 together until the input ends.',
    ],
    [
      { kind: 'gridOperator', input: 'dso', action: 'stop' },
      { ...full, amps: 0 },
      '0 A: the grid operator stops charging (input dso) until the input ends.',
    ],
  ],
  window: [
    [
      { kind: 'window', circuit },
      { ...full, until },
      '6 A: circuit row-a has less at this time of the day (125 A; 14 A other load, 6 A reserve) until 20:00.',
    ],
  ],
  temporary: [
    [
      { kind: 'temporary', circuit },
      { amps: 6, note: 'kitchen', until, clock },
      '6 A: somebody limited circuit row-a, "kitchen" until 20:00.',
      /DELETE \/api\/v1\/circuits\/row-a\/limit/,
    ],
    [
      { kind: 'temporary', circuit },
      { amps: 6 },
      '6 A: somebody limited circuit row-a until it is taken back.',
      /DELETE/,
    ],
    [{ kind: 'temporary', circuit, input: 'ats' }, { amps: 6 }, '6 A: circuit row-a has less while input ats is on.'],
  ],
  lpc: [
    [
      { kind: 'lpc', failsafe: false },
      { ...full, ceilingAmps: [18, 18, 18], until },
      '6 A: the control box of the grid operator limits all stations to 18 A together on each line until 20:00.',
    ],
    [
      { kind: 'lpc', failsafe: true },
      { ...full, ceilingAmps: [6, 6, 6] },
      '6 A: the control box of the grid operator is not heard, or has not set a limit yet: its failsafe limit keeps all stations to 6 A together on each line.',
      /heartbeat/,
    ],
  ],
  lockout: [
    [
      { kind: 'lockout', circuit },
      full,
      '6 A: circuit row-a drew more than agreed with the grid operator too often: its stations have their fallbacks and no more until a person has looked.',
      /lockout\/acknowledge/,
    ],
  ],
  idle: [[{ kind: 'idle' }, full, '6 A: nobody charges. Whoever plugs in begins with 6 A and gets a share at once.']],
  unreachable: [
    [
      { kind: 'unreachable' },
      full,
      '6 A: the station cannot be reached and keeps what it was told last; that room is not given to others.',
      /power and network/,
    ],
  ],
  uncontrollable: [
    [
      { kind: 'uncontrollable' },
      { ...full, amps: 32 },
      '32 A: the station takes no limit: it counts at its rating (32 A), which others cannot have.',
      /smart-charging/,
    ],
  ],
  refusesZero: [
    [
      { kind: 'refusesZero' },
      full,
      '6 A: it should have nothing, but the station refuses a limit of 0: it counts with its minimum (6 A).',
      /zeroRefused/,
    ],
  ],
  notAuthorized: [
    [{ kind: 'notAuthorized' }, { amps: 0 }, '0 A: the token of its session was refused after it began.', /token/],
  ],
  moving: [
    [
      { kind: 'moving' },
      full,
      '6 A: the site file put it on another circuit: no more than its fallback (6 A) until it took a limit there.',
      /connected/,
    ],
  ],
  ignoresLimit: [
    [
      { kind: 'ignoresLimit' },
      { amps: 0 },
      '0 A: it draws more than it may although it was told twice: it gets nothing until it obeys.',
      /smart-charging/,
    ],
  ],
  stationLimit: [
    [
      { kind: 'stationLimit', source: 'EMS' },
      { amps: 10 },
      '10 A: the station says that somebody else limits it (EMS).',
      /energy management/,
    ],
  ],
  safeMode: [
    [
      { kind: 'safeMode' },
      full,
      '6 A: the gateway runs without its journal (safe mode) and only lowers: nobody gets more than the fallback.',
      /healthz/,
    ],
  ],
};

const all = Object.values(rows).flat();

describe('a reason in words', () => {
  it.each(all.map(([reason, seen, text, advice]) => [reason.kind, reason, seen, text, advice] as const))(
    '%s',
    (kind, reason, seen, text, advice) => {
      const said = explain(reason, seen);
      expect(said).toMatchObject({ kind, text });
      if (advice === undefined) expect(said).not.toHaveProperty('advice');
      else expect(said.advice).toMatch(advice);
    },
  );

  it.each(all.map(([reason]) => [reason] as const))(
    'is a sentence without any figures too, as old journals have it: %o',
    (reason) => {
      const { text } = explain(reason);
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/undefined|NaN|null| {2}|\(\)/);
    },
  );

  it('has the figures beside the words', () => {
    expect(explain({ kind: 'circuit', circuit, line: 1, sharedBy: 17 }, full)).toMatchObject({
      circuit,
      line: 'L2',
      ...figures,
      sharedBy: 17,
    });
    expect(explain({ kind: 'temporary', circuit }, { until, clock })).toMatchObject({
      until: '2026-05-01T18:00:00.000Z',
    });
    expect(explain({ kind: 'temporary', circuit }, { until: utc(9e15) })).not.toHaveProperty('until');
  });
});
