// The plan as the API shows it: what lies ahead by the core, what lies behind by the history.

import type { LookAtPlan } from '../../adapters/http/plan-routes.ts';
import type { PlanAheadView } from '../local/plan-ahead.ts';
import { quarterMs, withPast } from '../local/plan-ahead.ts';
import type { Problem } from '../core/ports.ts';
import { utc } from '../model/time.ts';
import type { Core } from './core-asks.ts';
import type { Store } from './store.ts';

export const planDay =
  (store: Pick<Store, 'quarters'>, ask: Core): LookAtPlan =>
  async (hoursBack, hoursAhead) => {
    const ahead = (await ask({ kind: 'plan', hours: hoursAhead })) as PlanAheadView | Problem;
    if ('problem' in ahead || hoursBack === 0) return ahead;
    const to = Math.floor(Date.parse(ahead.at) / quarterMs) * quarterMs;
    try {
      return withPast(ahead, await store.quarters({ from: utc(to - hoursBack * 3_600_000), to: utc(to) }));
    } catch (error) {
      return { ...ahead, pastMissing: (error as Error).message };
    }
  };
