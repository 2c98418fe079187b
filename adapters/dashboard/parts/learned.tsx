// What was learned of a station, and how it stands.

import type { JSX } from 'preact';
import type { StationDetailView } from '../../../src/local/station-detail.ts';
import type { EvseView } from '../../../src/local/site-view.ts';
import { hrefTo } from '../route.ts';
import { amps, dayAndClock, whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Facts } from './facts.tsx';
import { useLoaded, Waiting } from './load.tsx';
import { English } from './said.tsx';
import { Table } from './table.tsx';
import { Told } from './told.tsx';

type Detail = StationDetailView & { readonly address?: string };

export function Learned({ id }: { readonly id: string }): JSX.Element {
  const loaded = useLoaded<Detail>(`/stations/${encodeURIComponent(id)}`);
  return (
    <Waiting of={loaded}>
      {(detail) => (
        <>
          <Connection detail={detail} />
          <Capabilities detail={detail} />
          <Quirks detail={detail} />
          <Settings detail={detail} />
        </>
      )}
    </Waiting>
  );
}

interface Of {
  readonly detail: Detail;
}

function Connection({ detail }: Of): JSX.Element {
  const words = useWords();
  const { holding, fallback, turnedAway, problems } = detail;
  return (
    <section class="panel stack">
      <h2>{words.stations.connection}</h2>
      {turnedAway !== undefined && (
        <div class="note warn">
          <p class="small">
            <code>{turnedAway.code}</code>
          </p>
          <Told code={turnedAway.code} text={turnedAway.text} remedy={turnedAway.remedy} />
        </div>
      )}
      <Facts
        facts={[
          [words.stations.version, detail.version ?? ''],
          [words.stations.profile, String(detail.securityProfile)],
          [words.stations.since, detail.connectedSince === undefined ? '' : dayAndClock(detail.connectedSince)],
          [words.stations.address, detail.address ?? ''],
          ...holding.map(
            ({ evse, holding: held }) =>
              [`${words.evse.holding} (${evse})`, words.holding[held as EvseView['holding']]] as const,
          ),
          ...fallback.evses.map(
            ({ evse, amps: value }) =>
              [
                `${words.evse.fallback} (${evse})`,
                <>
                  {amps(value)},{' '}
                  <a href={hrefTo('stations', detail.id, 'prove')}>{words.stations.fallbackStates[fallback.state]}</a>
                </>,
              ] as const,
          ),
        ]}
      />
      {problems.length > 0 && <h3>{words.stations.problems}</h3>}
      <ul>
        {problems.map(({ evse, text }) => (
          <li key={`${evse} ${text}`}>
            {evse}: <English text={text} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Capabilities({ detail: { capabilities } }: Of): JSX.Element {
  const words = useWords();
  return (
    <section class="panel">
      <h2>{words.stations.capabilities}</h2>
      {capabilities.length === 0 && <p class="muted">{words.stations.nothingLearned}</p>}
      {capabilities.length > 0 && (
        <Table
          label={words.stations.capabilities}
          heads={[words.stations.capability, words.stations.value, words.stations.source]}
          look="stacking long"
          isEnglish
        >
          {capabilities.map(({ name, value, source }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-name={words.stations.value}>{value}</td>
              <td class="muted" data-name={words.stations.source}>
                {source}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function Quirks({ detail: { quirks, lastRefusals } }: Of): JSX.Element {
  const words = useWords();
  return (
    <section class="panel">
      <h2>{words.stations.quirks}</h2>
      {quirks.length === 0 && <p class="muted">{words.stations.noQuirks}</p>}
      <ul class="rows">
        {quirks.map(({ number, text, times }) => (
          <li key={number} class="row">
            <code>Q{number}</code>
            <span class="row-main">
              <English text={text} />
            </span>
            {times !== undefined && <span class="small muted">{words.stations.times(whole(times))}</span>}
          </li>
        ))}
      </ul>
      {lastRefusals.length > 0 && <h3>{words.stations.refusals}</h3>}
      <ul class="rows">
        {lastRefusals.map(({ place, amps: refused, times }) => (
          <li key={place} class="row">
            <span class="row-main" lang="en">
              {place}
            </span>
            <b class="figure">{refused === undefined ? '' : amps(refused)}</b>
            <span class="small muted">{words.stations.times(whole(times))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Settings({ detail: { settings } }: Of): JSX.Element | null {
  const words = useWords();
  if (settings.length === 0) return null;
  return (
    <details class="panel">
      <summary>
        {words.stations.settings} ({whole(settings.length)})
      </summary>
      <div dir="ltr" lang="en">
        <Facts facts={settings.map(({ name, value }) => [name, value ?? '–'] as const)} />
      </div>
    </details>
  );
}
