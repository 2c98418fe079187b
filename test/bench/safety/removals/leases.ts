// What makes limits safe that end by themselves, and chargers that fall back by themselves.

import type { Removal } from './removal.ts';

export const leaseRemovals: readonly Removal[] = [
  {
    protection: 'a lease on whose end nobody can rely is replaced by the fallback',
    edits: [
      {
        file: 'src/control/actuate.ts',
        find: 'const instead = isLeasable ? undefined :',
        put: 'const instead = isLeasable || alone >= 0 ? undefined :',
      },
    ],
    shows: [['only leases', 'clock an hour fast', 1]],
  },
  {
    protection: 'a lease counts with what is left of it when the gateway is gone',
    edits: [
      {
        file: 'src/control/books.ts',
        find: 'return { held: Math.max(fallback, lasting), live: amps };',
        put: 'return { held: 0 * Math.max(fallback, lasting), live: amps };',
      },
    ],
    shows: [['leases, watchdogs and holds', 'none', 7]],
  },
  {
    protection: 'a lease that lasts has room without a gateway too',
    edits: [
      {
        file: 'src/control/leases.ts',
        find: 'amps <= fallback || lasts ? leaseSecondsLong : leaseSecondsAbove;',
        put: 'amps <= fallback || lasts || amps > 0 ? leaseSecondsLong : leaseSecondsAbove;',
      },
      {
        file: 'src/site/limits.ts',
        find: '...(until !== undefined && leaseSeconds !== undefined && { until, leaseSeconds }),',
        put: '...(until !== undefined && leaseSeconds !== undefined && { until, leaseSeconds: 60 }),',
      },
    ],
    shows: [['only leases', 'none', 1]],
  },
  {
    protection: 'a lease below the fallback outlives all that are above theirs',
    edits: [
      {
        file: 'src/control/leases.ts',
        find: 'amps <= fallback || lasts ? leaseSecondsLong : leaseSecondsAbove;',
        put: '(amps === fallback || lasts) && amps > fallback ? leaseSecondsLong : leaseSecondsAbove;',
      },
      {
        file: 'src/control/leases.ts',
        find: 'const outlivesMs = leaseSecondsAbove * 1000 + 2 * clockToleranceMs + lagMs;',
        put: 'const outlivesMs = 0 * (leaseSecondsAbove * 1000 + 2 * clockToleranceMs + lagMs);',
      },
    ],
    shows: [['only leases', 'none', 1]],
  },
  {
    protection: 'a lease above the fallback counts until it has ended, whatever became of its answer',
    edits: [
      {
        file: 'src/control/leases.ts',
        find: 'hasEndedAt: after(now, leftMs + clockToleranceMs + lagMs),',
        put: 'hasEndedAt: after(now, 0 * (leftMs + clockToleranceMs + lagMs)),',
      },
    ],
    shows: [
      ['leases on a panel without a meter', 'charger lost', 1],
      ['leases on a panel without a meter', 'all chargers lost', 1],
      ['leases on a panel without a meter', 'orders lost', 1],
    ],
  },
  {
    protection: 'a lease is told only to a station whose clock is right',
    edits: [
      {
        file: 'src/control/leases.ts',
        find: 'Math.abs(errorMs) <= clockToleranceMs;',
        put: 'Math.abs(errorMs) >= 0;',
      },
    ],
    shows: [
      ['leases below their fallbacks', 'clock an hour slow', 2],
      ['leases below their fallbacks', 'clock an hour fast', 1],
    ],
  },
  {
    protection: 'after a restart every lease counts as just given',
    edits: [
      {
        file: 'src/control/leases.ts',
        find: 'hasEndedAt: leaseTime(now.mono, leaseSeconds * 1000).hasEndedAt,',
        put: 'hasEndedAt: leaseTime(now.mono, 0 * leaseSeconds * 1000).hasEndedAt,',
      },
    ],
    shows: [['leases that last', 'cabinet without power', 1]],
  },
  {
    protection: 'a charger with a watchdog may come back to its fallback while others still have more',
    edits: [
      {
        file: 'src/control/books.ts',
        find: 'live: Math.max(amps, fallback) };',
        put: 'live: amps };',
      },
      {
        file: 'src/control/allocate.ts',
        find: "load.hold.holding === 'lease' ? one.amps : Math.max(alone, one.amps));",
        put: "load.hold.holding !== 'hold' ? one.amps : Math.max(alone, one.amps));",
      },
    ],
    shows: [['paused watchdogs', 'none', 1]],
  },
  {
    protection: 'a model that was seen not to fall back counts at its rating when it cannot be reached',
    edits: [
      {
        file: 'src/core/limits/demands.ts',
        find: 'fixed.set(load.key, isUnfit(state, load, live) ? Infinity : inForce(state.ledger, load));',
        put: 'fixed.set(load.key, isUnfit(state, load, live) && false ? Infinity : inForce(state.ledger, load));',
      },
    ],
    shows: [['a model that forgets', 'charger lost', 1]],
  },
];
