// One station: how it stands, what was learned of it, its limits over time, and its trace.

import type { JSX } from 'preact';
import { useMay } from '../access.ts';
import type { LimitEntry } from '../answers.ts';
import { useIds, usePart } from '../live/live.ts';
import type { Station } from '../parts/evse-state.ts';
import { FindPhases } from '../parts/find-phases.tsx';
import { Icon } from '../parts/icon.tsx';
import { Learned } from '../parts/learned.tsx';
import { useLoaded, Waiting } from '../parts/load.tsx';
import { Minutes } from '../parts/minutes.tsx';
import { Prove } from '../parts/prove.tsx';
import { English } from '../parts/said.tsx';
import { StationActs } from '../parts/station-acts.tsx';
import { StationCertificates } from '../parts/station-certificates.tsx';
import { Tile } from '../parts/tile.tsx';
import { Trace } from '../parts/trace.tsx';
import { hrefTo } from '../route.ts';
import { amps, when } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const tabs = ['about', 'limits', 'phases', 'prove', 'certificates', 'trace'] as const;

export function StationPage({ id, tab }: { readonly id: string; readonly tab: string }): JSX.Element {
  const words = useWords();
  const station = usePart<Station>(`stations/${id}`);
  const evses = useIds('evses').flatMap((key) => (key.startsWith(`${id}/`) ? [key.slice(id.length + 1)] : []));
  return (
    <>
      <header>
        <h1>{id}</h1>
        <a href={hrefTo('stations')}>{words.stations.all}</a>
      </header>
      <p class="beside">
        <span class={`state ${station?.connected === true ? 'good' : 'bad'}`}>
          <Icon name={station?.connected === true ? 'ok' : 'off'} size={15} />{' '}
          {station?.connected === true ? words.stations.connected : words.stations.away}
        </span>
        <span class="muted">
          {[station?.vendor, station?.model, station?.firmware].filter((one) => one !== undefined).join(' · ')}
        </span>
      </p>
      <nav class="tabs" aria-label={id}>
        {tabs.map((one) => (
          <a key={one} href={hrefTo('stations', id, one)} {...(one === tab && { 'aria-current': 'page' })}>
            {words.stations.tabs[one]}
          </a>
        ))}
      </nav>
      {tab === 'trace' ? (
        <TraceFor station={id} />
      ) : tab === 'phases' ? (
        <FindPhases station={id} />
      ) : tab === 'certificates' ? (
        <StationCertificates station={id} />
      ) : tab === 'prove' ? (
        <Prove station={id} />
      ) : tab === 'limits' ? (
        evses.map((evse) => <LimitHistory key={evse} station={id} evse={evse} />)
      ) : (
        <>
          <ul class="tiles">
            {evses.map((evse) => (
              <Tile key={evse} station={id} evse={evse} />
            ))}
          </ul>
          <StationActs id={id} />
          <Learned id={id} />
        </>
      )}
    </>
  );
}

function LimitHistory({ station, evse }: { readonly station: string; readonly evse: string }): JSX.Element {
  const words = useWords();
  const path = `/stations/${encodeURIComponent(station)}/evses/${evse}/limits?limit=100`;
  const loaded = useLoaded<{ readonly limits: readonly LimitEntry[] }>(path);
  return (
    <section class="panel stack">
      <h2>
        {station}/{evse}
      </h2>
      <h3>{words.records.minutes}</h3>
      <Minutes of={`/minutes/stations/${encodeURIComponent(station)}/evses/${evse}`} />
      <h3>{words.stations.tabs.limits}</h3>
      <Waiting of={loaded}>
        {({ limits }) => (
          <ol class="rows">
            {limits.length === 0 && <li class="muted">{words.nothing}</li>}
            {limits.map((entry) => (
              <li key={entry.id} class="row">
                <span class="figure small">{when(entry.at)}</span>
                <b class="figure">{entry.amps === undefined ? '' : amps(entry.amps)}</b>
                <span class="row-main small">{entry.why !== undefined && <English text={entry.why.text} />}</span>
              </li>
            ))}
          </ol>
        )}
      </Waiting>
    </section>
  );
}

/** What is said on the wire is not for everybody's eyes. */
function TraceFor({ station }: { readonly station: string }): JSX.Element {
  const words = useWords();
  return useMay('operator') ? (
    <Trace path={`/stations/${encodeURIComponent(station)}/trace`} name={station} directions={words.trace} />
  ) : (
    <p class="note info">{words.access.needsRole(words.roles.operator)}</p>
  );
}
