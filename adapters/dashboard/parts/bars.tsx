// Amps on each line against a limit: what is measured is filled, what may be drawn at worst is an outline, the limit a mark.

import type { JSX } from 'preact';
import { amps } from '../text/format.ts';
import { useWords } from '../text/language.ts';

export interface BarsProps {
  readonly limitAmps: number;
  readonly worst: readonly number[];
  readonly measured: readonly (number | null | undefined)[] | undefined;
  /** What vehicles draw; shown where nobody measures all of it. */
  readonly charging: readonly number[] | undefined;
}

/** Beyond the limit there is room to see by how much. */
const scaleOver = 1.15;

export function PhaseBars({ limitAmps, worst, measured, charging }: BarsProps): JSX.Element {
  const words = useWords();
  const most = Math.max(limitAmps, ...worst, ...(measured ?? []).map((one) => one ?? 0)) * (limitAmps > 0 ? 1 : 0) || 1;
  const scale = Math.max(most, limitAmps * scaleOver);
  return (
    <ul class="bars">
      {worst.map((worstAmps, line) => {
        const drawn = measured?.[line] ?? charging?.[line];
        const isAll = typeof measured?.[line] === 'number';
        const state = drawn !== undefined && drawn > limitAmps ? 'over' : worstAmps > limitAmps ? 'near' : 'fine';
        return (
          <li key={line} class={`bar ${state}`}>
            <span class="bar-name">L{line + 1}</span>
            <svg class="bar-track" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="bar-worst" x="0" y="0.5" width={share(worstAmps, scale)} height="9" />
              {drawn !== undefined && (
                <rect class="bar-measured" x="0" y="2" width={share(Math.max(0, drawn), scale)} height="6" />
              )}
              <rect class="bar-limit" x={share(limitAmps, scale) - 0.4} y="0" width="0.8" height="10" />
            </svg>
            <span class="bar-text figure">
              <b>
                {drawn === undefined
                  ? words.now.notMeasured
                  : isAll
                    ? amps(drawn)
                    : words.now.vehiclesDraw(amps(drawn))}
              </b>
              <span class="muted"> {words.now.worstCase(amps(worstAmps))}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const share = (value: number, scale: number): number => Math.min(100, Math.max(0, (100 * value) / scale));
