// The control box of the grid operator, as it is heard over the API: a heartbeat, limits, and what holds without them.

import type { Ceiling } from '../../control/allocate.ts';
import type { Lpc, LpcEvent, LpcRules } from '../../control/grid/lpc.ts';
import { allowedAmps, changesBy, follow, newLpc, refusalOf } from '../../control/grid/lpc.ts';
import type { GridControl } from '../../model/config/site.ts';
import { lineCount, tenthDown, wattsPerAmp } from '../../model/electric.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { GridView } from '../../local/site-view.ts';
import type { Mono } from '../../model/time.ts';
import { isoOf, never, utc } from '../../model/time.ts';
import type { Now, Problem } from '../ports.ts';
import type { Amount, OutsideQuestion } from '../ports/outside.ts';
import type { State } from '../state.ts';
import { shareNow } from '../limits/pace.ts';
import { siteOf } from '../state.ts';
import { problem } from './problem.ts';

const hourMs = 3_600_000;

/** The lower of what the site file says and what the control box said holds while it is not heard. */
function failsafeOf({ ledger }: State, { failsafeAmps, failsafeMinHours }: GridControl) {
  const { amps = Infinity, minHours = failsafeMinHours } = ledger.outside.failsafe ?? {};
  return { amps: Math.min(failsafeAmps, amps), minHours };
}

const rulesOf = (state: State, control: GridControl): LpcRules => ({
  failsafeMinMs: failsafeOf(state, control).minHours * hourMs,
});

/** What all stations may draw together by the control box; none where it sets no limit, or the site has none. */
export function gridCeiling(state: State): Ceiling[] {
  const { gridControl } = siteOf(state);
  if (gridControl === undefined) return [];
  const { lpc } = state.outside;
  const { amps: failsafe } = failsafeOf(state, gridControl);
  const amps = lpc === undefined ? failsafe : allowedAmps(lpc, failsafe);
  if (amps === undefined) return [];
  return [{ reason: { kind: 'lpc', failsafe: lpc?.state !== 'limited' }, amps, stations: undefined }];
}

/** What came due by itself. Returns when to look again. */
export function noteGrid(state: State, facts: Fact[], now: Now): Mono {
  const { gridControl } = siteOf(state);
  const { outside, alarms } = state;
  if (gridControl === undefined) {
    outside.lpc = undefined;
    alarms.delete('BB_GRID_SILENT');
    return never;
  }
  const rules = rulesOf(state, gridControl);
  outside.lpc ??= begin(state, gridControl, facts, now);
  hear(state, gridControl, { kind: 'time' }, facts, now);
  const { amps } = failsafeOf(state, gridControl);
  if (outside.lpc.state === 'controlled' || outside.lpc.state === 'limited') alarms.delete('BB_GRID_SILENT');
  else
    alarms.set(
      'BB_GRID_SILENT',
      `The control box of the grid operator is not heard: all stations together draw at most ${amps} A on each line until a heartbeat and then a limit come. Check the box, its connection, and what carries its messages to PUT /api/v1/grid/heartbeat and /limit.`,
    );
  return changesBy(outside.lpc, rules);
}

function begin(state: State, control: GridControl, facts: Fact[], now: Now): Lpc {
  const { amps } = failsafeOf(state, control);
  facts.push({ kind: 'GridLimitChanged', state: 'init', amps, happenedAt: now.utc });
  return newLpc(now.mono);
}

function hear(state: State, control: GridControl, event: LpcEvent, facts: Fact[], now: Now): void {
  const { outside } = state;
  const before = outside.lpc ?? begin(state, control, facts, now);
  const after = follow(before, event, rulesOf(state, control), now.mono);
  const { amps: failsafe } = failsafeOf(state, control);
  const [had, has] = [allowedAmps(before, failsafe), allowedAmps(after, failsafe)];
  outside.lpc = after;
  if (after.state === before.state && had === has) return;
  shareNow(state);
  const limit = has === undefined ? {} : { amps: has };
  facts.push({ kind: 'GridLimitChanged', state: after.state, ...limit, happenedAt: now.utc });
}

type GridQuestion = Extract<OutsideQuestion, { kind: 'grid' | 'gridHeartbeat' | 'gridLimit' | 'gridFailsafe' }>;

export function serveGrid(state: State, question: GridQuestion, facts: Fact[], now: Now): GridView | Problem {
  const { gridControl, supply } = siteOf(state);
  if (gridControl === undefined)
    return problem(409, 'BB_GRID_ABSENT', 'This site has no control box. Write "gridControl:" into the site file.');
  switch (question.kind) {
    case 'grid':
      break;
    case 'gridHeartbeat':
      hear(state, gridControl, { kind: 'heartbeat' }, facts, now);
      break;
    case 'gridLimit': {
      const refused = limit(state, gridControl, question, facts, now);
      if (refused !== undefined) return refused;
      break;
    }
    case 'gridFailsafe': {
      const amps = ampsOf(question.amount, supply);
      const { minHours } = question;
      // Refused and not bent (LPC-022).
      if (!(amps >= 0) || !(minHours >= 2 && minHours <= 24))
        return problem(
          400,
          'BB_GRID_FAILSAFE',
          `A failsafe limit is at least 0 and holds 2 to 24 hours: ${amps} A and ${minHours} h are not taken. What was in force stays.`,
        );
      facts.push({ kind: 'GridFailsafeSet', amps, minHours, happenedAt: now.utc });
      return viewOf(withFailsafe(state, { amps, minHours }), gridControl, now);
    }
  }
  state.outside.dueAt = now.mono;
  return viewOf(state, gridControl, now);
}

/** As it is when the fact is known. */
const withFailsafe = (state: State, failsafe: { amps: number; minHours: number }): State => ({
  ...state,
  ledger: { ...state.ledger, outside: { ...state.ledger.outside, failsafe } },
});

function limit(
  state: State,
  control: GridControl,
  { active, amount, durationMs }: Extract<GridQuestion, { kind: 'gridLimit' }>,
  facts: Fact[],
  now: Now,
): Problem | undefined {
  if (active && amount === undefined)
    return problem(400, 'BB_GRID_LIMIT', 'A limit that is active needs "amps" or "watts". What was in force stays.');
  const event: LpcEvent = {
    kind: 'limit',
    active,
    amps: amount === undefined ? 0 : ampsOf(amount, siteOf(state).supply),
    ...(durationMs !== undefined && { durationMs }),
  };
  const lpc = state.outside.lpc ?? newLpc(now.mono);
  switch (refusalOf(lpc, event, rulesOf(state, control), now.mono)) {
    case 'invalid':
      return problem(
        400,
        'BB_GRID_LIMIT',
        `A limit and its duration are 0 or more: ${event.amps} A is not taken. What was in force stays.`,
      );
    case 'silent':
      return problem(
        409,
        'BB_GRID_NO_HEARTBEAT',
        'A limit counts after a heartbeat, and none was heard within 120 s. Send PUT /api/v1/grid/heartbeat first, then the limit again; until then the failsafe limit holds.',
      );
    case undefined:
      hear(state, control, event, facts, now);
      return undefined;
  }
}

/** Watts of all lines together, at nominal voltage. */
const ampsOf = (amount: Amount, supply: Parameters<typeof wattsPerAmp>[0]): number =>
  'amps' in amount ? amount.amps : tenthDown(amount.watts / wattsPerAmp(supply, lineCount[supply]));

export function gridView(state: State, now: Now): GridView | undefined {
  const { gridControl } = siteOf(state);
  return gridControl === undefined ? undefined : viewOf(state, gridControl, now);
}

function viewOf(state: State, control: GridControl, now: Now): GridView {
  const lpc = state.outside.lpc ?? newLpc(now.mono);
  const { amps: failsafeAmps, minHours } = failsafeOf(state, control);
  const limitAmps = allowedAmps(lpc, failsafeAmps);
  const { until = never } = lpc.limit ?? {};
  return {
    state: lpc.state,
    ...(limitAmps !== undefined && { limitAmps }),
    ...(until < never && { until: isoOf(utc(now.utc + until - now.mono)) }),
    ...(lpc.heartbeatAt !== undefined && { heartbeatAgeMs: Math.round(now.mono - lpc.heartbeatAt) }),
    failsafeAmps,
    failsafeMinHours: minHours,
  };
}
