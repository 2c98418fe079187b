// A chart over time: uPlot on a canvas, its colours those of the page, thinned to the pixels that there are.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clock, dayAndClock, zoneNow } from '../text/format.ts';
import type { Values } from './thin.ts';
import { thinned } from './thin.ts';

export interface ChartSeries {
  readonly name: string;
  readonly values: Values;
  /** A custom property of the page: `--copper`. */
  readonly colour: string;
  readonly kind: 'area' | 'line' | 'dashed';
  readonly isStepped?: boolean;
  readonly text: (value: number) => string;
}

export interface ChartProps {
  /** What it shows, for whoever does not see it. */
  readonly label: string;
  /** Seconds since 1970, rising. */
  readonly at: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly height: number;
  /** A line that divides what was from what is planned. */
  readonly nowAt?: number | undefined;
}

export function Chart({ label, at, series, height, nowAt }: ChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [round, setRound] = useState(0);
  const [pointed, setPointed] = useState<string>('');
  const names = series.map(({ name, kind }) => `${name} ${kind}`).join();
  useThemeChange(() => setRound((count) => count + 1));
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const options = optionsOf(current, series, height, nowAt, (u) => setPointed(pointedText(u, series)));
    plot.current = new uPlot(options, dataFor(at, series, current.clientWidth), current);
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: current.clientWidth, height }));
    sizes.observe(current);
    return () => {
      sizes.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [names, height, round, nowAt]);
  useEffect(() => {
    if (box.current !== null) plot.current?.setData(dataFor(at, series, box.current.clientWidth));
  }, [at, ...series.map(({ values }) => values)]);
  return (
    <figure class="chart">
      <div ref={box} class="chart-box" role="img" aria-label={label} dir="ltr" />
      <figcaption>
        <ul class="legend">
          {series.map(({ name, colour, kind }) => (
            <li key={name}>
              <svg width="18" height="10" aria-hidden="true" class={`key ${colour.slice(2)}`}>
                {kind === 'area' ? (
                  <rect y="1" width="18" height="8" />
                ) : (
                  <path d="M0 5h18" {...(kind === 'dashed' && { 'stroke-dasharray': '5 3' })} />
                )}
              </svg>
              {name}
            </li>
          ))}
        </ul>
        <p class="pointed figure" aria-hidden="true">
          {pointed}
        </p>
      </figcaption>
    </figure>
  );
}

function useThemeChange(look: () => void): void {
  useEffect(() => {
    addEventListener('busbar-theme', look);
    return () => removeEventListener('busbar-theme', look);
  }, []);
}

/** Nothing is told finer than minutes. */
const tickSeconds = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];

function dataFor(at: readonly number[], series: readonly ChartSeries[], width: number): uPlot.AlignedData {
  const [times, values] = thinned(
    at,
    series.map((one) => one.values),
    width,
  );
  return [times, ...values.map((one) => [...one])];
}

function optionsOf(
  box: HTMLElement,
  series: readonly ChartSeries[],
  height: number,
  nowAt: number | undefined,
  pointed: (u: uPlot) => void,
): uPlot.Options {
  const style = getComputedStyle(box);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
    font: `11px ${style.fontFamily}`,
  };
  const steps = uPlot.paths.stepped?.({ align: 1 });
  return {
    width: box.clientWidth,
    height,
    legend: { show: false },
    ...(zoneNow() !== undefined && { tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zoneNow()!) }),
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_u, _low, high) => [0, Math.max(high * 1.08, 0.1)] } },
    axes: [
      {
        ...axis,
        size: 30,
        incrs: tickSeconds,
        values: (_u, splits) => splits.map((one) => clock(one * 1000).replace(/[\u2066-\u2069]/g, '')),
      },
      { ...axis, size: 46, space: height < 200 ? 22 : 40 },
    ],
    series: [
      {},
      ...series.map((one) => ({
        label: one.name,
        stroke: colour(one.colour),
        width: one.kind === 'area' ? 1 : 1.75,
        // A line needs two points to be seen.
        points: { show: one.values.filter((value) => value !== null).length < 2 },
        ...(one.kind === 'area' && { fill: colour(one.colour) }),
        ...(one.kind === 'dashed' && { dash: [6, 4] }),
        ...(one.isStepped === true && steps !== undefined && { paths: steps }),
      })),
    ],
    hooks: {
      setCursor: [pointed],
      draw: nowAt === undefined ? [] : [(u) => drawNow(u, nowAt, colour('--ink'))],
    },
  };
}

function drawNow(u: uPlot, nowAt: number, ink: string): void {
  const x = Math.round(u.valToPos(nowAt, 'x', true));
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function pointedText({ cursor: { idx }, data }: uPlot, series: readonly ChartSeries[]): string {
  if (idx === null || idx === undefined) return '';
  const values = series.flatMap(({ name, text }, place) => {
    const value = data[place + 1]?.[idx];
    return typeof value === 'number' ? [`${name} ${text(value)}`] : [];
  });
  return [dayAndClock(data[0][idx]! * 1000), ...values].join(' · ');
}
