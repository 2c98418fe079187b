// What the CSMS asked to be told (TriggerMessage): it goes first, and while our registration is pending nothing else does.

import type { Wording } from '../../ocpp/heard.ts';
import type { ToCsms } from '../../ocpp/dialect.ts';
import { dialectOfLink } from '../links.ts';
import type { Triggered, UplinkLive } from '../uplink/live.ts';
import { publishStatusNow } from '../files/publish.ts';
import { bootNow } from './boot.ts';
import { selfOf, tellOne } from './status.ts';
import type { Teller, Telling } from './telling.ts';
import { tell, tellAll } from './telling.ts';

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

function tellIt(telling: Telling, one: Triggered): boolean {
  const { toCsms } = dialectOfLink(telling.link);
  switch (one) {
    case 'BootNotification':
      telling.uplink.bootReason ??= 'Triggered';
      return bootNow(telling);
    case 'Heartbeat':
      return tell(telling, toCsms.heartbeat(), { kind: 'heartbeat' });
    case 'StatusNotification':
      return tellAll(telling, toCsms.status({ number: 0 }, selfOf(telling)));
    case 'PublishFirmwareStatusNotification':
      return tellAll(telling, publishStatusNow(telling));
    case 'DiagnosticsStatusNotification':
    case 'LogStatusNotification':
    case 'FirmwareStatusNotification':
    case 'SignedFirmwareStatusNotification':
      return tell(telling, jobStatus(toCsms, telling.uplink, one), { kind: 'status' });
  }
}

type JobStatus = Exclude<Extract<Triggered, `${string}StatusNotification`>, 'PublishFirmwareStatusNotification'>;

function jobStatus(toCsms: ToCsms, { upload }: UplinkLive, about: JobStatus): Wording {
  switch (about) {
    case 'DiagnosticsStatusNotification':
      return toCsms.logStatus(upload?.kind === 'getDiagnostics' ? 'Uploading' : 'Idle', undefined, true);
    case 'LogStatusNotification':
      return upload?.kind === 'getLog'
        ? toCsms.logStatus('Uploading', upload.request, false)
        : toCsms.logStatus('Idle', undefined, false);
    case 'SignedFirmwareStatusNotification':
      return toCsms.firmwareStatus('Idle', true);
    default:
      return toCsms.firmwareStatus('Idle', false);
  }
}
