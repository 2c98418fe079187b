// What `busbar check` prints of a site that was read: the circuit tree and what each EVSE falls back to.

export interface CheckReport {
  readonly circuits: readonly {
    readonly circuit: string;
    readonly depth: number;
    readonly limitAmps: number;
    readonly worstCaseBaseAmps: number;
    readonly fallbackAmps: readonly number[];
    readonly ratingAmps: readonly number[];
  }[];
  readonly fallbacks: readonly { readonly evse: string; readonly amps: number }[];
}

/** The circuit tree and the fallback table as text, amps per line. */
export function describeFit(fit: CheckReport): string {
  const tree = fit.circuits.map(
    ({ circuit, depth, limitAmps, worstCaseBaseAmps, fallbackAmps, ratingAmps }) =>
      `  ${('  '.repeat(depth) + circuit).padEnd(20)} limit ${pad(limitAmps)} A   other load ${pad(worstCaseBaseAmps)} A   fallbacks ${onLines(fallbackAmps)}   ratings ${onLines(ratingAmps)}`,
  );
  const stays = fit.fallbacks.filter(({ amps }) => amps > 0);
  const stops = fit.fallbacks.length - stays.length;
  const byAmps = new Map<number, string[]>();
  for (const { evse, amps } of fit.fallbacks) byAmps.set(amps, [...(byAmps.get(amps) ?? []), evse]);
  const table = [...byAmps].map(([amps, evses]) => `  ${pad(amps)} A  ${listed(evses)}`);
  return [
    'Circuits (per line)',
    ...tree,
    '',
    `Fallbacks: when the gateway is away, ${stays.length} of ${fit.fallbacks.length} EVSEs go on charging, ${stops} stop`,
    ...table,
  ].join('\n');
}

/** One figure where all lines have the same. */
const onLines = (amps: readonly number[]): string =>
  amps.every((one) => one === amps[0])
    ? `${pad(amps[0] ?? 0)} A`
    : amps.map((one, line) => `L${line + 1} ${one} A`).join(', ');

const pad = (number: number): string => String(number).padStart(5);

const listed = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(', ') : `${names.slice(0, 4).join(', ')} … ${names.at(-1)} (${names.length})`;
