// What a central system of OCPP 2.0.1 orders.

import type { OrderWords } from '../order.ts';
import { changeAvailability } from './availability.ts';
import {
  certificateSigned,
  deleteCertificate,
  getInstalledCertificateIds,
  installCertificate,
} from './certificates.ts';
import { clearCache, getLocalListVersion, sendLocalList } from './local-list.ts';
import {
  as,
  dataTransfer,
  getLog,
  publishFirmware,
  setNetworkProfile,
  unpublishFirmware,
  updateFirmware,
} from './maintenance.ts';
import { passedOrders201 } from './passed.ts';
import { changeSetting, getBaseReport, getReport, getSettings, getVariables, setVariables } from './device-model.ts';
import { chooseMonitors, clearMonitors, getMonitoringReport, setMonitoringLevel, setMonitors } from './monitoring.ts';
import { reset } from './provisioning.ts';
import { remoteStart, remoteStop, trigger, unlockConnector } from './remote-control.ts';
import { cancelReservation, reserveNow } from './reservation.ts';
import {
  clearChargingProfile,
  getChargingProfiles,
  getCompositeSchedule,
  setChargingProfile,
} from './smart-charging.ts';
import { getTransactionStatus } from './transaction-status.ts';
import type { Words } from './words.ts';

export const orders201 = (words: Words): readonly Pick<OrderWords, 'action' | 'kind'>[] => [
  // What 1.6 has two messages for. The entry that an action is read by comes later.
  as('extendedTrigger', trigger(words)),
  as('getDiagnostics', getLog),
  as('signedUpdateFirmware', updateFirmware),
  cancelReservation,
  certificateSigned(words),
  changeAvailability,
  changeSetting(words),
  chooseMonitors,
  clearCache,
  clearChargingProfile,
  getChargingProfiles,
  clearMonitors,
  dataTransfer,
  deleteCertificate,
  getBaseReport,
  getCompositeSchedule,
  getInstalledCertificateIds,
  getLocalListVersion,
  getLog,
  getMonitoringReport,
  getReport,
  getSettings,
  getTransactionStatus,
  getVariables,
  installCertificate,
  ...passedOrders201(words),
  publishFirmware,
  remoteStart(words),
  remoteStop,
  reserveNow(words),
  reset(words),
  sendLocalList(words),
  setChargingProfile,
  setMonitoringLevel,
  setMonitors,
  setNetworkProfile,
  setVariables(words),
  trigger(words),
  unlockConnector,
  unpublishFirmware,
  updateFirmware,
];
