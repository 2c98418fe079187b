// Settings of a station that its central system wants changed, and in which the gateway has a say.

/** What is to be answered, in the order of the question; undefined where the station says it. */
export interface SettingsAsked {
  readonly results: readonly (SettingResult | undefined)[];
  /** Place of the key in `results`, and the key; in memory only. */
  readonly key?: { readonly at: number; readonly text: string };
}

/** One of SetVariables, as it is answered; of ChangeConfiguration only its status counts. */
export interface SettingResult {
  readonly attributeStatus: string;
  readonly [field: string]: unknown;
}
