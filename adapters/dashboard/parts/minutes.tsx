// What a place drew on a day, minute by minute.

import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { queryOf } from '../api.ts';
import { dayAfter, dayIn, startOf } from '../text/days.ts';
import { amps, day, zoneNow } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import type { ChartSeries } from './chart.tsx';
import { Chart } from './chart.tsx';
import { Input } from './field.tsx';
import { useLoaded, Waiting } from './load.tsx';

interface Minute {
  readonly at: string;
  /** On the fullest line. */
  readonly ampsMinMeanMax?: readonly [number, number, number];
}

interface MinutesProps {
  /** What of the API, from `/minutes` on. */
  readonly of: string;
  /** What else is chosen. */
  readonly children?: ComponentChildren;
}

export function Minutes({ of, children }: MinutesProps): JSX.Element {
  const words = useWords();
  const [wanted, setWanted] = useState(today);
  const chosen = dayIn(wanted);
  const span =
    chosen === undefined
      ? undefined
      : { from: startOf(chosen, zoneNow()), to: startOf(dayAfter(chosen, 1), zoneNow()) };
  const loaded = useLoaded<{ readonly minutes: readonly Minute[] }>(
    span === undefined ? undefined : `${of}${queryOf(within(span))}`,
  );
  return (
    <>
      <div class="fields few">
        {children}
        <Input
          name={words.records.day}
          hint={words.sessions.dayHint(words.sessions.dayForm)}
          value={wanted}
          onValue={setWanted}
        />
      </div>
      {chosen !== undefined && <Waiting of={loaded}>{({ minutes }) => <Curve minutes={minutes} />}</Waiting>}
    </>
  );
}

/** As the language writes days, and as somebody would write it. */
const today = (): string => day(Date.now()).replace(/[\u2066-\u2069]/g, '');

const longestMs = 86_400_000;

/** A day on which clocks are put back is longer than one answer may be: its last hour is left out. */
const within = ({ from, to }: { readonly from: string; readonly to: string }) => ({
  from,
  to: new Date(Math.min(Date.parse(to), Date.parse(from) + longestMs)).toISOString(),
});

function Curve({ minutes }: { readonly minutes: readonly Minute[] }): JSX.Element {
  const words = useWords();
  const { at, series } = useMemo(() => seriesOf(minutes, words), [minutes, words]);
  if (minutes.length === 0) return <p class="muted">{words.records.noMinutes}</p>;
  return <Chart label={words.records.minutes} at={at} series={series} height={220} />;
}

function seriesOf(minutes: readonly Minute[], words: ReturnType<typeof useWords>) {
  const values = (place: 0 | 1 | 2): (number | null)[] =>
    minutes.map(({ ampsMinMeanMax }) => ampsMinMeanMax?.[place] ?? null);
  const series: ChartSeries[] = [
    { name: words.records.most, values: values(2), colour: '--copper-soft', kind: 'area', text: amps },
    { name: words.records.mean, values: values(1), colour: '--ink', kind: 'line', text: amps },
    { name: words.records.least, values: values(0), colour: '--info', kind: 'line', text: amps },
  ];
  return { at: minutes.map((one) => Date.parse(one.at) / 1000), series };
}
