// The bytes that billing needs, as they came.

/** JSON text of a payload together with the language it is in. Spliced into the journal and out of it unparsed. */
export interface Raw {
  readonly dialect: 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1';
  readonly json: string;
}
