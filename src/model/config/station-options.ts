import type { KeyEncoding } from '../station-key.ts';

/** What an installer says of a station that is to be added to the site file. */
export interface StationOptions {
  readonly template?: string;
  readonly circuit?: string;
  /** Rating of each EVSE, where no template says it. */
  readonly maxAmps?: number;
  /** How many EVSEs; 1 when absent. */
  readonly evses?: number;
  readonly profile?: 0 | 1;
  /** Profile 0: where it may come from. */
  readonly address?: string;
  readonly keyEncoding?: KeyEncoding;
}
