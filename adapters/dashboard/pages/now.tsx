// The site now: what is wrong on top, then the circuits as a one-line diagram with everything that hangs on them.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CircuitView, EvseView, MeterView } from '../../../src/local/site-view.ts';
import { call } from '../api.ts';
import type { Parts } from '../live/fold.ts';
import { idsIn } from '../live/fold.ts';
import { live, useAll, useIds, usePart } from '../live/live.ts';
import { Act, ProblemBox, useDoing } from '../parts/act.tsx';
import { Alarms } from '../parts/alarms.tsx';
import { PhaseBars } from '../parts/bars.tsx';
import type { Station } from '../parts/evse-state.ts';
import { drawnAmps, stateOf } from '../parts/evse-state.ts';
import { Icon } from '../parts/icon.tsx';
import { LimitDialog } from '../parts/limit-dialog.tsx';
import { memo } from '../parts/memo.ts';
import { Outside } from '../parts/outside.tsx';
import { Tile } from '../parts/tile.tsx';
import { amps, clock, whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';

export function NowPage(): JSX.Element {
  const words = useWords();
  const circuits = useIds('circuits');
  const roots = circuits.filter((id) => partOf<CircuitView>(`circuits/${id}`)?.parent === undefined);
  return (
    <>
      <header>
        <h1>{words.pages.now}</h1>
        <Sums />
      </header>
      <Alarms />
      <div class="now">
        <section aria-label={words.now.diagram} class="diagram">
          <p class="supply">
            <Icon name="bolt" size={16} /> {words.now.supply}
          </p>
          {roots.map((id) => (
            <Circuit key={id} id={id} />
          ))}
          {circuits.length === 0 && <p class="muted">{words.waiting}</p>}
        </section>
        <Outside />
      </div>
    </>
  );
}

const partOf = <Part,>(key: string): Part | undefined => live.parts().get(key) as Part | undefined;

function Sums(): JSX.Element {
  const words = useWords();
  const { charging, plugged, all, drawn } = sumsOf(useAll());
  return (
    <ul class="sums">
      <li>
        <b class="figure">{whole(charging)}</b> {words.now.charging}
      </li>
      <li>
        <b class="figure">{whole(plugged)}</b> {words.now.plugged}
      </li>
      <li>
        <b class="figure">{whole(all)}</b> {words.now.evses}
      </li>
      <li>
        <b class="figure">{amps(drawn)}</b> {words.now.onFullest}
      </li>
    </ul>
  );
}

function sumsOf(parts: Parts) {
  const sums = { charging: 0, plugged: 0, all: 0 };
  const lines = [0, 0, 0];
  for (const [key, value] of parts) {
    if (!key.startsWith('evses/')) continue;
    const view = value as EvseView;
    const station = parts.get(`stations/${key.split('/')[1]}`) as Station | undefined;
    sums.all += 1;
    const state = stateOf(view, station);
    if (state === 'charging') sums.charging += 1;
    if (view.transaction !== undefined || state === 'plugged') sums.plugged += 1;
    if (drawnAmps(view) > 0) view.measuredAmps?.forEach((one, line) => (lines[line] = (lines[line] ?? 0) + (one ?? 0)));
  }
  return { ...sums, drawn: Math.max(...lines) };
}

const Circuit = memo(function Circuit({ id }: { readonly id: string }): JSX.Element | null {
  const inner = useIds('circuits').filter((one) => partOf<CircuitView>(`circuits/${one}`)?.parent === id);
  const stations = idsIn(live.parts(), 'stations').filter((one) => circuitOf(one) === id);
  const evses = new Map<string, string[]>();
  for (const key of idsIn(live.parts(), 'evses')) {
    const [station = '', evse = ''] = key.split('/');
    evses.set(station, [...(evses.get(station) ?? []), evse]);
  }
  return (
    <section class="circuit" data-circuit={id}>
      <CircuitHead id={id} />
      {stations.length > 0 && (
        <ul class="tiles">
          {stations.flatMap((station) =>
            (evses.get(station) ?? []).map((evse) => <Tile key={`${station}/${evse}`} station={station} evse={evse} />),
          )}
        </ul>
      )}
      {inner.map((one) => (
        <Circuit key={one} id={one} />
      ))}
    </section>
  );
});

/** A station whose circuit is not told hangs on the grid connection. */
function circuitOf(station: string): string | undefined {
  return (
    partOf<Station>(`stations/${station}`)?.circuit ??
    idsIn(live.parts(), 'circuits').find((id) => partOf<CircuitView>(`circuits/${id}`)?.parent === undefined)
  );
}

function CircuitHead({ id }: { readonly id: string }): JSX.Element | null {
  const words = useWords();
  const [isLimiting, setLimiting] = useState(false);
  const view = usePart<CircuitView>(`circuits/${id}`);
  const meter = usePart<MeterView>(`meters/${view?.meter ?? ''}`);
  if (view === undefined) return null;
  const limit = view.limitNowAmps ?? view.limitAmps;
  return (
    <div class="circuit-head">
      <h2>
        <span class="breaker">
          <Icon name="breaker" size={22} />
        </span>
        {id}
        <span class="figure circuit-limit">{amps(limit)}</span>
        <Act role="operator" kind="small" label={`${words.now.limitFor} ${id}`} onClick={() => setLimiting(true)}>
          {words.now.limitFor}
        </Act>
      </h2>
      {limit < view.limitAmps && (
        <p class="note warn small">
          {words.now.lessNow(amps(limit), amps(view.limitAmps))} {becauseOf(view, words)}
        </p>
      )}
      {view.lockedOut !== undefined && <Lockout id={id} since={view.lockedOut.since} />}
      {isLimiting && <LimitDialog id={id} onClose={() => setLimiting(false)} />}
      <PhaseBars
        limitAmps={limit}
        worst={view.worstCaseAmpsOnLines}
        measured={meter?.quality === 'good' ? meter.amps : undefined}
        charging={view.chargingAmpsOnLines}
      />
    </div>
  );
}

/** Until a person has looked. */
function Lockout({ id, since }: { readonly id: string; readonly since: string }): JSX.Element {
  const words = useWords();
  const doing = useDoing();
  const end = (): void => void doing.run(() => call('POST', `/circuits/${encodeURIComponent(id)}/lockout/acknowledge`));
  return (
    <div class="note bad small stack" data-lockout={id}>
      <p class="beside">
        {words.now.lockedOut(clock(since))}
        <Act kind="small" role="installer" disabled={doing.isBusy} onClick={end}>
          {words.now.haveLooked}
        </Act>
      </p>
      <ProblemBox problem={doing.problem} />
    </div>
  );
}

function becauseOf({ reason, temporary }: CircuitView, words: ReturnType<typeof useWords>): string {
  const until = temporary?.until === undefined ? '' : words.now.until(clock(temporary.until));
  const note = temporary?.reason === undefined ? '' : `“${temporary.reason}”`;
  return [
    reason === undefined ? '' : (words.lessBecause[reason.kind as keyof typeof words.lessBecause] ?? ''),
    note,
    until,
  ]
    .filter((text) => text !== '')
    .join(' ');
}
