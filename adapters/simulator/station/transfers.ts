// Diagnostics, logs and firmware of a simulated charge point (1.6 §5.9, §5.19, security whitepaper §4, §5). Nothing is
// really fetched or sent: it takes its time, says how far it is, and after new firmware it boots with its version.

import type { Payload } from '../frame.ts';
import type { Body, Job, Live } from './body.ts';
import { isOnline, note } from './body.ts';
import { say } from './outbox.ts';
import type { Handler, Handlers, Reply } from './reply.ts';
import { done, incomplete, status } from './reply.ts';
import { raiseSecurityEvent } from './security-events.ts';
import type { At, StationOptions } from './types.ts';

type Kind = Job['kind'];

const actionOf: Readonly<Record<Kind, string>> = {
  diagnostics: 'DiagnosticsStatusNotification',
  log: 'LogStatusNotification',
  firmware: 'FirmwareStatusNotification',
  signedFirmware: 'SignedFirmwareStatusNotification',
};

const stepMs = ({ transferMs }: StationOptions): number => transferMs ?? 5000;

const getDiagnostics: Handler = (body, live, payload, now) => {
  if (typeof payload['location'] !== 'string') return incomplete('location is missing');
  const end = body.options.failsAt === 'diagnostics' ? 'UploadFailed' : 'Uploaded';
  begin(body, live, { kind: 'diagnostics', steps: ['Uploading', end], at: now.mono });
  return done({ fileName: `${body.options.id}-diagnostics.zip` });
};

const getLog: Handler = (body, live, { requestId, logType, log }, now) => {
  const place = (log as Partial<Record<string, unknown>> | undefined)?.['remoteLocation'];
  if (typeof requestId !== 'number' || typeof place !== 'string' || typeof logType !== 'string')
    return incomplete('requestId, logType and log.remoteLocation are needed');
  const isBusy = live.jobs.has('log');
  const end = body.options.failsAt === 'log' ? 'UploadFailure' : 'Uploaded';
  begin(body, live, { kind: 'log', requestId, steps: ['Uploading', end], at: now.mono });
  const filename = `${body.options.id}-${logType === 'SecurityLog' ? 'security' : 'diagnostics'}.log`;
  return done({ status: isBusy ? 'AcceptedCanceled' : 'Accepted', filename });
};

const updateFirmware: Handler = (body, live, { location, retrieveDate }, now) => {
  const at = Date.parse(String(retrieveDate));
  if (typeof location !== 'string' || Number.isNaN(at)) return incomplete('location and retrieveDate are needed');
  const steps = stepsOf(body.options, ['Downloading', 'Downloaded', 'Installing', 'Installed']);
  begin(body, live, { kind: 'firmware', version: versionIn(location), steps, at: startOf(at, now) });
  return done({});
};

const signedUpdateFirmware: Handler = (body, live, { requestId, firmware }, now): Reply => {
  const { location, retrieveDateTime, signingCertificate } = (firmware ?? {}) as Payload;
  const at = Date.parse(String(retrieveDateTime));
  if (typeof requestId !== 'number' || typeof location !== 'string' || Number.isNaN(at))
    return incomplete('requestId, firmware.location and firmware.retrieveDateTime are needed');
  if (!String(signingCertificate).includes('-----BEGIN CERTIFICATE-----')) return status('InvalidCertificate');
  const isBusy = live.jobs.has('signedFirmware');
  const steps = stepsOf(body.options, ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'Installed']);
  begin(body, live, { kind: 'signedFirmware', requestId, version: versionIn(location), steps, at: startOf(at, now) });
  return status(isBusy ? 'AcceptedCanceled' : 'Accepted');
};

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
  say(body, live, actionOf[kind], payload, { isEarly: true });
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

export const transferHandlers: Handlers = {
  GetDiagnostics: ['FirmwareManagement', getDiagnostics],
  UpdateFirmware: ['FirmwareManagement', updateFirmware],
  GetLog: ['Security', getLog],
  SignedUpdateFirmware: ['Security', signedUpdateFirmware],
};
