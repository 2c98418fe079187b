// How well sessions were served, from what was asked and what was delivered.

/** One session after it left. */
export interface Served {
  readonly askedKWh: number;
  readonly deliveredKWh: number;
  /** From nothing to something, the first time too. */
  readonly starts: number;
}

export interface Service {
  readonly energyPct: number;
  /** Share of sessions with 99 % of what they asked. */
  readonly readyPct: number;
  readonly startsPerSession: number;
  /** 1 where everybody got the same share of what was asked; 1/n where one got all. */
  readonly jain: number;
  /** The smallest share of what was asked that a session got. */
  readonly worstSession: number;
}

const readyShare = 0.99;

export function serviceOf(served: readonly Served[]): Service {
  const count = Math.max(1, served.length);
  const total = (of: (one: Served) => number): number => served.reduce((sum, one) => sum + of(one), 0);
  const share = ({ askedKWh, deliveredKWh }: Served): number => deliveredKWh / askedKWh;
  const ready = served.filter((one) => one.deliveredKWh >= readyShare * one.askedKWh).length;
  return {
    energyPct: (100 * total(({ deliveredKWh }) => deliveredKWh)) / total(({ askedKWh }) => askedKWh),
    readyPct: (100 * ready) / count,
    startsPerSession: total(({ starts }) => starts) / count,
    jain: total(share) ** 2 / (count * total((one) => share(one) ** 2)),
    worstSession: Math.min(...served.map(share)),
  };
}
