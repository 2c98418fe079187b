// The test of a station, as a person reads it.

export interface ProvingView {
  readonly station: string;
  readonly evse: number;
  readonly fallbackAmps: number;
  readonly testAmps: number;
  readonly step: string;
  readonly state: 'waiting' | 'running' | 'over';
  readonly results: Readonly<Record<string, 'proved' | 'failed'>>;
  /** Whether it took the limit that this step told it. */
  readonly hasTaken: boolean;
  readonly saw: string;
  readonly todo: string;
}

const steps = ['takesLease', 'leaseEnds', 'reboot', 'cutOff', 'newSession'];

const names: Readonly<Record<string, string>> = {
  takesLease: 'takes a limit with an end',
  leaseEnds: 'lets it end by itself, back to the fallback',
  reboot: 'keeps the fallback through a restart',
  cutOff: 'comes down to the fallback when its cable is pulled',
  newSession: 'begins a new session at the fallback',
};

export function describeProving({ station, step, state, saw, todo }: ProvingView): string {
  const place = `${steps.indexOf(step) + 1} of ${steps.length}`;
  const lines = state === 'over' ? [] : [`\n${place}: ${station} ${names[step] ?? step}`];
  return [...lines, ...(saw === '' ? [] : [`  Seen: ${saw}`]), ...(state === 'over' ? [] : [`  ${todo}`])].join('\n');
}

export function describeProvingEnd({ station, results }: ProvingView): string {
  const lines = steps.map((step) => `  ${(results[step] ?? 'not tried').padEnd(10)} ${names[step]}`);
  const isAll = steps.every((step) => results[step] === 'proved');
  const [, , ...ofFallback] = steps;
  const hasFailed = ofFallback.some((step) => results[step] === 'failed');
  const end = isAll
    ? 'All stations of this model and firmware get limits with an end from now on.'
    : hasFailed
      ? 'Its fallback cannot be relied on: it counts at its rating while it cannot be reached. Change its firmware or settings, and test it again.'
      : 'It keeps getting limits without an end.';
  return [`\n${station}:`, ...lines, end].join('\n');
}
