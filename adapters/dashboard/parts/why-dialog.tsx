// Everything about one EVSE now: the reason with its figures and what can be done, how the vehicle takes it, what is measured.

import type { JSX } from 'preact';
import type { EvseView } from '../../../src/local/site-view.ts';
import { usePart } from '../live/live.ts';
import { hrefTo } from '../route.ts';
import { amps, dayAndClock, kwh, money } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Dialog } from './dialog.tsx';
import { Facts } from './facts.tsx';
import { English, Why } from './said.tsx';

interface WhyDialogProps {
  readonly station: string;
  readonly evse: string;
  readonly onClose: () => void;
}

export function WhyDialog({ station, evse, onClose }: WhyDialogProps): JSX.Element {
  const words = useWords();
  const view = usePart<EvseView>(`evses/${station}/${evse}`);
  return (
    <Dialog title={`${station}/${evse}`} onClose={onClose}>
      {view === undefined ? <p>{words.nothing}</p> : <About view={view} />}
      <p class="dialog-acts">
        <a class="act" href={hrefTo('stations', station)}>
          {words.now.toStation}
        </a>
        <a class="act" href={hrefTo('plan')}>
          {words.now.toPlan}
        </a>
      </p>
    </Dialog>
  );
}

function About({ view }: { readonly view: EvseView }): JSX.Element {
  const words = useWords();
  const { why, behaviour, needs, cost } = view;
  const measured = (view.measuredAmps ?? []).map((one, line) => `L${line + 1} ${one === undefined ? '–' : amps(one)}`);
  return (
    <div class="stack">
      {why !== undefined && (
        <div class="note info">
          <p>
            <Why why={why} allocated={view.allocatedAmps} isFull />
          </p>
          {why.advice !== undefined && (
            <p class="small">
              <b>{words.whatToDo}</b> <English text={why.advice} />
            </p>
          )}
        </div>
      )}
      {behaviour !== undefined && (
        <div class="note plain">
          <p>
            <b>{words.behaviours[behaviour.kind]}</b>
          </p>
          <p class="small">
            <English text={behaviour.text} />
          </p>
          {behaviour.advice !== undefined && (
            <p class="small">
              <b>{words.whatToDo}</b> <English text={behaviour.advice} />
            </p>
          )}
        </div>
      )}
      <Facts
        facts={[
          [words.evse.measured, measured.join(' · ')],
          [words.evse.limit, view.limitAmps === undefined ? '' : amps(view.limitAmps)],
          [words.evse.envelope, amps(view.envelopeAmps)],
          [words.evse.fallback, amps(view.fallbackAmps)],
          [words.evse.delivered, needs === undefined ? '' : kwh(needs.deliveredKwh)],
          [words.plan.departure, needs?.departsAt === undefined ? '' : dayAndClock(needs.departsAt)],
          [words.evse.cost, cost === undefined ? '' : money(cost.amount, cost.currency)],
          [words.evse.holding, words.holding[view.holding]],
          [words.evse.upstream, view.number === undefined ? '' : String(view.number)],
        ]}
      />
    </div>
  );
}
