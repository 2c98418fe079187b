// One connection to a central system or a broker: how it stands, what it has not taken, and its trace.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { UplinkView } from '../../../src/local/site-view.ts';
import { useMay } from '../access.ts';
import { useIds, usePart } from '../live/live.ts';
import { AbandonDialog } from '../parts/abandon-dialog.tsx';
import { Act } from '../parts/act.tsx';
import { DeadLettersDialog } from '../parts/dead-letters.tsx';
import { Facts } from '../parts/facts.tsx';
import { Choice } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Trace } from '../parts/trace.tsx';
import type { Route } from '../route.ts';
import { hrefTo } from '../route.ts';
import { whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const tabs = ['about', 'trace'] as const;

export function UplinkPage({ route }: { readonly route: Route }): JSX.Element {
  const words = useWords();
  const [, id = '', tab = 'about'] = route.path;
  const view = usePart<UplinkView>(`uplinks/${id}`);
  return (
    <>
      <header>
        <h1>{id === '' ? words.pages.uplinks : id}</h1>
        <a href={hrefTo('now')}>{words.pages.now}</a>
      </header>
      {view === undefined ? (
        <p class="note info">{words.uplink.none(id)}</p>
      ) : (
        <>
          <nav class="tabs" aria-label={id}>
            {tabs.map((one) => (
              <a key={one} href={hrefTo('uplinks', id, one)} {...(one === tab && { 'aria-current': 'page' })}>
                {words.uplink.tabs[one]}
              </a>
            ))}
          </nav>
          {tab === 'trace' ? <TraceFor view={view} /> : <About view={view} />}
        </>
      )}
    </>
  );
}

function About({ view }: { readonly view: UplinkView }): JSX.Element {
  const words = useWords();
  const { id, role, connected, accepted, connections, rowsBehind, waiting, parked, gaps } = view;
  const [isLooking, setLooking] = useState(false);
  const isGood = connected && accepted;
  return (
    <section class="panel stack" data-uplink={id}>
      <Facts
        facts={[
          [
            words.uplink.connection,
            <span key="state" class={`state ${isGood ? 'good' : 'bad'}`}>
              <Icon name={isGood ? 'ok' : 'off'} size={15} />{' '}
              {isGood ? words.now.connected : connected ? words.now.notAccepted : words.now.away}
              {connections !== undefined &&
                ` (${words.now.connections(whole(connections.open), whole(connections.of))})`}
            </span>,
          ],
          [words.uplink.role, words.uplinkRoles[role]],
          [words.uplink.waiting, whole(waiting)],
          [words.uplink.behind, whole(rowsBehind)],
          [words.uplink.gaps, whole(gaps.length)],
          [words.uplink.parked, whole(parked)],
        ]}
      />
      {view.undelivered !== undefined && <Undelivered ids={view.undelivered} />}
      <div class="acts">
        <Act onClick={() => setLooking(true)}>{words.letters.title(id)}</Act>
      </div>
      {isLooking && <DeadLettersDialog uplink={id} onClose={() => setLooking(false)} />}
    </section>
  );
}

/** Of a relay each connection is given up on its own. */
function Undelivered({ ids }: { readonly ids: readonly string[] }): JSX.Element {
  const words = useWords();
  const [asked, setAsked] = useState<string>();
  return (
    <div class="note warn stack" data-undelivered>
      <p>{words.uplink.stays}</p>
      <div class="acts">
        {ids.map((id) => (
          <Act
            key={id}
            kind="danger"
            role="installer"
            label={`${words.uplink.abandon}: ${id}`}
            onClick={() => setAsked(id)}
          >
            {words.uplink.abandon} {ids.length > 1 && id}
          </Act>
        ))}
      </div>
      {asked !== undefined && <AbandonDialog uplink={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

/** A relay has a connection for each of its stations. */
function TraceFor({ view: { id, connections } }: { readonly view: UplinkView }): JSX.Element {
  const words = useWords();
  const stations = useIds('stations');
  const [station, setStation] = useState(stations[0] ?? '');
  if (!useMay('operator')) return <p class="note info">{words.access.needsRole(words.roles.operator)}</p>;
  const of = connections === undefined ? id : `${id}/${station}`;
  return (
    <>
      {connections !== undefined && (
        <div class="panel fields">
          <Choice
            name={words.uplink.whose}
            value={station}
            onValue={setStation}
            options={stations.map((one) => [one, one] as const)}
          />
        </div>
      )}
      <Trace
        key={of}
        path={`/uplinks/${encodeURIComponent(of)}/trace`}
        name={of}
        directions={{ ...words.uplink, isAbove: true }}
      />
    </>
  );
}
