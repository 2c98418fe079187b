// The last 24 hours and the next: what the site drew and is going to draw, and whether every vehicle will be ready.

import type { PlanDayView, PlannedVehicleView, PlanSlotView, ReadyView } from '../../../src/local/plan-ahead.ts';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { usePart } from '../live/live.ts';
import type { PlanView } from '../../../src/local/needs-view.ts';
import { Act } from '../parts/act.tsx';
import type { ChartSeries } from '../parts/chart.tsx';
import { Chart } from '../parts/chart.tsx';
import { Icon } from '../parts/icon.tsx';
import { useLoaded, Waiting } from '../parts/load.tsx';
import { NeedsDialog } from '../parts/needs-dialog.tsx';
import { English } from '../parts/said.tsx';
import { hrefTo } from '../route.ts';
import { amps, clock, kwh, money, when, whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Table } from '../parts/table.tsx';

const againMs = 15_000;

export function PlanPage(): JSX.Element {
  const words = useWords();
  const plan = useLoaded<PlanDayView>('/plan?hoursBack=24&hoursAhead=24', againMs);
  const [chosen, setChosen] = useState<PlannedVehicleView>();
  return (
    <>
      <header>
        <h1>{words.pages.plan}</h1>
        <PlanState />
      </header>
      <Waiting of={plan}>
        {(answer) => (
          <>
            {answer.pastMissing !== undefined && (
              <p class="note warn small">
                <English text={answer.pastMissing} />
              </p>
            )}
            <Ready ready={answer.ready} />
            <Curves answer={answer} />
            <Vehicles vehicles={answer.vehicles} onChoose={setChosen} />
          </>
        )}
      </Waiting>
      {chosen !== undefined && (
        <NeedsDialog
          vehicle={chosen}
          onClose={() => {
            setChosen(undefined);
            plan.again();
          }}
        />
      )}
    </>
  );
}

function PlanState(): JSX.Element | null {
  const words = useWords();
  const plan = usePart<PlanView>('plan');
  if (plan === undefined) return null;
  return (
    <p class="small muted">
      {words.plan.states[plan.state]}
      {plan.madeAt !== undefined && ` · ${words.plan.madeAt(when(plan.madeAt))}`}
      {plan.detail !== undefined && (
        <>
          {' · '}
          <English text={plan.detail} />
        </>
      )}
    </p>
  );
}

function Ready({ ready }: { readonly ready: readonly ReadyView[] }): JSX.Element | null {
  const words = useWords();
  if (ready.length === 0) return null;
  return (
    <ul class="ready">
      {ready.map(({ by, ready: count, of }) => (
        <li key={by} class={count < of ? 'note warn' : 'note good'}>
          <Icon name={count < of ? 'alarm' : 'ok'} />
          <b>{words.plan.readyBy(when(by), whole(count), whole(of))}</b>
        </li>
      ))}
    </ul>
  );
}

function Curves({ answer: { slots } }: { readonly answer: PlanDayView }): JSX.Element {
  const words = useWords();
  const { at, load, price, nowAt } = useMemo(() => curvesOf(slots, words), [slots, words]);
  return (
    <section class="panel" aria-label={words.plan.load}>
      <h2>{words.plan.load}</h2>
      <Chart label={words.plan.chart} at={at} series={load} height={260} nowAt={nowAt} />
      {price !== undefined && <Chart label={words.plan.price} at={at} series={[price]} height={110} nowAt={nowAt} />}
      <details>
        <summary>{words.asTable}</summary>
        <SlotTable slots={slots} />
      </details>
    </section>
  );
}

function curvesOf(slots: readonly PlanSlotView[], words: ReturnType<typeof useWords>) {
  const values = (of: (slot: PlanSlotView) => number | undefined): (number | null)[] =>
    slots.map((slot) => of(slot) ?? null);
  const stepped = { isStepped: true, text: amps } as const;
  const charging = values(({ baseAmps = 0, chargingAmps }) =>
    chargingAmps === undefined ? undefined : Math.max(0, baseAmps) + chargingAmps,
  );
  const load: ChartSeries[] = [
    { name: words.plan.charging, values: charging, colour: '--copper-soft', kind: 'area', ...stepped },
    { name: words.plan.base, values: values((one) => one.baseAmps), colour: '--line-strong', kind: 'area', ...stepped },
    { name: words.plan.limit, values: values((one) => one.limitAmps), colour: '--bad', kind: 'line', ...stepped },
  ];
  if (slots.some(({ pvAmps }) => pvAmps !== undefined))
    load.push({
      name: words.plan.pv,
      values: values((one) => one.pvAmps),
      colour: '--good',
      kind: 'dashed',
      ...stepped,
    });
  const price: ChartSeries | undefined = slots.some(({ pricePerKwh }) => pricePerKwh !== undefined)
    ? {
        name: words.plan.price,
        values: values((one) => one.pricePerKwh),
        colour: '--info',
        kind: 'line',
        isStepped: true,
        text: (value) => money(value, undefined),
      }
    : undefined;
  const now = slots.find(({ past }) => !past);
  return {
    at: slots.map(({ startsAt }) => Date.parse(startsAt) / 1000),
    load,
    price,
    nowAt: now === undefined ? undefined : Date.parse(now.startsAt) / 1000,
  };
}

function SlotTable({ slots }: Pick<PlanDayView, 'slots'>): JSX.Element {
  const words = useWords();
  const cell = (value: number | undefined): string => (value === undefined ? '–' : amps(value));
  return (
    <Table
      label={words.plan.load}
      heads={[
        words.plan.time,
        words.plan.limit,
        words.plan.base,
        words.plan.pv,
        words.plan.chargingAlone,
        words.plan.price,
      ]}
      rowsLook="figure"
    >
      {slots.map((slot) => (
        <tr key={slot.startsAt}>
          <th scope="row">{when(slot.startsAt)}</th>
          <td>{cell(slot.limitAmps)}</td>
          <td>{cell(slot.baseAmps)}</td>
          <td>{cell(slot.pvAmps)}</td>
          <td>{cell(slot.chargingAmps)}</td>
          <td>{slot.pricePerKwh === undefined ? '–' : money(slot.pricePerKwh, undefined)}</td>
        </tr>
      ))}
    </Table>
  );
}

interface VehiclesProps {
  readonly vehicles: readonly PlannedVehicleView[];
  readonly onChoose: (vehicle: PlannedVehicleView) => void;
}

function Vehicles({ vehicles, onChoose }: VehiclesProps): JSX.Element {
  const words = useWords();
  return (
    <section class="panel">
      <h2>{words.plan.vehicles}</h2>
      {vehicles.length === 0 && <p class="muted">{words.plan.noVehicles}</p>}
      <ul class="rows">
        {vehicles.map((vehicle) => (
          <Vehicle key={`${vehicle.station}/${vehicle.evse}`} vehicle={vehicle} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  );
}

function Vehicle({
  vehicle,
  onChoose,
}: {
  readonly vehicle: PlannedVehicleView;
  readonly onChoose: VehiclesProps['onChoose'];
}): JSX.Element {
  const words = useWords();
  const { name, station, evse, departure, neededKwh, gotKwh, ready, missesKwh, why, priority } = vehicle;
  const [tone, icon, text] =
    ready === true
      ? (['good', 'ok', words.plan.ready] as const)
      : ready === false
        ? (['bad', 'alarm', words.plan.misses(missesKwh === undefined ? '?' : kwh(missesKwh))] as const)
        : (['muted', 'info', words.plan.unknown] as const);
  return (
    <li class="row" data-vehicle={`${station}/${evse}`}>
      <div class="row-main">
        <b>{name}</b>{' '}
        <a class="small" href={hrefTo('stations', station)}>
          {station}/{evse}
        </a>
        {why !== undefined && (
          <p class="small muted">
            <English text={why} />
          </p>
        )}
      </div>
      <span class="figure">
        {departure === undefined ? words.plan.noDeparture : words.plan.leaves(clock(departure))}
      </span>
      <span class="figure">
        {neededKwh === undefined ? kwh(gotKwh) : words.plan.gotOf(kwh(gotKwh), kwh(neededKwh))}
      </span>
      <span class="figure small muted">{words.plan.priorityIs(String(priority))}</span>
      <span class={`state ${tone}`}>
        <Icon name={icon} size={15} /> {text}
      </span>
      <Act role="operator" label={`${words.plan.set} ${name}`} onClick={() => onChoose(vehicle)}>
        {words.plan.set}
      </Act>
    </li>
  );
}
