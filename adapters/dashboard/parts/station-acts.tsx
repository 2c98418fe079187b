// What can be done with a station: start and stop by hand, another circuit, another key, out of the site.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EvseView } from '../../../src/local/site-view.ts';
import type { Changed } from '../../../src/local/station-console.ts';
import { call } from '../api.ts';
import { useIds, usePart } from '../live/live.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import type { Station } from './evse-state.ts';
import { Check, Choice, Input } from './field.tsx';
import { ReplaceDialog } from './replace-dialog.tsx';
import { ShownKey } from './shown-key.tsx';
import { SwitchPhases } from './switch-phases.tsx';

type Asked = 'move' | 'key' | 'change-key' | 'end-transactions' | 'retire';

export function StationActs({ id }: { readonly id: string }): JSX.Element {
  const words = useWords();
  const [asked, setAsked] = useState<Asked>();
  const [isReplacing, setReplacing] = useState(false);
  const isConnected = usePart<Station>(`stations/${id}`)?.connected === true;
  const can: readonly Asked[] = ['move', 'key', isConnected ? 'change-key' : 'end-transactions', 'retire'];
  const evses = useIds('evses').filter((key) => key.startsWith(`${id}/`));
  return (
    <section class="panel stack">
      <h2>{words.stations.acts}</h2>
      {evses.map((key) => (
        <Charging key={key} station={id} evse={key.slice(id.length + 1)} />
      ))}
      <div class="acts">
        <Act role="installer" onClick={() => setReplacing(true)}>
          {words.replace.act}
        </Act>
        {can.map((one) => (
          <Act key={one} role="installer" kind={one === 'retire' ? 'danger' : 'plain'} onClick={() => setAsked(one)}>
            {words.stations.does[one]}
          </Act>
        ))}
      </div>
      {isReplacing && <ReplaceDialog old={id} onClose={() => setReplacing(false)} />}
      {asked !== undefined && <ActDialog id={id} asked={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

function Charging({ station, evse }: { readonly station: string; readonly evse: string }): JSX.Element {
  const words = useWords();
  const view = usePart<EvseView>(`evses/${station}/${evse}`);
  const [token, setToken] = useState('');
  const doing = useDoing();
  const path = `/stations/${encodeURIComponent(station)}/evses/${evse}`;
  const isOpen = view?.transaction !== undefined;
  const go = (): void =>
    void doing.run(() => call('POST', `${path}/${isOpen ? 'stop' : 'start'}`, { body: isOpen ? {} : { token } }));
  return (
    <>
      <Form look="fields" onSubmit={() => go()}>
        {!isOpen && <Input name={words.stations.startToken(evse)} value={token} onValue={setToken} required />}
        <Act role="operator" type="submit" disabled={doing.isBusy}>
          {isOpen ? words.stations.stop(evse) : words.stations.start(evse)}
        </Act>
        <ProblemBox problem={doing.problem} />
      </Form>
      {view?.phases !== undefined && <SwitchPhases station={station} evse={evse} phases={view.phases} />}
    </>
  );
}

function ActDialog({
  id,
  asked,
  onClose,
}: {
  readonly id: string;
  readonly asked: Asked;
  readonly onClose: () => void;
}): JSX.Element {
  const words = useWords();
  const circuits = useIds('circuits');
  const here = usePart<Station>(`stations/${id}`)?.circuit;
  const [circuit, setCircuit] = useState<string>(here ?? circuits[0] ?? '');
  const [changed, setChanged] = useState<Changed>();
  const [evenIfCharging, setEven] = useState(false);
  const doing = useDoing();
  const path = `/stations/${encodeURIComponent(id)}`;
  const body = asked === 'move' ? { circuit } : evenIfCharging ? { evenIfCharging } : {};
  const isCharging = evenIfCharging || doing.problem?.code === 'BB_STATION_CHARGING';
  const go = (): void =>
    void doing.run(async () => setChanged(await call<Changed>('POST', `${path}/${asked}`, { body })));
  return (
    <Dialog title={`${words.stations.does[asked]}: ${id}`} onClose={onClose}>
      {changed !== undefined ? (
        <ShownKey changed={changed} onDone={onClose} />
      ) : (
        <Form onSubmit={() => go()}>
          <p>{words.stations.doesText[asked]}</p>
          {asked === 'move' && (
            <Choice
              name={words.stations.circuit}
              value={circuit}
              onValue={setCircuit}
              options={circuits.map((one) => [one, one] as const)}
            />
          )}
          <ProblemBox problem={doing.problem} />
          {isCharging && <Check name={words.replace.evenIfCharging} isOn={evenIfCharging} onChange={setEven} />}
          <Act kind={asked === 'retire' ? 'danger' : 'strong'} role="installer" type="submit" disabled={doing.isBusy}>
            {words.stations.does[asked]}
          </Act>
        </Form>
      )}
    </Dialog>
  );
}
