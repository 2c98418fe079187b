// What lowers limits from outside or by the clock, and prices: windows of circuits, the control box, the tariff.

import { tenthDown, wattsPerAmp, lineCount } from '../electric.ts';
import type { DayWindow } from '../zone.ts';
import { error, warning } from './problem.ts';
import type { Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Tariff } from './energy.ts';
import type { GridControl, Site } from './site.ts';
import { usualPlanning } from './planning.ts';

type Window = Pick<NonNullable<SiteFile['circuits'][number]['limits']>[number], 'days' | 'from' | 'to'>;

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

export const windowOf = ({ days, from, to }: Window): DayWindow => ({
  ...(days !== undefined && { days }),
  from: minutesOf(from),
  to: minutesOf(to),
});

export const outsideOf = (file: SiteFile, report: Report): Pick<Site, 'gridControl' | 'tariff' | 'planning'> => ({
  ...(file.gridControl !== undefined && { gridControl: gridControlOf(file, file.gridControl, report) }),
  ...(file.tariff !== undefined && { tariff: tariffOf(file.tariff) }),
  ...(file.planning !== undefined && { planning: { ...usualPlanning, ...file.planning } }),
});

const tariffOf = ({
  currency,
  defaultPricePerKwh,
  feedInPricePerKwh,
  demandPricePerKw,
  show,
  periods = [],
}: NonNullable<SiteFile['tariff']>): Tariff => ({
  currency,
  defaultPricePerKwh,
  ...(feedInPricePerKwh !== undefined && { feedInPricePerKwh }),
  ...(demandPricePerKw !== undefined && { demandPricePerKw }),
  ...(show !== undefined && { show }),
  periods: periods.map((one) => ({ ...windowOf(one), pricePerKwh: one.pricePerKwh })),
});

function gridControlOf(
  { site }: SiteFile,
  { kind, failsafeAmps, failsafeWatts, failsafeMinHours }: NonNullable<SiteFile['gridControl']>,
  report: Report,
): GridControl {
  if ((failsafeAmps === undefined) === (failsafeWatts === undefined))
    report(
      error(
        'BB_CONFIG_FAILSAFE',
        ['gridControl'],
        failsafeAmps === undefined
          ? 'Nothing says what the stations may draw while the control box is not heard.'
          : 'What the stations may draw while the control box is not heard is there twice.',
        'Write one of failsafeAmps (on each line) and failsafeWatts (in all), as agreed with the grid operator.',
      ),
    );
  const supply = site.supply ?? 'tn400';
  const ofWatts = tenthDown((failsafeWatts ?? 0) / wattsPerAmp(supply, lineCount[supply]));
  return { kind, failsafeAmps: failsafeAmps ?? ofWatts, failsafeMinHours: failsafeMinHours ?? 2 };
}

/** Windows only lower; whoever writes more has mistaken one of the two figures. */
export function checkWindows({ circuits, tariff }: SiteFile, report: Report): void {
  for (const [at, { id, limitAmps, limits = [], agreedImportAmps, meter }] of circuits.entries()) {
    for (const [place, window] of limits.entries()) {
      const path = ['circuits', at, 'limits', place];
      if (window.amps > limitAmps)
        report(
          error(
            'BB_CONFIG_WINDOW_ABOVE_LIMIT',
            [...path, 'amps'],
            `From ${window.from} to ${window.to} circuit ${id} would have ${window.amps} A, but its limit is ${limitAmps} A.`,
            `Write ${limitAmps} or less: a window only lowers. Where the higher figure is right, it is the limitAmps, and the other times need windows.`,
          ),
        );
      checkTimes(window, path, report);
    }
    if (agreedImportAmps !== undefined && meter === undefined)
      report(
        error(
          'BB_CONFIG_AGREED_UNMETERED',
          ['circuits', at, 'agreedImportAmps'],
          `Nothing measures circuit ${id}, so nobody can see whether it draws more than the ${agreedImportAmps} A agreed.`,
          'Write "meter:" with the meter of this circuit, or limitAmps instead.',
        ),
      );
  }
  const root = circuits.find(({ parent }) => parent === undefined);
  if (tariff?.demandPricePerKw !== undefined && root !== undefined && root.meter === undefined)
    report(
      warning(
        'BB_CONFIG_DEMAND_WITHOUT_METER',
        ['tariff', 'demandPricePerKw'],
        `Nobody measures the import of the grid connection (circuit ${root.id}): plans know no peak of the month.`,
        'Write "meter:" at that circuit.',
      ),
    );
  tariff?.periods?.forEach((period, place) => checkTimes(period, ['tariff', 'periods', place], report));
}

function checkTimes({ from, to }: Window, path: (string | number)[], report: Report): void {
  if (from === to)
    report(
      warning(
        'BB_CONFIG_WINDOW_ALL_DAY',
        [...path, 'to'],
        `A window from ${from} to ${to} lasts 24 hours.`,
        'Write "00:00" to "24:00" where that is meant, else the end that is meant.',
      ),
    );
}
