// The site's own list of tokens (tokens.yaml) as the gateway uses it.

/** One card or person. What the CSMS does not know of a vehicle stands here. */
export interface SiteToken {
  /** As the CSMS writes it; compared without case. */
  readonly token: string;
  /** Other tokens that mean the same: a second card, the address of the vehicle. The CSMS is told `token` instead. */
  readonly aliases?: readonly string[];
  /** IdTokenType of OCPP 2.0.1. */
  readonly type?: string;
  /** The group: whoever is in it may stop a transaction of the others. */
  readonly parent?: string;
  readonly vehicle?: string;
  /** Local time at which the vehicle leaves, such as `05:30`. */
  readonly departure?: string;
  /** What the vehicle needs by then. */
  readonly energyKwh?: number;
  /** 1 to 9, the more the sooner; 5 when absent. */
  readonly priority?: number;
  /** The vehicle does not take up again after a pause. */
  readonly noPause?: true;
  /** Refused whatever anybody else says. */
  readonly blocked?: true;
  /** One transaction at a time; else the CSMS alone decides about a second one. */
  readonly single?: true;
}

export type SiteTokens = readonly SiteToken[];

/** More than any depot has cards; memory and the time to read the file are bounded by it. */
export const mostSiteTokens = 10_000;
