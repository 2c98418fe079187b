// One phase or three, at an EVSE that can be switched.

import type { JSX } from 'preact';
import type { PhasesView } from '../../../src/local/site-view.ts';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';

interface SwitchPhasesProps {
  readonly station: string;
  readonly evse: string;
  readonly phases: PhasesView;
}

/** It takes minutes: the vehicle stops first. What is under way is told by the site itself. */
export function SwitchPhases({ station, evse, phases }: SwitchPhasesProps): JSX.Element {
  const words = useWords();
  const doing = useDoing();
  const { switchedTo, switchingTo } = phases;
  const path = `/stations/${encodeURIComponent(station)}/evses/${evse}/phases`;
  const switchTo = (to: 1 | 3): void => void doing.run(() => call('POST', path, { body: { phases: to } }));
  return (
    <div class="stack" data-switch={`${station}/${evse}`}>
      <div class="acts">
        <span>
          {words.switching.title(evse)}:{' '}
          <b>
            {switchingTo === undefined
              ? words.switching.now[switchedTo]
              : words.switching.under(words.switching.now[switchingTo])}
          </b>
        </span>
        {([1, 3] as const)
          .filter((one) => one !== switchedTo)
          .map((one) => (
            <Act
              key={one}
              role="operator"
              disabled={doing.isBusy || switchingTo !== undefined}
              label={`${words.switching.to[one]}: ${evse}`}
              onClick={() => switchTo(one)}
            >
              {words.switching.to[one]}
            </Act>
          ))}
      </div>
      <ProblemBox problem={doing.problem} />
    </div>
  );
}
