// One session: its curve under its limit, what it cost, and what happened.

import type { CurvePointView } from '../../../src/local/session-views.ts';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { SessionDetail } from '../answers.ts';
import type { ChartSeries } from '../parts/chart.tsx';
import { Chart } from '../parts/chart.tsx';
import { Facts } from '../parts/facts.tsx';
import { useLoaded, Waiting } from '../parts/load.tsx';
import { English } from '../parts/said.tsx';
import { SessionActs } from '../parts/session-acts.tsx';
import { hrefTo } from '../route.ts';
import { amps, dayAndClock, kw, kwh, ltr, money, ofWh } from '../text/format.ts';
import { useWords } from '../text/language.ts';

export function SessionPage({ id }: { readonly id: string }): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<SessionDetail>(`/sessions/${encodeURIComponent(id)}`);
  return (
    <>
      <header>
        <h1>{words.sessions.one}</h1>
        <a href={hrefTo('sessions')}>{words.sessions.all}</a>
      </header>
      <Waiting of={loaded}>{(session) => <Session session={session} onDone={loaded.again} />}</Waiting>
    </>
  );
}

interface SessionProps {
  readonly session: SessionDetail;
  readonly onDone: () => void;
}

function Session({ session, onDone }: SessionProps): JSX.Element {
  const words = useWords();
  const { station, evse, cost } = session;
  return (
    <>
      <section class="panel">
        <Facts
          facts={[
            [
              words.sessions.where,
              <a key="where" href={hrefTo('stations', station)}>
                {evse === undefined ? station : `${station}/${evse}`}
              </a>,
            ],
            [words.sessions.vehicle, session.vehicle ?? ''],
            [words.sessions.token, session.token === undefined ? '' : ltr(session.token)],
            [words.sessions.started, session.startedAt === undefined ? '' : dayAndClock(session.startedAt)],
            [
              words.sessions.endedAt,
              session.endedAt === undefined ? words.sessions.open : dayAndClock(session.endedAt),
            ],
            [words.sessions.energy, session.energyWh === undefined ? '' : ofWh(session.energyWh)],
            [
              words.evse.cost,
              cost === undefined
                ? ''
                : `${money(cost.amount, cost.currency)} (${words.costSources[cost.source as 'tariff'] ?? cost.source})`,
            ],
            [words.sessions.ending, session.stoppedReason ?? ''],
            [words.sessions.missed, session.plannedMiss === undefined ? '' : kwh(session.plannedMiss)],
          ]}
        />
      </section>
      <SessionActs session={session} onDone={onDone} />
      <Curve curve={session.curve} />
      <section class="panel">
        <h2>{words.sessions.events}</h2>
        <ol class="rows">
          {session.events.map(({ at, text, code }, place) => (
            <li key={place} class="row">
              <span class="figure small">{dayAndClock(at)}</span>
              <span class="row-main">
                <English text={text} /> {code !== undefined && <code class="muted">{code}</code>}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function Curve({ curve }: { readonly curve: readonly CurvePointView[] }): JSX.Element {
  const words = useWords();
  const { at, current, power } = useMemo(() => seriesOf(curve, words), [curve, words]);
  if (curve.length === 0) return <p class="muted">{words.sessions.noCurve}</p>;
  return (
    <section class="panel">
      <h2>{words.sessions.curve}</h2>
      {current.length > 0 && <Chart label={words.sessions.curveLabel} at={at} series={current} height={240} />}
      {power !== undefined && <Chart label={words.sessions.power} at={at} series={[power]} height={140} />}
    </section>
  );
}

const lineColours = ['--copper', '--ink', '--muted'] as const;

function seriesOf(curve: readonly CurvePointView[], words: ReturnType<typeof useWords>) {
  const values = (of: (point: CurvePointView) => number | null | undefined): (number | null)[] =>
    curve.map((one) => of(one) ?? null);
  const known = (of: (point: CurvePointView) => unknown): boolean =>
    curve.some((one) => of(one) !== undefined && of(one) !== null);
  // Minutes are kept of the fullest line alone.
  const isFullest = curve.every(({ amps: lines = [] }) => lines.length <= 1);
  const current: ChartSeries[] = lineColours.flatMap((colour, line) =>
    known((one) => one.amps?.[line])
      ? [
          {
            name: isFullest ? words.sessions.fullest : `L${line + 1}`,
            values: values((one) => one.amps?.[line]),
            colour,
            kind: 'line' as const,
            text: amps,
          },
        ]
      : [],
  );
  if (known((one) => one.limitAmps))
    current.push({
      name: words.plan.limit,
      values: values((one) => one.limitAmps),
      colour: '--bad',
      kind: 'line',
      isStepped: true,
      text: amps,
    });
  const power: ChartSeries | undefined = known((one) => one.powerW)
    ? {
        name: words.sessions.power,
        values: values((one) => (one.powerW === undefined ? null : one.powerW / 1000)),
        colour: '--copper-soft',
        kind: 'area',
        text: (value) => kw(value * 1000),
      }
    : undefined;
  return { at: curve.map((one) => Date.parse(one.at) / 1000), current, power };
}
