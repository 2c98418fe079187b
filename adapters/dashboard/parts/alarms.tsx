// What is wrong, with what to do, on top of everything: the worst in full view, the rest one press away.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SiteView } from '../../../src/local/site-view.ts';
import { usePart } from '../live/live.ts';
import type { Told } from '../text/codes/told.ts';
import { useTold } from '../text/codes/use-told.ts';
import { useWords } from '../text/language.ts';
import { whole } from '../text/format.ts';
import { Act } from './act.tsx';
import { Icon } from './icon.tsx';
import { English } from './said.tsx';

/** So many leave room for the site on the screen of a phone. */
const shown = 2;

interface Alarm {
  readonly code: string;
  readonly about?: string;
  readonly text: string;
  readonly isBad: boolean;
}

export function Alarms(): JSX.Element | null {
  const words = useWords();
  const alarms = usePart<SiteView['alarms']>('alarms') ?? [];
  const warnings = usePart<SiteView['warnings']>('warnings') ?? [];
  const site = usePart<Pick<SiteView, 'disk' | 'safeMode'>>('site');
  const [isAll, setAll] = useState(false);
  const all: readonly Alarm[] = [
    ...(site?.safeMode === undefined ? [] : [{ code: 'BB_SAFE_MODE', text: site.safeMode, isBad: true }]),
    ...alarms.map((one) => ({ ...one, isBad: true })),
    ...warnings.map((one) => ({ ...one, isBad: false })),
  ];
  if (all.length === 0) return null;
  return (
    <section aria-label={words.alarms} role="status">
      <ul class="alarms">
        {(isAll ? all : all.slice(0, shown)).map((one, at) => (
          <Line key={`${one.code} ${at}`} alarm={one} />
        ))}
      </ul>
      {all.length > shown && (
        <Act kind="small" onClick={() => setAll(!isAll)}>
          {isAll ? words.fewerAlarms : words.moreAlarms(whole(all.length - shown))}
        </Act>
      )}
    </section>
  );
}

/** On a phone what happened, until somebody presses it. */
function Line({ alarm: { code, about, text, isBad } }: { readonly alarm: Alarm }): JSX.Element {
  const words = useWords();
  const told = useTold(code);
  return (
    <li class={`note ${isBad ? 'bad' : 'warn'}`} data-alarm={code}>
      <details>
        <summary>
          <Icon name={isBad ? 'alarm' : 'info'} />
          <span>
            <span class="small">
              <b>{isBad ? words.alarm : words.warning}</b>{' '}
              {told !== undefined && about !== undefined && <bdi>{about}</bdi>} <code>{code}</code>
            </span>
            {told === undefined ? (
              <span class="alarm-text">
                <English text={text} />
              </span>
            ) : (
              <Foreign told={told} text={text} />
            )}
          </span>
          <span class="opens">
            <Icon name="more" size={16} />
          </span>
        </summary>
      </details>
    </li>
  );
}

function Foreign({ told: [what, todo], text }: { readonly told: Told; readonly text: string }): JSX.Element {
  const words = useWords();
  return (
    <>
      <span class="alarm-text">{what}</span>
      <span class="alarm-more">
        {todo !== undefined && (
          <span>
            <b>{words.whatToDo}</b> {todo}
          </span>
        )}
        <span class="small muted">
          <English text={text} />
        </span>
      </span>
    </>
  );
}
