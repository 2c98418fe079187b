// One upload of our own diagnostics for a CSMS, from the order to its last word. Lost at a restart, like the order itself.

import type { AlarmKey } from '../../model/alarm.ts';
import { after, never } from '../../model/time.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { Command } from '../heard.ts';
import type { Now, UploadOutcome } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from './live.ts';
import { addNotice } from './live.ts';
import type { Upload } from './upload-job.ts';

/** More tries than this help nobody. */
export const mostRetries = 10;

type Commands = { readonly commands: Command[] };

export function beginUpload({ commands }: Commands, uplink: UplinkLive, upload: Upload): void {
  notify(uplink, upload, 'Uploading');
  commands.push({ kind: 'upload', upload });
}

/** What became of an upload. One that was replaced meanwhile says nothing. */
export function hearUploaded(state: State, id: string, outcome: UploadOutcome, now: Now): void {
  for (const uplink of state.uplinks.values()) {
    const { upload } = uplink;
    if (upload?.id !== id) continue;
    const alarm: AlarmKey = `BB_UPLOAD_FAILED:${uplink.config.id}`;
    if (outcome.ok) {
      uplink.upload = undefined;
      state.alarms.delete(alarm);
      return notify(uplink, upload, 'Uploaded');
    }
    state.alarms.set(
      alarm,
      `The diagnostics that ${uplink.config.id} asked for could not be uploaded: ${outcome.reason}. Check the place that the CSMS names.`,
    );
    if (upload.retriesLeft > 0) {
      upload.retriesLeft -= 1;
      upload.retryAt = after(now.mono, upload.retryMs);
      return wakeBy(state, upload.retryAt);
    }
    uplink.upload = undefined;
    return notify(uplink, upload, 'UploadFailure');
  }
}

/** Uploads whose next try is due. */
export function retryUploads(state: State, { commands }: Commands, now: Now): void {
  for (const { upload } of state.uplinks.values()) {
    if (upload === undefined) continue;
    if (now.mono < upload.retryAt) {
      wakeBy(state, upload.retryAt);
      continue;
    }
    upload.retryAt = never;
    commands.push({ kind: 'upload', upload });
  }
}

function notify(uplink: UplinkLive, upload: Upload, status: 'Uploading' | 'Uploaded' | 'UploadFailure'): void {
  const { toCsms } = dialectOf(uplink.config.version);
  addNotice(uplink, toCsms.logStatus(status, upload.request, upload.kind === 'getDiagnostics'));
}
