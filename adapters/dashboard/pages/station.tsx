// One station: how it stands, what was learned of it, its limits over time, and its trace.

import type { JSX } from 'preact';
import type { EvseView } from '../../../src/local/site-view.ts';
import { useMay } from '../access.ts';
import type { LimitEntry, StationDetail } from '../answers.ts';
import { useIds, usePart } from '../live/live.ts';
import { Facts } from '../parts/facts.tsx';
import type { Station } from '../parts/evse-state.ts';
import { Icon } from '../parts/icon.tsx';
import { useLoaded, Waiting } from '../parts/load.tsx';
import { English } from '../parts/said.tsx';
import { StationActs } from '../parts/station-acts.tsx';
import { Tile } from '../parts/tile.tsx';
import { Trace } from '../parts/trace.tsx';
import { hrefTo } from '../route.ts';
import { amps, dayAndClock, when } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const tabs = ['about', 'limits', 'trace'] as const;

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
      <p>
        <span class={`state ${station?.connected === true ? 'good' : 'bad'}`}>
          <Icon name={station?.connected === true ? 'ok' : 'off'} size={15} />{' '}
          {station?.connected === true ? words.stations.connected : words.stations.away}
        </span>{' '}
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

function Learned({ id }: { readonly id: string }): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<StationDetail>(`/stations/${encodeURIComponent(id)}`);
  return (
    <Waiting of={loaded}>
      {(detail) => (
        <>
          <section class="panel">
            <h2>{words.stations.connection}</h2>
            <Facts
              facts={[
                [words.stations.version, detail.version ?? ''],
                [words.stations.profile, detail.securityProfile === undefined ? '' : String(detail.securityProfile)],
                [words.stations.since, detail.connectedSince === undefined ? '' : dayAndClock(detail.connectedSince)],
                [words.stations.address, detail.address ?? ''],
                [words.evse.holding, words.holding[detail.holding as EvseView['holding']] ?? ''],
              ]}
            />
          </section>
          <Capabilities detail={detail} />
          <Quirks detail={detail} />
        </>
      )}
    </Waiting>
  );
}

function Capabilities({ detail: { capabilities = [] } }: { readonly detail: StationDetail }): JSX.Element {
  const words = useWords();
  return (
    <section class="panel">
      <h2>{words.stations.capabilities}</h2>
      {capabilities.length === 0 && <p class="muted">{words.stations.nothingLearned}</p>}
      {capabilities.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={words.stations.capabilities}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.stations.capability}</th>
                <th scope="col">{words.stations.value}</th>
                <th scope="col">{words.stations.source}</th>
                <th scope="col">{words.stations.learnedAt}</th>
              </tr>
            </thead>
            <tbody lang="en">
              {capabilities.map(({ name, value, source, learnedAt }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{typeof value === 'string' ? value : JSON.stringify(value)}</td>
                  <td>{source ?? ''}</td>
                  <td class="figure">{learnedAt === undefined ? '' : when(learnedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Quirks({ detail: { quirks = [], lastRefusals = [] } }: { readonly detail: StationDetail }): JSX.Element {
  const words = useWords();
  return (
    <section class="panel">
      <h2>{words.stations.quirks}</h2>
      {quirks.length === 0 && <p class="muted">{words.stations.noQuirks}</p>}
      <ul class="rows">
        {quirks.map(({ number, text }) => (
          <li key={number} class="row">
            <code>{number}</code>
            <span class="row-main">
              <English text={text} />
            </span>
          </li>
        ))}
      </ul>
      {lastRefusals.length > 0 && <h3>{words.stations.refusals}</h3>}
      <ul class="rows">
        {lastRefusals.map(({ at, text, code }, place) => (
          <li key={place} class="row">
            <span class="figure small">{when(at)}</span>
            <span class="row-main">
              <English text={text} /> {code !== undefined && <code class="muted">{code}</code>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LimitHistory({ station, evse }: { readonly station: string; readonly evse: string }): JSX.Element {
  const words = useWords();
  const path = `/stations/${encodeURIComponent(station)}/evses/${evse}/limits?limit=100`;
  const loaded = useLoaded<{ readonly limits: readonly LimitEntry[] }>(path);
  return (
    <section class="panel">
      <h2>
        {station}/{evse}
      </h2>
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
    <Trace station={station} />
  ) : (
    <p class="note info">{words.access.needsRole(words.roles.operator)}</p>
  );
}
