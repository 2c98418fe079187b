// `busbar export`: sessions and energy of the past, read from the history beside a running gateway or without one, and written as
// they are read.

import { setFlagsFromString } from 'node:v8';
import { describe } from '../../adapters/config-file/located.ts';
import type { HistoryReader } from '../../adapters/history/reader.ts';
import { openReader } from '../../adapters/history/reader.ts';
import { momentIn } from '../../adapters/http/moments.ts';
import type { Grouping, Range } from '../local/export-energy.ts';
import {
  energyColumns,
  energyRow,
  groupByTime,
  groupSessions,
  longestSessionMs,
  mostGroups,
  sortedRows,
  TooManyGroups,
} from '../local/export-energy.ts';
import { peakCells, peakColumns, peaksOf } from '../local/export-peaks.ts';
import type { ExportSite } from '../local/export-sessions.ts';
import { sessionColumns, sessionRows } from '../local/export-sessions.ts';
import type { ExportFormat, ExportRow } from '../local/export-text.ts';
import { textOf } from '../local/export-text.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import { dayOf, wallIso } from '../model/day.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';
import { utcOf } from '../model/zone.ts';
import { loadSite } from './site-file.ts';

export const exported = ['transactions', 'energy', 'peaks'] as const;

export interface ExportOptions {
  readonly config: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: ExportFormat;
  readonly by: Grouping;
}

/** To standard output; what is to be known of it goes to standard error. Exit 1 where not all could be exported. */
export async function exportHistory(what: string, options: ExportOptions): Promise<void> {
  process.exitCode = 1;
  keepYoungSmall();
  const opened = openExport(what, options);
  if ('problem' in opened) return console.error(opened.problem);
  for (const note of opened.notes) console.error(note);
  try {
    await write(opened.chunks);
    process.exitCode = 0;
  } catch (error) {
    console.error(textOfError(error));
  } finally {
    opened.close();
  }
}

/**
 * Everything here is garbage at once. Left to itself V8 gives that ever more room before it looks (64 MiB more after some
 * 150 000 rows), and the memory of a long export would not be that of a short one.
 */
const keepYoungSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');

export interface OpenedExport {
  /** What whoever reads it must know. */
  readonly notes: readonly string[];
  /** Read as they are asked for. */
  readonly chunks: Iterable<string>;
  readonly close: () => void;
}

export function openExport(what: string, options: ExportOptions): OpenedExport | { readonly problem: string } {
  const loaded = loadSite(options.config);
  if (!loaded.ok) return { problem: loaded.problems.map(describe).join('\n') };
  return openExportOf(loaded.config, what, options);
}

/** What an export knows of the site. */
export interface ExportedSite extends Pick<GatewayConfig, 'tokens'> {
  readonly data: Pick<GatewayConfig['data'], 'dir'>;
  readonly site: Pick<GatewayConfig['site'], 'timezone' | 'tariff'>;
}

export function openExportOf(
  config: ExportedSite,
  what: string,
  options: Omit<ExportOptions, 'config'>,
): OpenedExport | { readonly problem: string } {
  const { timezone } = config.site;
  const range = rangeOf(options, timezone);
  if (typeof range === 'string') return { problem: `BB_EXPORT_TIME: ${range}` };
  const reader = readerIn(config.data.dir);
  if (typeof reader === 'string') return { problem: reader };
  const { columns, rows } =
    what === 'transactions'
      ? { columns: sessionColumns, rows: sessionRows(reader.sessions(range.from, range.to), siteOf(config)) }
      : what === 'peaks'
        ? { columns: peakColumns(peaksBy(options.by)), rows: peakRows(reader, range, peaksBy(options.by), config) }
        : { columns: energyColumns(options.by), rows: energyRows(reader, range, options.by, config) };
  return {
    notes: gapsIn(reader, range, timezone),
    chunks: textOf(columns, rows, options.format),
    close: reader.close,
  };
}

export function textOfError(error: unknown): string {
  if (error instanceof TooManyGroups)
    return `BB_EXPORT_GROUPS: there are more than ${mostGroups} groups in this time. Ask for a shorter time, or --by another.`;
  return `BB_EXPORT_FAILED: ${(error as Error).message}. What was written so far is not all.`;
}

function readerIn(dir: string): HistoryReader | string {
  try {
    return openReader(dir);
  } catch (error) {
    return `BB_EXPORT_HISTORY: the history in ${dir} cannot be read: ${(error as Error).message}. Run this as the user that the gateway runs as, with the site file of the gateway; before its first start there is none.`;
  }
}

const earliest = utc(0);

/** A day begins at its midnight at the site, and ends with it; a moment is one. */
function rangeOf({ from, to }: Pick<ExportOptions, 'from' | 'to'>, timezone: string): Range | string {
  const start = from === undefined ? earliest : momentOf(from, timezone, false);
  const end = to === undefined ? utc(Date.now() + 1) : momentOf(to, timezone, true);
  if (start === undefined || end === undefined)
    return `"${(start === undefined ? from : to) ?? ''}" is no time. Write a day of the site (2026-11-01), or a time with its offset (2026-11-01T06:00:00+01:00).`;
  return start < end ? { from: start, to: end } : 'the end is not after the start. A day as --to ends at its midnight.';
}

function momentOf(text: string, timezone: string, isEnd: boolean): Utc | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return momentIn(text);
  const at = utcOf(timezone, { year: Number(year), month: Number(month), day: Number(day) }, 0);
  const found = Number.isNaN(at) ? undefined : dayOf(timezone, at);
  if (found?.name !== text) return undefined;
  return isEnd ? found.until : found.from;
}

function siteOf({ site, tokens }: ExportedSite): ExportSite {
  const vehicles = new Map(
    (tokens ?? []).flatMap(({ token, aliases = [], vehicle }) =>
      vehicle === undefined ? [] : [token, ...aliases].map((one) => [one.toLowerCase(), vehicle] as const),
    ),
  );
  return {
    timezone: site.timezone,
    ...(site.tariff !== undefined && { currency: site.tariff.currency }),
    vehicleOf: (token) => vehicles.get(token.toLowerCase()),
  };
}

const peaksBy = (by: Grouping): 'day' | 'month' => (by === 'day' ? 'day' : 'month');

function* peakRows(
  reader: HistoryReader,
  range: Range,
  by: 'day' | 'month',
  config: ExportedSite,
): Generator<ExportRow> {
  const { timezone } = config.site;
  const peaks = peaksOf(reader.siteMinutes(range.from, range.to), timezone, by);
  for (const [name, peak] of [...peaks].sort(([one], [other]) => (one < other ? -1 : 1)))
    yield { [by]: name, ...peakCells(peak, timezone, demandOf(config)) };
}

function demandOf({ site: { tariff } }: ExportedSite) {
  if (tariff?.demandPricePerKw === undefined) return undefined;
  return { pricePerKw: tariff.demandPricePerKw, currency: tariff.currency };
}

function* energyRows(reader: HistoryReader, range: Range, by: Grouping, config: ExportedSite): Generator<ExportRow> {
  const site = siteOf(config);
  if (by !== 'day' && by !== 'month') {
    for (const group of sortedRows(groupSessions(reader.sessions(range.from, range.to), by, site)))
      yield energyRow(group);
    return;
  }
  const began = utc(Math.max(0, range.from - longestSessionMs));
  const groups = groupByTime(reader.sessions(began, range.to), reader.costPoints, by, site, range);
  const peaks = peaksOf(reader.siteMinutes(range.from, range.to), site.timezone, by);
  const demand = demandOf(config);
  const named = new Set([...groups.values()].map(({ keys }) => keys[by]));
  // Of a day on which nobody charged there is a peak all the same.
  for (const name of peaks.keys())
    if (!named.has(name))
      groups.set(name, {
        keys: { [by]: name },
        sessions: 0,
        energyWh: 0,
        cost: 0,
        currency: site.currency,
        unpriced: 0,
      });
  for (const group of sortedRows(groups))
    yield { ...energyRow(group), ...peakCells(peaks.get(String(group.keys[by])), site.timezone, demand) };
}

/** What was lost is said: an export that looks complete and is not would be worse than none. */
const gapsIn = (reader: HistoryReader, { from, to }: Range, timezone: string): string[] =>
  reader
    .gaps()
    .filter(({ at }) => at >= from && at < to)
    .map(
      ({ at, rows }) =>
        `BB_EXPORT_GAP: until ${wallIso(timezone, at)} the history could not be written, and ${rows} rows of the journal were gone when it could be again: sessions of that time may be missing.`,
    );

/** Waits for whoever reads; one that reads no more ends it. */
async function write(chunks: Iterable<string>): Promise<void> {
  const { stdout } = process;
  let isClosed = false;
  let wake: () => void = () => undefined;
  const close = (): void => {
    isClosed = true;
    wake();
  };
  const drain = (): void => wake();
  stdout.on('error', close).on('close', close).on('drain', drain);
  for (const chunk of chunks) {
    if (isClosed) return;
    if (!stdout.write(chunk)) await new Promise<void>((resolve) => (wake = resolve));
  }
  // An exit before that would cut off what a pipe has not taken yet.
  await new Promise<void>((resolve) => stdout.write('', () => resolve()));
  stdout.off('error', close).off('close', close).off('drain', drain);
}
