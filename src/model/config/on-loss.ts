/**
 * What all that an uplink serves may draw together, on each line, when nothing was heard of it for so long, and until it limits
 * them anew.
 */
export interface OnLoss {
  readonly amps: number;
  readonly afterSeconds: number;
}
