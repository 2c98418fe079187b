// Diagnostics of the gateway go up to where the CSMS wants them; firmware comes with the package of the gateway, and never
// over OCPP.

import type { OrderAnswer, OrderOf } from '../../ocpp/order.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import { isoOf, never } from '../../model/time.ts';
import { siteOf, makeId } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { addNotice } from '../uplink/live.ts';
import { beginUpload, mostRetries } from '../uplink/upload.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';

type GetLog = OrderOf<'getDiagnostics'> | OrderOf<'getLog'>;

const wordsOf = ({ config }: UplinkLive) => dialectOf(config.version).toCsms;

/** SupportedFileTransferProtocols. */
const isServed = (location: string): boolean => /^https?:\/\/[^\s/]/i.test(location);

/** One upload for a CSMS at a time: a new order takes the place of the last. */
export function serveGetLog(context: OrderContext, order: GetLog): void {
  const { state, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  // The gateway collects nothing for others (2.1).
  if (order.type === 'DataCollectorLog') return answerNow(context, order, { status: 'Rejected' });
  if (!isServed(order.location)) {
    // The answer of 1.6 has no word for it: no file, and the notification says that nothing was uploaded.
    if (order.kind === 'getDiagnostics') addNotice(uplink, wordsOf(uplink).logStatus('UploadFailure', undefined, true));
    state.alarms.set(
      `BB_UPLOAD_SCHEME:${uplink.config.id}`,
      `${uplink.config.id} wants diagnostics at an address that is neither http:// nor https://; nothing was uploaded. Give the CSMS a place for HTTP uploads.`,
    );
    return answerNow(context, order, { status: 'Rejected' });
  }
  state.alarms.delete(`BB_UPLOAD_SCHEME:${uplink.config.id}`);
  const replaces = uplink.upload !== undefined;
  const day = isoOf(now.utc).slice(0, 19).replaceAll(':', '');
  const fileName = `busbar-${siteOf(state).id}-${day}.json.gz`;
  uplink.upload = {
    id: makeId(state),
    uplink: uplink.config.id,
    kind: order.kind,
    type: order.type ?? 'DiagnosticsLog',
    ...(order.request !== undefined && { request: order.request }),
    location: order.location,
    fileName,
    retriesLeft: Math.min(order.retries ?? 1, mostRetries),
    retryMs: 1000 * (order.retryIntervalSeconds ?? 60),
    retryAt: never,
  };
  answerNow(context, order, { status: replaces ? 'AcceptedCanceled' : 'Accepted', fileName });
  beginUpload(context.decided, uplink, uplink.upload);
}

/** The message names no EVSE in any version: it could only be for the gateway, which is no charger. */
const noFirmware: OrderAnswer = {
  status: 'Rejected',
  reasonCode: 'UnsupportedRequest',
  why: 'This is a gateway: its software comes as a package, and firmware for all chargers at once could suit none. Update one charger by a DataTransfer with vendorId "Busbar", messageId "UpdateFirmware" and data {"station":"...","request":{...}}, where request is the payload of this message.',
};

/** The answer of 1.6 cannot refuse: the notification does. That of 2.x can, and says how it is done. */
export function serveUpdateFirmware(context: OrderContext, order: OrderOf<'updateFirmware'>): void {
  const uplink = uplinkOf(context);
  if (uplink?.config.version === '1.6')
    addNotice(uplink, wordsOf(uplink).firmwareStatus('DownloadFailed', false, order.request));
  answerNow(context, order, noFirmware);
}

export const serveSignedUpdateFirmware = (context: OrderContext, order: OrderOf<'signedUpdateFirmware'>): void =>
  answerNow(context, order, noFirmware);
