// Stations: who knocks in vain on top, then all of them; one in detail, with its trace.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useIds, usePart } from '../live/live.ts';
import { Enrolment } from '../parts/enrolment.tsx';
import { Input } from '../parts/field.tsx';
import type { Station } from '../parts/evse-state.ts';
import { Icon } from '../parts/icon.tsx';
import { memo } from '../parts/memo.ts';
import { Pending } from '../parts/pending.tsx';
import type { Route } from '../route.ts';
import { hrefTo } from '../route.ts';
import { useWords } from '../text/language.ts';
import { StationPage } from './station.tsx';

export function StationsPage({ route }: { readonly route: Route }): JSX.Element {
  const [, id, tab] = route.path;
  return id === undefined ? <StationList /> : <StationPage id={id} tab={tab ?? 'about'} />;
}

function StationList(): JSX.Element {
  const words = useWords();
  const ids = useIds('stations');
  const [search, setSearch] = useState('');
  const wanted = search.toLowerCase();
  return (
    <>
      <header>
        <h1>{words.pages.stations}</h1>
      </header>
      <Pending />
      <section class="panel">
        <div class="head">
          <h2>{words.stations.all}</h2>
          <Input name={words.stations.search} type="search" value={search} onValue={setSearch} />
        </div>
        <ul class="rows">
          {ids
            .filter((id) => id.toLowerCase().includes(wanted))
            .map((id) => (
              <StationRow key={id} id={id} />
            ))}
        </ul>
      </section>
      <Enrolment />
    </>
  );
}

const StationRow = memo(function StationRow({ id }: { readonly id: string }): JSX.Element | null {
  const words = useWords();
  const view = usePart<Station>(`stations/${id}`);
  if (view === undefined) return null;
  const { connected, vendor, model, firmware, circuit } = view;
  return (
    <li class="row" data-station={id}>
      <a class="row-main" href={hrefTo('stations', id)}>
        <b>{id}</b>
      </a>
      <span class="small muted">{[vendor, model, firmware].filter((one) => one !== undefined).join(' · ')}</span>
      <span class="small muted">{circuit ?? ''}</span>
      <span class={`state ${connected ? 'good' : 'bad'}`}>
        <Icon name={connected ? 'ok' : 'off'} size={15} /> {connected ? words.stations.connected : words.stations.away}
      </span>
    </li>
  );
});
