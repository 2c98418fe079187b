/**
 * Profile 0 (no authentication) only for a station that is named so, from `address` alone where there is one; 1 is HTTP
 * Basic. Keys are no part of the site: the `Keyring` has them, and the journal never sees one.
 */
export type StationSecurity =
  | { readonly profile: 0; readonly address?: string }
  | { readonly profile: 1 | 2 }
  | {
      readonly profile: 3;
      readonly commonName?: string;
      readonly organization?: string;
      /** Its certificate may have expired: it is then kept Pending, for a new one (A00.FR.429). */
      readonly acceptExpired?: true;
    };
