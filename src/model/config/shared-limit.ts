// Stations that have one limit for all their EVSEs and share it out themselves, such as another Busbar.

import { error, warning } from './problem.ts';
import type { Report } from './problem.ts';
import type { Evse, Station } from './site.ts';
import type { Merged } from './template.ts';

type Keys = Merged['keys'];

/** What such a station has beside the others. */
export const sharedOf = ({
  maxAmps,
  fallbackAfterSeconds,
}: Keys): Pick<Station, 'sharedLimit' | 'maxAmps' | 'fallbackAfterSeconds'> => ({
  sharedLimit: true,
  ...(maxAmps !== undefined && { maxAmps }),
  ...(fallbackAfterSeconds !== undefined && { fallbackAfterSeconds }),
});

/** Says what makes no sense about it, and what is missing for the sum to be provable when it is away. */
export function checkShared({ keys, whereIs }: Merged, evses: readonly Evse[], report: Report): void {
  const { sharedLimit, fallbackAmps, fallbackAfterSeconds, maxAmps } = keys;
  if (sharedLimit !== true) {
    if (fallbackAfterSeconds !== undefined)
      report(
        error(
          'BB_CONFIG_NOT_SHARED',
          whereIs('fallbackAfterSeconds'),
          'fallbackAfterSeconds is only for a station with "sharedLimit: true".',
          'Take it out, or write "sharedLimit: true" where the station shares one limit out among its EVSEs.',
        ),
      );
    return;
  }
  const most = maxAmps ?? evses.reduce((sum, evse) => sum + evse.maxAmps, 0);
  if (typeof fallbackAmps !== 'number')
    report(
      warning(
        'BB_CONFIG_SHARED_NO_FALLBACK',
        whereIs('fallbackAmps'),
        'The station shares one limit out among its EVSEs, and nothing says what it draws when it is cut off.',
        'Write "fallbackAmps:" with the amps of its "onLoss", and "fallbackAfterSeconds:" with its "afterSeconds".',
      ),
    );
  else if (fallbackAmps > most)
    report(
      error(
        'BB_CONFIG_FALLBACK_ABOVE_RATING',
        whereIs('fallbackAmps'),
        `fallbackAmps (${fallbackAmps} A) is above what the whole station draws at most (${most} A).`,
        'Write that or less.',
      ),
    );
  else if (fallbackAfterSeconds === undefined)
    report(
      warning(
        'BB_CONFIG_SHARED_KEEPS_LIMIT',
        whereIs('fallbackAmps'),
        'When the station is cut off it counts with its last limit for as long as it is away.',
        'Where it falls back by itself ("onLoss" of another Busbar), write "fallbackAfterSeconds:" with its "afterSeconds".',
      ),
    );
  if (fallbackAfterSeconds !== undefined && typeof fallbackAmps !== 'number')
    report(
      error(
        'BB_CONFIG_FALLBACK_UNKNOWN',
        whereIs('fallbackAfterSeconds'),
        'It falls back after this time, but nothing says to what.',
        'Write "fallbackAmps:" with what the whole station draws then, on each line.',
      ),
    );
}
