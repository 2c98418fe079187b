// What can be done with a session that goes on: it is stopped, or, where its station is gone, ended at the station's page.

import type { JSX } from 'preact';
import type { SessionView } from '../../../src/local/session-views.ts';
import { call } from '../api.ts';
import { usePart } from '../live/live.ts';
import { hrefTo } from '../route.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import type { Station } from './evse-state.ts';

interface SessionActsProps {
  readonly session: SessionView;
  readonly onDone: () => void;
}

export function SessionActs({ session, onDone }: SessionActsProps): JSX.Element | null {
  const words = useWords();
  const { station, evse, endedAt } = session;
  const isThere = usePart<Station>(`stations/${station}`)?.connected === true;
  const doing = useDoing();
  if (endedAt !== undefined || evse === undefined) return null;
  const path = `/stations/${encodeURIComponent(station)}/evses/${evse}/stop`;
  const stop = async (): Promise<void> => {
    if (await doing.run(() => call('POST', path, { body: {} }))) onDone();
  };
  return (
    <section class="panel stack">
      {isThere ? (
        <div class="acts">
          <Act role="operator" disabled={doing.isBusy} onClick={() => void stop()}>
            {words.stations.stop(String(evse))}
          </Act>
        </div>
      ) : (
        <p class="note warn">
          {words.behaviours.unreachable}. {words.stations.doesText['end-transactions']}{' '}
          <a href={hrefTo('stations', station)}>{words.stations.does['end-transactions']} …</a>
        </p>
      )}
      <ProblemBox problem={doing.problem} />
    </section>
  );
}
