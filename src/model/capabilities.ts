// What was learned of a station: it is remembered until the station comes with another model or firmware.

import type { ProfilePurpose, Rung } from './charging-profile.ts';

/** Each is absent until it is known. */
export interface Capabilities {
  /** SupportedFeatureProfiles of OCPP 1.6. */
  readonly featureProfiles?: readonly string[];
  /** Actions that it does not know: some stations crash on them, so they are not said again. */
  readonly unknownActions?: readonly string[];
  readonly connectors?: number;
  /** Settings by their 1.6 names, or the texts of their variables (2.x), as far as it showed them. */
  readonly settings?: Readonly<Record<string, KnownSetting>>;
  /** Which report of its device model it gave in full (2.x). */
  readonly inventory?: 'FullInventory' | 'ConfigurationInventory' | 'none';
  /** How far its clock is ahead of ours: local time that it calls UTC, or no zone at all (Q5, Q7). */
  readonly clockOffsetSeconds?: number;
  /** How long it may take to answer a CALL, where that is longer than usual (Q33). */
  readonly callTimeoutSeconds?: number;
  /** It sends compressed frames that nobody agreed to (Q26). */
  readonly noDeflate?: true;
  /** How it takes limits; told whole. */
  readonly limits?: LimitCapabilities;
  /** Whether a limit with an end was seen to end by itself, through everything that `busbar stations prove` tries. */
  readonly lease?: 'proved' | 'failed';
  /** What others left in it and it does not let go, as it reported last (2.x); told whole. */
  readonly foreignProfiles?: readonly ForeignProfile[];
}

/** A charging profile that is none of ours. */
export interface ForeignProfile {
  readonly id: number;
  readonly purpose: ProfilePurpose;
}

export interface KnownSetting {
  readonly value?: string;
  readonly readonly: boolean;
  /** What it may be, where it is one or several of a list (2.x). */
  readonly values?: string;
}

/** A setting by its name, which came from a peer. */
export const knownSetting = (settings: Capabilities['settings'], key: string): KnownSetting | undefined =>
  settings !== undefined && Object.hasOwn(settings, key) ? settings[key] : undefined;

/** How a station takes limits, as far as it showed. */
export interface LimitCapabilities {
  /** It took a limit so: a refusal later is a refusal of that limit only. */
  readonly works: readonly Rung[];
  readonly refused: readonly Rung[];
  /** Whether it takes a limit of 0. */
  readonly zeroOk?: boolean;
  /** Stack level of a TxProfile that it took, where it refused a higher one. */
  readonly level?: number;
}
