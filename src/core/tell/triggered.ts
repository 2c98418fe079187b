// What the CSMS asked to be told (TriggerMessage): it goes first, and while our registration is pending nothing else does.

import type { Wording } from '../../ocpp/heard.ts';
import { sayStatus } from '../../ocpp/v16/availability.ts';
import {
  sayDiagnosticsStatus,
  sayFirmwareStatus,
  sayLogStatus,
  saySignedFirmwareStatus,
} from '../../ocpp/v16/job-status.ts';
import { sayHeartbeat } from '../../ocpp/v16/provisioning.ts';
import type { Triggered, UplinkLive } from '../uplink/live.ts';
import { bootNow } from './boot.ts';
import { selfOf, tellOne } from './status.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

export const tellTriggered: Teller = (telling) => {
  const { triggered, triggeredStatuses } = telling.uplink;
  for (const one of triggered) {
    triggered.delete(one);
    return tellIt(telling, one);
  }
  for (const key of triggeredStatuses) {
    triggeredStatuses.delete(key);
    if (tellOne(telling, key, true)) return true;
  }
  return false;
};

function tellIt(telling: Telling, one: Triggered): true {
  switch (one) {
    case 'BootNotification':
      return bootNow(telling);
    case 'Heartbeat':
      return tell(telling, sayHeartbeat(), { kind: 'heartbeat' });
    case 'StatusNotification':
      return tell(telling, sayStatus(0, selfOf(telling)), { kind: 'status' });
    case 'DiagnosticsStatusNotification':
    case 'LogStatusNotification':
    case 'FirmwareStatusNotification':
    case 'SignedFirmwareStatusNotification':
      return tell(telling, jobStatus(telling.uplink, one), { kind: 'status' });
  }
}

function jobStatus({ upload }: UplinkLive, about: Extract<Triggered, `${string}StatusNotification`>): Wording {
  switch (about) {
    case 'DiagnosticsStatusNotification':
      return sayDiagnosticsStatus(upload?.kind === 'getDiagnostics' ? 'Uploading' : 'Idle');
    case 'LogStatusNotification':
      return upload?.kind === 'getLog' ? sayLogStatus('Uploading', upload.request) : sayLogStatus('Idle');
    case 'SignedFirmwareStatusNotification':
      return saySignedFirmwareStatus('Idle');
    default:
      return sayFirmwareStatus('Idle');
  }
}
