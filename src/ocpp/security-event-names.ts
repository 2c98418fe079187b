// Security events that 1.6 (security whitepaper) and 2.x call by different names.

const names: readonly (readonly [v16: string, v2: string])[] = [
  ['FailedToAuthenticationAtCentralSystem', 'FailedToAuthenticateAtCsms'],
  ['CentralSystemFailedToAuthentication', 'CsmsFailedToAuthenticate'],
  ['InvalidCentralSystemCertificate', 'InvalidCsmsCertificate'],
  ['InvalidChargePointCertificate', 'InvalidChargingStationCertificate'],
];

const toV2 = new Map(names);
const toV16 = new Map(names.map(([v16, v2]) => [v2, v16]));

/** A name that both have, or that a vendor made, stays. */
export const eventNameIn2 = (type: string): string => toV2.get(type) ?? type;

/** A name that both have, or that a vendor made, stays. */
export const eventNameIn16 = (type: string): string => toV16.get(type) ?? type;
