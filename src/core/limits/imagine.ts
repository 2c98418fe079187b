// What would be so at this moment with another site file: worked out on a copy of what load control holds, so that nothing of
// the present changes by it.

import { allocate } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import type { Site } from '../../model/config/site.ts';
import { withoutSecrets } from '../../model/config/site.ts';
import type { ImaginedEvse, ImaginedView } from '../../local/site-effect.ts';
import { openAt } from '../../site/transaction.ts';
import { explainEvse } from '../explain/evse.ts';
import { momentOf } from '../explain/moment.ts';
import { keepCharging } from '../kept-stations.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { questionOf } from './question.ts';
import { followLoads, lowered } from './reallocate.ts';

/** Who would get how much, beside who gets how much: both worked out now, from the same readings. */
export function imagine(state: State, wanted: Site, now: Now): ImaginedView {
  const present = shared(apart(state, siteOf(state)), now);
  const other = apart(state, siteOf(state));
  const site = keepCharging(other, siteOf(state), withoutSecrets(wanted));
  const future = shared(apart(state, site), now);
  const after = new Map(future.loads.map((load) => [load.key, load]));
  const keys = new Set([...present.loads.map(({ key }) => key), ...after.keys()]);
  const before = new Map(present.loads.map((load) => [load.key, load]));
  const moment = momentOf(future, now);
  return {
    evses: [...keys].map((key): ImaginedEvse => {
      const [old, next] = [before.get(key), after.get(key)];
      const load = (next ?? old)!;
      const evse = load.evses[0]!.id;
      const why = next === undefined ? undefined : explainEvse(moment, next, evse).why?.text;
      return {
        station: load.station.id,
        evse,
        charging: load.evses.some((one) => isCharging(state, load, one.id)),
        ...(old !== undefined && { before: figuresOf(present, old) }),
        ...(next !== undefined && { after: figuresOf(future, next) }),
        ...(why !== undefined && { why }),
      };
    }),
  };
}

const isCharging = ({ ledger }: State, { station }: Load, evse: number): boolean => {
  const part = ledger.stations.get(station.id);
  return part !== undefined && openAt(part.transactions, evse) !== undefined;
};

function figuresOf({ allocations, fallback }: State, load: Load) {
  const amps = Math.min(allocations.get(load.key)?.amps ?? 0, load.maxAmps);
  return {
    limitAmps: tenth(amps),
    fallbackAmps: tenth(Math.min(fallback.get(load.key) ?? 0, load.maxAmps)),
    minAmps: load.minAmps,
    circuit: load.station.circuit,
  };
}

const tenth = (amps: number): number => Math.round(amps * 10) / 10;

/** All that load control writes down while it works is a copy here; the rest is only read. */
function apart(state: State, site: Site): State {
  const { bases, plan, ledger } = state;
  return {
    ...state,
    ledger: { ...ledger, gateway: { ...ledger.gateway, site } },
    alarms: new Map(state.alarms),
    leases: { ...state.leases },
    phases: new Map(state.phases),
    obedience: new Map(state.obedience),
    plan: { ...plan, solar: { ...plan.solar, switched: new Map(plan.solar.switched) } },
    bases: {
      ...bases,
      known: new Map(bases.known),
      lost: new Map(bases.lost),
      metered: new Map(bases.metered),
      overloads: new Map(bases.overloads),
      disagree: new Map(bases.disagree),
    },
  };
}

function shared(state: State, now: Now): State {
  followLoads(state);
  const { question } = questionOf(state, now);
  const { allocations } = lowered(state, question, allocate(question));
  state.allocations = new Map(allocations.map((one) => [one.load.key, one]));
  return state;
}
