// Diagnostics, logs and firmware of a simulated charge point (1.6 §5.9, §5.19, security whitepaper §4, §5). Nothing is
// really fetched or sent: it takes its time, says how far it is, and after new firmware it boots with its version.

import type { Body, Job, Live } from './body.ts';
import { isOnline, note } from './body.ts';
import { say } from './outbox.ts';
import { raiseSecurityEvent } from './security-events.ts';
import type { At, StationOptions } from './types.ts';

type Kind = Job['kind'];

const stepMs = ({ transferMs }: StationOptions): number => transferMs ?? 5000;

/** Something is sent somewhere; true when another such upload is given up for it. */
export function beginUpload(body: Body, live: Live, kind: 'diagnostics' | 'log', now: At, requestId?: number): boolean {
  const { failsAt } = body.options;
  const isBusy = live.jobs.has(kind);
  const failure = kind === 'log' ? 'UploadFailure' : 'UploadFailed';
  const steps = ['Uploading', failsAt === kind ? failure : 'Uploaded'];
  begin(body, live, { kind, steps, at: now.mono, ...(requestId !== undefined && { requestId }) });
  return isBusy;
}

/** New firmware from `location` at `utc`; signed where it has a number. True when other firmware is given up for it. */
export function beginFirmware(
  body: Body,
  live: Live,
  { location, utc, requestId }: { readonly location: string; readonly utc: number; readonly requestId?: number },
  now: At,
): boolean {
  const kind = requestId === undefined ? 'firmware' : 'signedFirmware';
  const isBusy = live.jobs.has(kind);
  const verified = requestId === undefined ? [] : ['SignatureVerified'];
  const steps = stepsOf(body.options, ['Downloading', 'Downloaded', ...verified, 'Installing', 'Installed']);
  const at = startOf(utc, now);
  begin(body, live, { kind, version: versionIn(location), steps, at, ...(requestId !== undefined && { requestId }) });
  return isBusy;
}

/** A download that fails ends there; so does an installation. */
function stepsOf({ failsAt }: StationOptions, steps: readonly string[]): string[] {
  if (failsAt === 'download') return ['Downloading', 'DownloadFailed'];
  if (failsAt === 'installation') return [...steps.slice(0, -1), 'InstallationFailed'];
  return [...steps];
}

const startOf = (utc: number, now: At): number => now.mono + Math.max(0, utc - now.utc);

/** `https://…/ac22-2.4.1.bin` is version 2.4.1; what names none counts on. */
const versionIn = (location: string): string =>
  (/(\d+\.\d+(?:\.\d+)*)[^/]*$/.exec(location)?.[1] ?? 'updated').slice(0, 50);

function begin({ options }: Body, live: Live, job: Job): void {
  live.jobs.set(job.kind, { ...job, at: job.at + stepMs(options) });
}

function tell(body: Body, live: Live, { kind, requestId }: Pick<Job, 'kind' | 'requestId'>, text: string): void {
  const payload = { status: text, ...(requestId !== undefined && { requestId }) };
  note(body, undefined, `${kind === 'signedFirmware' ? 'firmware' : kind}: ${text}`);
  say(body, live, body.words.jobAction(kind), payload, { isEarly: true });
}

/** The steps that are due. Without a connection nothing moves; firmware is installed when nobody charges. */
export function attendJobs(body: Body, live: Live, now: At): void {
  if (!isOnline(live)) return;
  sayInstalled(body, live, now);
  for (const job of live.jobs.values()) {
    if (now.mono < job.at) continue;
    const [step, ...rest] = job.steps;
    if (step === undefined || mustWait(body, job)) continue;
    if (step === 'Installed') {
      install(body, live, job, now);
      continue;
    }
    tell(body, live, job, step);
    if (rest.length === 0) live.jobs.delete(job.kind);
    else live.jobs.set(job.kind, { ...job, steps: rest, saidLast: step, at: now.mono + stepMs(body.options) });
  }
}

const mustWait = ({ evses }: Body, { steps }: Job): boolean =>
  steps[0] === 'Installing' && evses.some(({ transaction }) => transaction !== undefined);

/** The station boots with its new firmware, and then says that it is installed. */
function install(body: Body, live: Live, job: Job, now: At): void {
  live.jobs.delete(job.kind);
  if (job.kind === 'signedFirmware') tell(body, live, job, 'InstallRebooting');
  body.memory.firmware = job.version ?? body.memory.firmware;
  body.memory.bootReason = 'FirmwareUpdate';
  body.memory.installed = job;
  live.rebootAt = now.mono + 1000;
}

function sayInstalled(body: Body, live: Live, now: At): void {
  const { installed } = body.memory;
  if (installed === undefined) return;
  body.memory.installed = undefined;
  tell(body, live, installed, 'Installed');
  raiseSecurityEvent(body, 'FirmwareUpdated', now);
}

/** When a step is due; Infinity while it must wait for something else. */
export function jobsAt(body: Body, live: Live): number {
  if (!isOnline(live)) return Infinity;
  let at = Infinity;
  for (const job of live.jobs.values()) {
    if (!mustWait(body, job)) at = Math.min(at, job.at);
  }
  return at;
}

/** What a triggered status notification says of a job: how far it is, or that none runs. */
export function sayJob(body: Body, live: Live, kind: Kind): void {
  const job = live.jobs.get(kind);
  tell(body, live, job ?? { kind }, job?.saidLast ?? 'Idle');
}

/** While new firmware waits to be installed nobody begins to charge. */
export const isUpdating = ({ jobs }: Live): boolean =>
  [...jobs.values()].some(({ steps }) => steps[0] === 'Installing' || steps[0] === 'Installed');
