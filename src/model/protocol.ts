/** Versions of OCPP-J. */
export type Version = '1.6' | '2.0.1' | '2.1';
