/** Who signs the certificates that stations ask for, and for how many days; the usual where absent. */
export interface StationCertificates {
  /** The CA of the site (when absent), or that of the central system. */
  readonly sign?: 'site' | 'csms';
  readonly days?: number;
}

/** Security profile 3 upstream: files of our own certificate chain and its key; relative ones lie beside the site file. */
export interface OwnPair {
  readonly cert?: string;
  readonly key?: string;
}
