// DECIDE: what is done with an order. One handler a kind; what has none is refused as not supported.

import type { Order, OrderOf } from '../../ocpp/order.ts';
import { serveChangeAvailability } from './availability.ts';
import {
  serveCertificateSigned,
  serveDeleteCertificate,
  serveInstallCertificate,
  serveInstalledCertificates,
} from './certificates.ts';
import { serveGetComposite } from './composite.ts';
import type { OrderContext } from './context.ts';
import { answerNow } from './context.ts';
import { serveCostUpdated } from './costs.ts';
import { serveDataTransfer } from './data-transfer.ts';
import { serveUpdateDynamic, serveUsePriority } from './dynamic.ts';
import { serveClearCache, serveGetLocalListVersion, serveSendLocalList } from './local-list.ts';
import { serveGetLog, serveSignedUpdateFirmware, serveUpdateFirmware } from './maintenance.ts';
import { serveGetProfiles } from './profile-report.ts';
import {
  serveClearMonitors,
  serveMonitorSet,
  serveMonitoringLevel,
  serveMonitoringReport,
  serveSetMonitors,
} from './monitors.ts';
import { serveRemoteStart, serveRemoteStop } from './remote.ts';
import { serveCancelReservation, serveReserveNow } from './reservation.ts';
import { serveGetBaseReport, serveGetReport } from './report.ts';
import { serveReset } from './reset.ts';
import { serveSetVariables } from './set-variables.ts';
import { serveChangeSetting, serveGetSettings } from './settings.ts';
import { serveTrigger } from './trigger.ts';
import { serveClearProfile, serveSetProfile } from './smart-charging.ts';
import { serveCustomerInformation } from './customer-information.ts';
import { servePublish, serveUnpublish } from '../files/publish.ts';
import { serveSetNetworkProfile } from './network.ts';
import {
  serveForAll,
  serveForEvse,
  serveForTransaction,
  serveGetDisplayMessages,
  serveSetDisplayMessage,
} from './passed.ts';
import { serveClearTariffs, serveGetTariffs, serveSetDefaultTariff } from './tariffs.ts';
import { serveTransactionStatus } from './transaction-status.ts';
import { serveUnlock } from './unlock.ts';
import { serveGetVariables } from './variables.ts';

type Handler<Kind extends Order['kind']> = (context: OrderContext, order: OrderOf<Kind>) => void;

const handlers: { readonly [Kind in Order['kind']]?: Handler<Kind> } = {
  adjustEventStream: (context, order) => answerNow(context, order, { status: 'Rejected' }),
  afrrSignal: serveForAll,
  allowedEnergyTransfer: serveForTransaction,
  cancelReservation: serveCancelReservation,
  certificateSigned: serveCertificateSigned,
  changeAvailability: serveChangeAvailability,
  changeSetting: serveChangeSetting,
  changeTransactionTariff: serveForTransaction,
  clearDisplayMessage: serveForAll,
  clearTariffs: serveClearTariffs,
  costUpdated: serveCostUpdated,
  customerInformation: serveCustomerInformation,
  getDisplayMessages: serveGetDisplayMessages,
  getEventStreams: (context, order) => answerNow(context, order, { status: 'Accepted' }),
  getTariffs: serveGetTariffs,
  getTransactionStatus: serveTransactionStatus,
  publishFirmware: servePublish,
  setDefaultTariff: serveSetDefaultTariff,
  setDisplayMessage: serveSetDisplayMessage,
  setNetworkProfile: serveSetNetworkProfile,
  unpublishFirmware: serveUnpublish,
  webPaymentStarted: serveForEvse,
  clearCache: serveClearCache,
  clearMonitors: serveClearMonitors,
  dataTransfer: serveDataTransfer,
  deleteCertificate: serveDeleteCertificate,
  extendedTrigger: serveTrigger,
  getBaseReport: serveGetBaseReport,
  getDiagnostics: serveGetLog,
  getInstalledCertificateIds: serveInstalledCertificates,
  clearChargingProfile: serveClearProfile,
  getChargingProfiles: serveGetProfiles,
  getCompositeSchedule: serveGetComposite,
  getLocalListVersion: serveGetLocalListVersion,
  getLog: serveGetLog,
  getMonitoringReport: serveMonitoringReport,
  getReport: serveGetReport,
  getSettings: serveGetSettings,
  getVariables: serveGetVariables,
  installCertificate: serveInstallCertificate,
  remoteStart: serveRemoteStart,
  remoteStop: serveRemoteStop,
  reserveNow: serveReserveNow,
  reset: serveReset,
  sendLocalList: serveSendLocalList,
  setMonitoringBase: serveMonitorSet,
  setMonitoringLevel: serveMonitoringLevel,
  setMonitors: serveSetMonitors,
  setVariables: serveSetVariables,
  signedUpdateFirmware: serveSignedUpdateFirmware,
  trigger: serveTrigger,
  setChargingProfile: serveSetProfile,
  unlockConnector: serveUnlock,
  updateDynamicSchedule: serveUpdateDynamic,
  updateFirmware: serveUpdateFirmware,
  usePriorityCharging: serveUsePriority,
};

export function serveOrder(context: OrderContext, order: Order): void {
  const handler = handlers[order.kind] as ((context: OrderContext, order: Order) => void) | undefined;
  if (handler === undefined) return answerNow(context, order, { status: 'NotSupported' });
  handler(context, order);
}
