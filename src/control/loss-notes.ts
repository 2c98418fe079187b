// What chargers fall back to when their gateway is gone, beside what the site promises to draw when it is not limited any more.

import type { Site } from '../model/config/site.ts';
import type { Fit } from './fits.ts';

export interface LossNote {
  readonly code: 'BB_SITE_FALLBACKS_ABOVE_LOSS';
  readonly message: string;
  readonly remedy: string;
}

/** The gateway holds the lower figure as long as it lives; whoever counts on it must know that it does not longer. */
export function lossNotes({ uplinks }: Site, { circuits }: Fit): LossNote[] {
  const most = Math.max(0, ...(circuits.find(({ depth }) => depth === 0)?.fallbackAmps ?? []));
  return uplinks.flatMap(({ id, onLoss, stations }): LossNote[] =>
    onLoss === undefined || stations !== undefined || most <= onLoss.amps
      ? []
      : [
          {
            code: 'BB_SITE_FALLBACKS_ABOVE_LOSS',
            message: `Uplink ${id}: without it the site draws no more than ${onLoss.amps} A on each line (onLoss), and when this gateway is gone as well its chargers fall back to ${most} A together.`,
            remedy: `Lower fallbackAmps of the chargers, or write onLoss.amps ${most} here and count on that at ${id}.`,
          },
        ],
  );
}
