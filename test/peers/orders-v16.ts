// One ordinary CALL for each of the 26 messages that a central system of OCPP 1.6 sends, and what an ordinary charge point
// answers.

type Payload = Record<string, unknown>;

const later = '2099-01-01T00:00:00.000Z';
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: '1' };
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const profile = {
  chargingProfileId: 7,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1 }] },
};

/** Action → payload, in an order that makes sense: nothing starts, nothing is left closed, and the reset comes last. */
export const ordinaryOrders: Readonly<Record<string, Payload>> = {
  GetConfiguration: {},
  ChangeConfiguration: { key: 'HeartbeatInterval', value: '300' },
  ClearCache: {},
  GetLocalListVersion: {},
  SendLocalList: {
    listVersion: 1,
    updateType: 'Full',
    localAuthorizationList: [{ idTag: 'LISTED', idTagInfo: { status: 'Accepted' } }],
  },
  ReserveNow: { connectorId: 1, expiryDate: later, idTag: 'VAN', reservationId: 3 },
  CancelReservation: { reservationId: 3 },
  SetChargingProfile: { connectorId: 1, csChargingProfiles: profile },
  GetCompositeSchedule: { connectorId: 1, duration: 600 },
  ClearChargingProfile: { id: 7 },
  ChangeAvailability: { connectorId: 1, type: 'Operative' },
  UnlockConnector: { connectorId: 1 },
  TriggerMessage: { requestedMessage: 'StatusNotification', connectorId: 1 },
  ExtendedTriggerMessage: { requestedMessage: 'Heartbeat' },
  DataTransfer: { vendorId: 'example.org', messageId: 'hello', data: 'x' },
  GetDiagnostics: { location: 'http://192.0.2.1/upload' },
  GetLog: { requestId: 5, logType: 'SecurityLog', log: { remoteLocation: 'http://192.0.2.1/upload' } },
  UpdateFirmware: { location: 'http://192.0.2.1/fw-2.0.bin', retrieveDate: later },
  SignedUpdateFirmware: {
    requestId: 6,
    firmware: {
      location: 'http://192.0.2.1/fw-2.0.bin',
      retrieveDateTime: later,
      signingCertificate: certificate,
      signature: 'c2lnbmVk',
    },
  },
  InstallCertificate: { certificateType: 'CentralSystemRootCertificate', certificate },
  GetInstalledCertificateIds: { certificateType: 'CentralSystemRootCertificate' },
  DeleteCertificate: { certificateHashData: hash },
  CertificateSigned: { certificateChain: certificate },
  RemoteStartTransaction: { connectorId: 99, idTag: 'VAN' },
  RemoteStopTransaction: { transactionId: 2_000_000_000 },
  Reset: { type: 'Soft' },
};

/** What an ordinary charge point answers, whatever the payload. */
export function ordinaryAnswer(action: string): Payload | string {
  switch (action) {
    case 'GetConfiguration':
      return {
        configurationKey: [
          { key: 'NumberOfConnectors', readonly: true, value: '1' },
          { key: 'SupportedFeatureProfiles', readonly: true, value: 'Core,SmartCharging,LocalAuthListManagement' },
          { key: 'MeterValueSampleInterval', readonly: false, value: '60' },
          { key: 'AuthorizationCacheEnabled', readonly: false, value: 'true' },
        ],
      };
    case 'GetLocalListVersion':
      return { listVersion: 0 };
    case 'GetCompositeSchedule':
      return { status: 'Rejected' };
    case 'UnlockConnector':
      return { status: 'Unlocked' };
    case 'GetDiagnostics':
    case 'UpdateFirmware':
      return {};
    case 'ClearChargingProfile':
      return { status: 'Unknown' };
    case 'DataTransfer':
      return { status: 'UnknownVendorId' };
    case 'GetInstalledCertificateIds':
      return { status: 'NotFound' };
    case 'DeleteCertificate':
      return { status: 'NotFound' };
    case 'InstallCertificate':
    case 'CertificateSigned':
      return { status: 'Rejected' };
    default:
      return Object.hasOwn(ordinaryOrders, action) ? { status: 'Accepted' } : 'NotImplemented';
  }
}
