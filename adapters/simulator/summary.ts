// What came of a simulation: whether everything that the stations did was acknowledged.

import type { SimStation } from './station/types.ts';

export interface Summary {
  readonly lines: readonly string[];
  /** Every station got in, something was charged, and all of it was acknowledged. */
  readonly isGood: boolean;
}

/** `faults` are rules of the protocol that the other side broke. */
export function summarize(stations: readonly SimStation[], faults: readonly string[]): Summary {
  const sum = (count: (station: SimStation) => number): number =>
    stations.reduce((total, station) => total + count(station), 0);
  const outside = stations.filter(({ tally }) => tally.boots === 0);
  const started = sum(({ tally }) => tally.started);
  const acknowledged = sum(({ tally }) => tally.acknowledged);
  const open = stations.filter((station) => station.unacknowledged() > 0);
  const waiting = sum((station) => station.unacknowledged());
  const discarded = sum(({ tally }) => tally.discarded);
  const refused = sum(({ tally }) => tally.refusedTokens);
  const dropped = sum(({ tally }) => tally.droppedReadings);
  const broken = [...faults, ...stations.flatMap(({ complaints }) => complaints)];
  const problems = [
    ...(outside.length > 0 ? [`${outside.length} stations were never accepted: ${some(outside)}.`] : []),
    ...(waiting > 0 ? [`${waiting} messages got no answer: ${some(open)}.`] : []),
    ...(discarded > 0 ? [`${discarded} messages were answered with an error until they were given up.`] : []),
    ...(started === 0 ? [nothingCharged(refused)] : []),
  ];
  return {
    isGood: problems.length === 0,
    lines: [
      `stations      ${stations.length - outside.length} of ${stations.length} were accepted`,
      `transactions  ${started} began, ${sum(({ tally }) => tally.ended)} ended`,
      `messages      ${acknowledged} of ${acknowledged + waiting + discarded} about transactions were acknowledged`,
      ...(refused > 0 ? [`tokens        ${refused} refusals`] : []),
      ...(dropped > 0 ? [`readings      ${dropped} were not kept, because too many waited`] : []),
      broken.length === 0
        ? 'protocol      no rule was broken by the other side'
        : `protocol      ${broken.length} rules were broken by the other side, the first: ${broken[0]!}`,
      ...(problems.length === 0 ? ['Everything that the stations did was acknowledged.'] : problems),
    ],
  };
}

const nothingCharged = (refused: number): string =>
  refused === 0
    ? 'Nothing was charged, so nothing was proved. Let it run longer (--minutes).'
    : 'Nothing was charged: every token was refused. Register the tokens that it names, or give known ones with --tokens.';

const some = (stations: readonly SimStation[]): string => {
  const ids = stations.slice(0, 5).map(({ id }) => id);
  return stations.length > ids.length ? `${ids.join(', ')} and ${stations.length - ids.length} more` : ids.join(', ');
};
