// What the site is connected to: central systems with what waits for them, meters, orders of the grid operator, the plan.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GridView, InputView, MeterView, UplinkView } from '../../../src/local/site-view.ts';
import { useIds, usePart } from '../live/live.ts';
import { hrefTo } from '../route.ts';
import { amps, clock, duration, kw, whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act } from './act.tsx';
import { DeadLettersDialog } from './dead-letters.tsx';
import type { Tone } from './evse-state.ts';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';

export function Outside(): JSX.Element {
  const words = useWords();
  const uplinks = useIds('uplinks');
  const meters = useIds('meters');
  const inputs = useIds('inputs');
  const grid = usePart<GridView>('grid');
  return (
    <aside class="outside" aria-label={words.now.outside}>
      <section class="panel">
        <h2>{words.now.uplinks}</h2>
        {uplinks.length === 0 && <p class="muted">{words.now.noUplinks}</p>}
        {uplinks.map((id) => (
          <Uplink key={id} id={id} />
        ))}
      </section>
      {meters.length > 0 && (
        <section class="panel">
          <h2>{words.now.meters}</h2>
          {meters.map((id) => (
            <Meter key={id} id={id} />
          ))}
        </section>
      )}
      {(inputs.length > 0 || grid !== undefined) && (
        <section class="panel">
          <h2>{words.now.orders}</h2>
          {grid !== undefined && <Grid grid={grid} />}
          {inputs.map((id) => (
            <Input key={id} id={id} />
          ))}
        </section>
      )}
    </aside>
  );
}

const State = ({
  icon,
  tone,
  text,
}: {
  readonly icon: IconName;
  readonly tone: Tone;
  readonly text: string;
}): JSX.Element => (
  <span class={`state ${tone}`}>
    <Icon name={icon} size={15} />
    {text}
  </span>
);

function Uplink({ id }: { readonly id: string }): JSX.Element | null {
  const words = useWords();
  const [isLooking, setLooking] = useState(false);
  const view = usePart<UplinkView>(`uplinks/${id}`);
  if (view === undefined) return null;
  const { connected, accepted, connections, rowsBehind, waiting, parked, gaps } = view;
  return (
    <div class="line" data-uplink={id}>
      <p>
        <a href={hrefTo('uplinks', id)}>{id}</a> <span class="muted small">{words.uplinkRoles[view.role]}</span>
      </p>
      {connected && accepted ? (
        <State icon="ok" tone="good" text={words.now.connected} />
      ) : (
        <State icon="off" tone="bad" text={connected ? words.now.notAccepted : words.now.away} />
      )}
      <p class="small muted figure">
        {connections !== undefined && `${words.now.connections(whole(connections.open), whole(connections.of))} · `}
        {words.now.waiting(whole(waiting))} · {words.now.behind(whole(rowsBehind))}
      </p>
      {parked > 0 && (
        <p class="note warn small beside">
          {words.letters.parked(whole(parked))}
          <Act kind="small" label={`${words.letters.look}: ${id}`} onClick={() => setLooking(true)}>
            {words.letters.look}
          </Act>
        </p>
      )}
      {isLooking && <DeadLettersDialog uplink={id} onClose={() => setLooking(false)} />}
      {view.undelivered !== undefined && (
        <p class="note warn small">
          {words.uplink.stays} <a href={hrefTo('uplinks', id)}>{words.uplink.abandon} …</a>
        </p>
      )}
      {gaps.length > 0 && <p class="note warn small">{words.now.gaps(whole(gaps.length))}</p>}
    </div>
  );
}

function Meter({ id }: { readonly id: string }): JSX.Element | null {
  const words = useWords();
  const view = usePart<MeterView>(`meters/${id}`);
  if (view === undefined) return null;
  const { quality, ageMs, amps: lines, powerW } = view;
  return (
    <div class="line">
      <p>
        <b>{id}</b> {view.role !== undefined && <span class="muted small">{words.meterRoles[view.role]}</span>}
      </p>
      <State
        icon={quality === 'good' ? 'ok' : 'alarm'}
        tone={quality === 'good' ? 'good' : 'bad'}
        text={words.quality[quality]}
      />
      {/* What is not fresh is no figure to look at. */}
      {quality === 'good' ? (
        <p class="small figure">
          {lines !== undefined && lines.map((one) => (one === null ? '–' : amps(one))).join(' · ')}
          {typeof powerW === 'number' && ` · ${kw(powerW)}`}
        </p>
      ) : (
        <p class="small muted">{ageMs === undefined ? words.now.neverRead : words.now.readAgo(duration(ageMs))}</p>
      )}
    </div>
  );
}

function Input({ id }: { readonly id: string }): JSX.Element | null {
  const words = useWords();
  const view = usePart<InputView>(`inputs/${id}`);
  if (view === undefined) return null;
  return (
    <div class="line">
      <p>
        <b>{id}</b> <span class="muted small">{words.inputActions[view.action] ?? view.action}</span>
      </p>
      <State
        icon={view.active ? 'alarm' : 'ok'}
        tone={view.active ? 'warn' : 'good'}
        text={view.active ? words.now.inForce(view.since === undefined ? '' : clock(view.since)) : words.now.notInForce}
      />
      {view.quality !== 'good' && <p class="note warn small">{words.quality[view.quality]}</p>}
    </div>
  );
}

function Grid({ grid }: { readonly grid: GridView }): JSX.Element {
  const words = useWords();
  return (
    <div class="line">
      <p>
        <b>{words.now.controlBox}</b>
      </p>
      <State icon="info" tone={grid.limitAmps === undefined ? 'good' : 'warn'} text={grid.state} />
      <p class="small figure">
        {grid.limitAmps !== undefined && words.now.limit(amps(grid.limitAmps))}
        {grid.until !== undefined && ` ${words.now.until(clock(grid.until))}`}
      </p>
    </div>
  );
}
