// One EVSE on the panel: what it does, what it draws of what it may, and why.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EvseView } from '../../../src/local/site-view.ts';
import { usePart } from '../live/live.ts';
import { hrefTo } from '../route.ts';
import { amps, ofWh } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import type { Station } from './evse-state.ts';
import { drawnAmps, signs, stateOf } from './evse-state.ts';
import { Icon } from './icon.tsx';
import { memo } from './memo.ts';
import { Why } from './said.tsx';
import { WhyDialog } from './why-dialog.tsx';

export const Tile = memo(function Tile({ station, evse }: { readonly station: string; readonly evse: string }) {
  const view = usePart<EvseView>(`evses/${station}/${evse}`);
  const about = usePart<Station>(`stations/${station}`);
  const [isAsked, setAsked] = useState(false);
  const words = useWords();
  if (view === undefined) return null;
  const state = stateOf(view, about);
  const { icon, tone } = signs[state];
  return (
    <li class={`tile ${tone}`} data-evse={`${station}/${evse}`}>
      <div class="tile-head">
        <a href={hrefTo('stations', station)}>{evse === '1' ? station : `${station}/${evse}`}</a>
        <span class={`state ${tone}`}>
          <Icon name={icon} size={15} />
          {words.states[state]}
        </span>
      </div>
      <div class="tile-row">
        <Drawn view={view} />
        <button type="button" class="act small" aria-haspopup="dialog" onClick={() => setAsked(true)}>
          {words.now.more}
          <span class="hidden"> {`${station}/${evse}`}</span>
        </button>
      </div>
      {view.why !== undefined && (
        <p class="tile-why">
          <Why why={view.why} allocated={view.allocatedAmps} />
        </p>
      )}
      {view.transaction !== undefined && view.needs !== undefined && (
        <p class="tile-foot muted">
          <span>{view.needs.vehicle ?? ''}</span>
          <span class="figure">{ofWh(view.needs.deliveredKwh * 1000)}</span>
        </p>
      )}
      {isAsked && <WhyDialog station={station} evse={evse} onClose={() => setAsked(false)} />}
    </li>
  );
});

function Drawn({ view }: { readonly view: EvseView }): JSX.Element {
  const words = useWords();
  const drawn = drawnAmps(view);
  const limit = view.limitAmps ?? view.fallbackAmps;
  const most = Math.max(limit, view.envelopeAmps, drawn, 1);
  const isPending = view.limitState === 'pending';
  return (
    <div class="tile-drawn">
      <span class="tile-amps figure">{view.measuredAmps === undefined ? '–' : amps(drawn)}</span>
      <span class="tile-limit figure">
        {words.now.limit(amps(limit))}
        {isPending && <span class="warn-text"> {words.now.pending}</span>}
      </span>
      <svg class="tile-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-ground" width="100" height="6" />
        <rect class="bar-worst" width={(100 * limit) / most} height="6" />
        <rect class="bar-measured" y="1" width={(100 * drawn) / most} height="4" />
      </svg>
    </div>
  );
}
