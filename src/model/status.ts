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

/** What a central system of OCPP 2.x says of a token for its driver: stations of 2.x are told as it was said. */
export interface VerdictDetails {
  readonly chargingPriority?: number;
  readonly language1?: string;
  readonly language2?: string;
  readonly personalMessage?: { readonly format: string; readonly language?: string; readonly content: string };
  /** Where it counts, if not everywhere: numbers of the central system, and towards a station its own. */
  readonly evses?: readonly number[];
  /** Of the group that `parent` names. */
  readonly groupType?: string;
}

/** What is thought of a token, and who said so. */
export interface Verdict {
  readonly status: AuthorizationStatus;
  readonly parent?: string;
  /** UTC in the one form that `isoOf` writes, so that texts compare like times. */
  readonly expiresAt?: string;
  readonly more?: VerdictDetails;
  /**
   * `csms` said so just now; `list` is its local list and `cache` what it said before; `site` is the site's own list;
   * `offline` is the rule for tokens that nobody knows; `free` is the rule that everybody may charge.
   */
  readonly by: 'csms' | 'list' | 'cache' | 'site' | 'offline' | 'free';
}
