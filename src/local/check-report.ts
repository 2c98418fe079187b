// What `busbar check` prints of a site that was read: the circuit tree, what each EVSE falls back to, how stations hold their
// limits, and the reserve of each measured circuit.

import { each, listed, onLines, pad, round } from './check-words.ts';

export interface CheckReport {
  readonly circuits: readonly {
    readonly circuit: string;
    readonly depth: number;
    readonly limitAmps: number;
    readonly worstCaseBaseAmps: number;
    readonly protection?: { readonly kind: string; readonly ratedAmps: number };
    readonly meter?: string;
    readonly maxUnbalanceAmps?: number;
    readonly fallbackAmps: readonly number[];
    readonly ratingAmps: readonly number[];
  }[];
  readonly fallbacks: readonly { readonly evse: string; readonly amps: number }[];
}

export interface HolderReport {
  readonly station: string;
  readonly holding: 'hold' | 'lease' | 'watchdog';
  /** Of a watchdog. */
  readonly seconds?: number;
}

/** Of one measured circuit; amps on each of its lines. */
export interface MarginReport {
  readonly circuit: string;
  readonly meter: string;
  readonly periodMs: number;
  readonly protection: { readonly kind: string; readonly ratedAmps: number };
  readonly isAssumed: boolean;
  readonly worstCaseBaseAmps: number;
  readonly stepAmps: number;
  readonly seconds: number;
  readonly becauseOf: readonly string[];
  /** A share of what trips the device. */
  readonly heat: number;
  readonly reserveAmps: number;
  readonly freesAmps: number;
  readonly around: readonly { readonly circuit: string; readonly meter: string }[];
}

/** The circuit tree and the fallback table as text, amps per line. */
export function describeFit(fit: CheckReport): string {
  const stays = fit.fallbacks.filter(({ amps }) => amps > 0);
  const stops = fit.fallbacks.length - stays.length;
  const byAmps = Map.groupBy(fit.fallbacks, ({ amps }) => amps);
  const table = [...byAmps].map(([amps, evses]) => `  ${pad(amps)} A  ${listed(evses.map(({ evse }) => evse))}`);
  return [
    'Circuits (per line)',
    ...fit.circuits.map(branch),
    '',
    `Fallbacks: when the gateway is away, ${stays.length} of ${fit.fallbacks.length} EVSEs go on charging, ${stops} stop`,
    ...table,
  ].join('\n');
}

function branch(one: CheckReport['circuits'][number]): string {
  const { circuit, depth, limitAmps, protection, meter, maxUnbalanceAmps } = one;
  const device = protection === undefined ? '' : `${protection.kind} ${protection.ratedAmps} A`;
  const unbalance = maxUnbalanceAmps === undefined ? '' : `   lines at most ${maxUnbalanceAmps} A apart`;
  return [
    `  ${('  '.repeat(depth) + circuit).padEnd(20)} limit ${pad(limitAmps)} A  ${device.padEnd(10)}`,
    `other load ${pad(one.worstCaseBaseAmps)} A`,
    `fallbacks ${onLines(one.fallbackAmps)}`,
    `ratings ${onLines(one.ratingAmps)}`,
    `${meter === undefined ? 'no meter' : `meter ${meter}`}${unbalance}`,
  ].join('   ');
}

/** What each class of stations does without the gateway, and what that means for the room of other load. */
export function describeHolders(holders: readonly HolderReport[]): string {
  const of = (holding: HolderReport['holding']): HolderReport[] => holders.filter((one) => one.holding === holding);
  const seconds = of('watchdog').map((one) => one.seconds ?? 0);
  const [soonest, latest] = [Math.min(...seconds), Math.max(...seconds)];
  const within = soonest === latest ? `${round(latest)} s` : `${round(soonest)} to ${round(latest)} s`;
  const means = {
    hold: 'keep their last limit when the gateway is gone: they fit beside the worst case of other load, always. Once it is proved that their limits end by themselves (lease), they may use more',
    lease: 'are proved to fall to their fallback when their limit ends: they may use what other load leaves',
    watchdog: `fall to their fallback by themselves ${within} after the gateway fell silent: they may use what other load leaves, once the gateway has read that back from them`,
  };
  const rows = (['hold', 'lease', 'watchdog'] as const).flatMap((holding) => {
    const those = of(holding);
    return those.length === 0
      ? []
      : [`  ${holding.padEnd(8)}  ${listed(those.map(({ station }) => station))}`, `            ${means[holding]}.`];
  });
  return ['How stations hold a limit', ...rows].join('\n');
}

/** The reserve arithmetic, in a person's words. */
export function describeMargins(margins: readonly MarginReport[]): string {
  return ['Reserve: what stays free so that a sudden step of other load trips nothing', ...margins.map(margin)].join(
    '\n',
  );
}

function margin(one: MarginReport): string {
  const { circuit, protection, stepAmps, reserveAmps, freesAmps, worstCaseBaseAmps, meter, around } = one;
  const device = `${protection.ratedAmps} A ${protection.kind}${one.isAssumed ? ' (assumed: the file does not say)' : ''}`;
  const measured = `meter ${meter} each ${each(one.periodMs)}`;
  const lines = [`  ${circuit}: ${device}, ${measured}`];
  if (stepAmps === 0) lines.push('    there is no other load that could step up: nothing stays free');
  else
    lines.push(
      `    other load may rise by ${round(stepAmps)} A in the ${round(one.seconds)} s until chargers have followed (${because(one)})`,
      `    it may heat the device to ${one.heat.toFixed(2)} of its trip: ${reserveAmps > 0 ? `${round(reserveAmps)} A stay free` : 'nothing has to stay free'}`,
      freesAmps > 0
        ? `    of the ${round(worstCaseBaseAmps)} A for other load, up to ${round(freesAmps)} A go to chargers that fall back by themselves, while it draws less`
        : `    of the ${round(worstCaseBaseAmps)} A for other load, nothing can go to chargers`,
    );
  for (const inner of around)
    lines.push(`    ${meter} must count what ${inner.meter} counts as well: ${inner.circuit} is below it`);
  return lines.join('\n');
}

const because = ({ becauseOf, periodMs }: MarginReport): string => {
  if (becauseOf.length === 0)
    return periodMs > 1000 ? `a reading each ${each(periodMs)}, and chargers and vehicles` : 'chargers and vehicles';
  return `watchdog of ${becauseOf.length > 3 ? `${becauseOf.slice(0, 3).join(', ')} and ${becauseOf.length - 3} more` : becauseOf.join(', ')}`;
};
