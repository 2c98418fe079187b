// What was learned of a station: it is remembered until the station comes with another model or firmware.

/** Each is absent until it is known. */
export interface Capabilities {
  /** SupportedFeatureProfiles of OCPP 1.6. */
  readonly featureProfiles?: readonly string[];
  /** Actions that it does not know: some stations crash on them, so they are not said again. */
  readonly unknownActions?: readonly string[];
  readonly connectors?: number;
  /** Settings by their 1.6 names, as far as it showed them. */
  readonly settings?: Readonly<Record<string, { readonly value?: string; readonly readonly: boolean }>>;
}
