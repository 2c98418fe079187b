// All 26 messages that an OCPP 1.6 central system sends: 19 of the core and 7 of the security whitepaper.

import { orderTable } from '../order.ts';
import { changeAvailability } from './availability.ts';
import {
  certificateSigned,
  deleteCertificate,
  getInstalledCertificateIds,
  installCertificate,
} from './certificates.ts';
import { changeSetting, getSettings, reset } from './configuration.ts';
import { clearCache, getLocalListVersion, sendLocalList } from './local-list.ts';
import { dataTransfer, getDiagnostics, getLog, signedUpdateFirmware, updateFirmware } from './maintenance.ts';
import { extendedTrigger, remoteStart, remoteStop, trigger, unlockConnector } from './remote-control.ts';
import { cancelReservation, reserveNow } from './reservation.ts';
import { clearChargingProfile, getCompositeSchedule, setChargingProfile } from './smart-charging.ts';

export const orders16 = orderTable(
  cancelReservation,
  certificateSigned,
  changeAvailability,
  changeSetting,
  clearCache,
  clearChargingProfile,
  dataTransfer,
  deleteCertificate,
  extendedTrigger,
  getCompositeSchedule,
  getDiagnostics,
  getInstalledCertificateIds,
  getLocalListVersion,
  getLog,
  getSettings,
  installCertificate,
  remoteStart,
  remoteStop,
  reserveNow,
  reset,
  sendLocalList,
  setChargingProfile,
  signedUpdateFirmware,
  trigger,
  unlockConnector,
  updateFirmware,
);
