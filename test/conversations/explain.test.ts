// Why an EVSE may draw what it may draw, and how it takes that: with the real core.

import { describe, expect, it } from 'vitest';
import { noteReasons } from '../../src/core/explain/reasons.ts';
import type { Decided } from '../../src/core/heard.ts';
import type { Problem } from '../../src/core/ports.ts';
import type { WhyView } from '../../src/local/site-view.ts';
import type { EvseKey } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { ask, charging, grid, kinds, restarted, siteWith } from './outside-depot.ts';
import type { Depot } from './limit-depot.ts';

const key = (depot: Depot, at: number): EvseKey =>
  `${depot.harness().gateway.state.loads[at]!.station.id}/1` as EvseKey;
const why = (depot: Depot, at = 0): WhyView => ask(depot, { kind: 'why', evse: key(depot, at) }) as WhyView;

describe('why', () => {
  it('names the circuit with its figures and who shares it', () => {
    const depot = charging(siteWith({}));
    expect(why(depot)).toMatchObject({
      allocatedAmps: 20,
      why: {
        kind: 'circuit',
        circuit: grid,
        limitAmps: 60,
        baseAmps: 0,
        base: 'worstCase',
        sharedBy: 3,
        text: expect.stringMatching(/^20 A: circuit \S+, L\d is full \(60 A; .*\); 3 vehicles share it\./) as string,
      },
    });
  });

  it('names a temporary limit with what was written beside it and its end', () => {
    const depot = charging(siteWith({}));
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 24, durationMs: 600_000, reason: 'campus' });
    depot.passes(5);
    const { why: said } = why(depot);
    expect(said).toMatchObject({ kind: 'temporary', limitAmps: 24 });
    expect(said?.text).toMatch(/^8 A: somebody limited circuit \S+, "campus" \(24 A; .*\) until \d\d:\d\d\.$/);
    expect(said?.until).toBeDefined();
    expect(said?.advice).toContain('DELETE');
  });

  it('says that a station is away, and that there is no such EVSE', () => {
    const depot = charging(siteWith({}));
    depot.posts[0]!.drops();
    depot.passes(5);
    expect(why(depot)).toMatchObject({ behaviour: { kind: 'unreachable' }, why: { kind: 'unreachable' } });
    expect(why(depot, 1).behaviour?.kind).not.toBe('unreachable');
    expect((ask(depot, { kind: 'why', evse: 'NO/1' as EvseKey }) as Problem).problem).toMatchObject({
      status: 404,
      code: 'BB_EVSE_UNKNOWN',
    });
  });
});

describe('the behaviour at a limit', () => {
  /** A reading each 10 s, for so long. */
  function shows(depot: Depot, amps: number, seconds: number): void {
    for (let passed = 0; passed < seconds; passed += 10) {
      depot.passes(10);
      const timestamp = new Date(depot.harness().utc()).toISOString();
      const sampledValue = ['L1', 'L2', 'L3'].map((phase) => ({
        value: `${amps}`,
        measurand: 'Current.Import',
        phase,
        unit: 'A',
      }));
      depot.posts[0]!.says('MeterValues', { connectorId: 1, meterValue: [{ timestamp, sampledValue }] });
    }
  }
  const kind = (depot: Depot): string | undefined => why(depot).behaviour?.kind;

  it('E13 is unmeasured, follows, overshoots, ignores, and follows again, as readings show it', () => {
    const depot = charging(siteWith({}));
    expect(kind(depot)).toBe('unmeasured');
    shows(depot, 19.8, 20);
    expect(kind(depot)).toBe('follows');
    shows(depot, 21.5, 10);
    expect(why(depot).behaviour).toMatchObject({
      kind: 'overshoots',
      text: expect.stringContaining('1.5 A more than the 20 A') as string,
    });
    // A tenth above is tolerated for ever; a third is not.
    shows(depot, 21.5, 180);
    expect(kind(depot)).toBe('overshoots');
    shows(depot, 27, 180);
    expect(kind(depot)).toBe('ignores');
    // The circuit was over its limit: it was told 0, and obeys when it takes nothing.
    expect(why(depot).why?.kind).toBe('ignoresLimit');
    shows(depot, 0, 20);
    expect(kind(depot)).toBe('follows');
  });

  it('is asleep before the vehicle takes anything, and full when it takes nothing any more', () => {
    const depot = charging(siteWith({}));
    shows(depot, 0, 120);
    expect(kind(depot)).toBe('asleep');
    shows(depot, 15, 60);
    shows(depot, 0, 120);
    expect(kind(depot)).toBe('full');
  });

  it('Q38 refuses until it takes a limit; the amps measured stand beside each limit that was told', () => {
    const depot = charging(siteWith({}));
    shows(depot, 19.8, 20);
    depot.posts[0]!.options.refuses = () => ({ status: 'Rejected' });
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 30 });
    depot.passes(5);
    expect(why(depot).behaviour).toMatchObject({
      kind: 'refuses',
      text: expect.stringContaining('10 A (BB_LIMIT_REFUSED)') as string,
    });
    expect(
      kinds(depot, 'LimitCommanded')
        .filter((fact) => 'station' in fact && fact.station === depot.posts[0]!.id)
        .at(-1),
    ).toMatchObject({ amps: 10, measuredAmps: 19.8 });
    depot.posts[0]!.options.refuses = () => undefined;
    depot.passes(60);
    shows(depot, 9.8, 20);
    expect(kind(depot)).toBe('follows');
  });
});

describe('the record of what binds a session', () => {
  const control = { kind: 'lpc', failsafeAmps: 24, failsafeMinHours: 2 } as const;

  it('has what binds each of them now, by a limit or by itself, and stops there', () => {
    const depot = charging(siteWith({ gridControl: control }));
    expect(why(depot).why).toMatchObject({ kind: 'lpc', ceilingAmps: [24, 24, 24] });
    const before = depot.harness().facts.length;
    ask(depot, { kind: 'gridHeartbeat' });
    ask(depot, { kind: 'gridLimit', active: true, amount: { amps: 24 } });
    depot.passes(90);
    const said = depot
      .harness()
      .facts.slice(before)
      .flatMap((fact) => (fact.kind === 'LimitCommanded' || fact.kind === 'ReasonChanged' ? [fact] : []));
    expect(new Set(said.map(({ station }) => station)).size).toBe(3);
    expect(said.every(({ amps, reason }) => amps === 8 && reason.kind === 'lpc' && !reason.failsafe)).toBe(true);
    const changes = kinds(depot, 'ReasonChanged').length;
    // The third one waits behind two others for its limit: what binds it is recorded before.
    expect(changes).toBeGreaterThan(0);
    for (let minute = 0; minute < 5; minute += 1) {
      ask(depot, { kind: 'gridHeartbeat' });
      depot.passes(60);
    }
    expect(kinds(depot, 'ReasonChanged')).toHaveLength(changes);
  });

  it('is silent while limits tell it, and while nothing changes', () => {
    const depot = charging(siteWith({}));
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 24, reason: 'campus' });
    depot.passes(300);
    expect(kinds(depot, 'LimitCommanded').at(-1)).toMatchObject({ reason: { kind: 'temporary' } });
    expect(kinds(depot, 'ReasonChanged')).toEqual([]);
    restarted(depot);
    depot.passes(120);
    expect(kinds(depot, 'ReasonChanged')).toEqual([]);
  });

  it('costs no more than a row a minute when reasons come and go, and none for what does not last', () => {
    const rowsOf = (everySeconds: number): number => {
      const { state } = charging(siteWith({})).harness().gateway;
      const [key, one] = [...state.allocations][0]!;
      const decided: Decided = { facts: [], commands: [] };
      for (let second = 0; second < 600; second += 1) {
        const reason = Math.floor(second / everySeconds) % 2 === 0 ? ({ kind: 'vehicle' } as const) : one.reason;
        state.allocations = new Map([[key, { ...one, reason }]]);
        noteReasons(state, decided, { mono: mono(1e9 + second * 1000), utc: utc(second * 1000), durable: row(0) });
      }
      return decided.facts.length;
    };
    expect(rowsOf(5)).toBe(0);
    expect(rowsOf(15)).toBeGreaterThan(0);
    expect(rowsOf(15)).toBeLessThanOrEqual(10);
    expect(rowsOf(200)).toBe(3);
  });
});
