// Statuses in the words of OCPP 2.0.1, whatever the station speaks.

/** What a person sees at the plug. `Occupied` is refined by the charging state. */
export type ConnectorStatus = 'Available' | 'Occupied' | 'Reserved' | 'Unavailable' | 'Faulted';

/** OCPP 2.0.1 ChargingStateEnumType. */
export type ChargingState = 'Idle' | 'EVConnected' | 'Charging' | 'SuspendedEV' | 'SuspendedEVSE';

/** OCPP 2.0.1 AuthorizationStatusEnumType, as far as both versions have it, plus what 2.x adds. */
export type AuthorizationStatus =
  | 'Accepted'
  | 'Blocked'
  | 'ConcurrentTx'
  | 'Expired'
  | 'Invalid'
  | 'NoCredit'
  | 'NotAllowedTypeEVSE'
  | 'NotAtThisLocation'
  | 'NotAtThisTime'
  | 'Unknown';

/** OCPP 2.0.1 ReasonEnumType. */
export type StopReason =
  | 'DeAuthorized'
  | 'EmergencyStop'
  | 'EnergyLimitReached'
  | 'EVDisconnected'
  | 'GroundFault'
  | 'ImmediateReset'
  | 'Local'
  | 'LocalOutOfCredit'
  | 'MasterPass'
  | 'Other'
  | 'OvercurrentFault'
  | 'PowerLoss'
  | 'PowerQuality'
  | 'Reboot'
  | 'Remote'
  | 'SOCLimitReached'
  | 'StoppedByEV'
  | 'TimeLimitReached'
  | 'Timeout';

/** Who said that a token is good. */
export interface Verdict {
  readonly status: AuthorizationStatus;
  readonly parent?: string;
  /** ISO 8601, as the CSMS wrote it. */
  readonly expiresAt?: string;
  readonly by: 'csms' | 'cache' | 'offline' | 'free';
}
