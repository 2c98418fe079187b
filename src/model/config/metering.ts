// Whether circuits are measured as the gateway takes it: a meter counts everything behind its fuse, once, and the file says
// what other load may be when nobody measures it.

import type { Report } from './problem.ts';
import { error, warning } from './problem.ts';
import type { SiteFile } from './schema.ts';

type Circuit = SiteFile['circuits'][number];

export function checkMetering(file: SiteFile, report: Report): void {
  for (const [at, circuit] of file.circuits.entries()) {
    checkStep(circuit, at, report);
    if (circuit.meter === undefined) continue;
    checkWorstCase(circuit, at, report);
    checkShared(file, circuit, at, report);
    checkPartial(file, circuit, at, report);
  }
}

/** What is left out counts as no other load at all. */
function checkStep({ id, worstStepAmps = 0, worstCaseBaseAmps }: Circuit, at: number, report: Report): void {
  if (worstStepAmps <= (worstCaseBaseAmps ?? 0)) return;
  report(
    error(
      'BB_CONFIG_STEP_ABOVE_WORST_CASE',
      ['circuits', at, 'worstStepAmps'],
      worstCaseBaseAmps === undefined
        ? `Circuit ${id}, each line: other load may step up by ${worstStepAmps} A, but the file says nothing of its worst case, so none is counted.`
        : `Circuit ${id}, each line: other load may step up by ${worstStepAmps} A, but draws ${worstCaseBaseAmps} A at most.`,
      `Write ${worstStepAmps} A or more as worstCaseBaseAmps, or a smaller worstStepAmps: a step is part of the worst case.`,
    ),
  );
}

function checkWorstCase({ id, limitAmps, worstCaseBaseAmps, protection }: Circuit, at: number, report: Report): void {
  if (worstCaseBaseAmps === undefined)
    report(
      warning(
        'BB_CONFIG_METER_WITHOUT_WORST_CASE',
        ['circuits', at, 'meter'],
        `Circuit ${id} is measured, but the file does not say what everything beside the chargers draws at most: it counts as 0 A when the meter is lost or the gateway is away, and chargers may fill all ${limitAmps} A.`,
        'Write worstCaseBaseAmps, in amps per line; 0 where nothing but chargers hangs on it.',
      ),
    );
  else if (protection === undefined && worstCaseBaseAmps > 0)
    report(
      warning(
        'BB_CONFIG_PROTECTION_UNKNOWN',
        ['circuits', at, 'meter'],
        `Circuit ${id} is measured, but the file does not say what protects it: the reserve is reckoned for the most sensitive kind of device, rated ${limitAmps} A.`,
        `Write what is printed on it, such as "protection: { kind: mccb, ratedAmps: ${limitAmps} }" (mcb, mccb or gG).`,
      ),
    );
}

function checkShared(file: SiteFile, { id, meter }: Circuit, at: number, report: Report): void {
  const mine = partsOf(file, meter!).join();
  const other = file.circuits
    .slice(0, at)
    .find((one) => one.meter !== undefined && partsOf(file, one.meter).join() === mine);
  if (other === undefined) return;
  report(
    error(
      'BB_CONFIG_METER_TWICE',
      ['circuits', at, 'meter'],
      `Circuits ${other.id} and ${id} are both measured by ${other.meter === meter ? meter : listed(partsOf(file, meter!))}: for one of them that is not what flows through its fuse.`,
      'Name it at the circuit whose fuse it sits at. What the others draw beside chargers counts with worstCaseBaseAmps.',
    ),
  );
}

/** The sum of the meters of rows is less than the whole where something hangs beside the rows (E31). */
function checkPartial(file: SiteFile, circuit: Circuit, at: number, report: Report): void {
  const { id, meter } = circuit;
  if (file.meters?.find((one) => one.id === meter)?.source !== 'sum') return;
  const parts = partsOf(file, meter!);
  const rows = file.circuits.filter(
    (one) =>
      one.meter !== undefined &&
      isBelow(file, one, id) &&
      partsOf(file, one.meter).every((part) => parts.includes(part)),
  );
  const measured = new Set(rows.flatMap((one) => partsOf(file, one.meter!)));
  if (rows.length === 0 || parts.some((part) => !measured.has(part))) return;
  const missing = besideRows(file, circuit, rows);
  if (missing.length === 0) return;
  const shown = missing.length > 5 ? [...missing.slice(0, 5), `${missing.length - 5} more`] : missing;
  report(
    error(
      'BB_CONFIG_METER_PARTIAL',
      ['circuits', at, 'meter'],
      `Circuit ${id} is measured by the sum of ${listed(parts)}: that is ${listed(rows.map((row) => row.id))} only, and ${listed(shown)} would not be counted.`,
      `Use a meter at the fuse of ${id}, or add up one more for what is missing.`,
    ),
  );
}

/** What hangs on a circuit beside these rows: stations, and other load. */
function besideRows(file: SiteFile, circuit: Circuit, rows: readonly Circuit[]): string[] {
  const isWithin = (id: string | undefined, tops: readonly Circuit[]): boolean => {
    const one = file.circuits.find((each) => each.id === id);
    return one !== undefined && tops.some((top) => top.id === id || isBelow(file, one, top.id));
  };
  const stations = file.stations
    .filter((station) => isWithin(station.circuit, [circuit]) && !isWithin(station.circuit, rows))
    .map((station) => String(station.id ?? station.range));
  const tops = rows.filter((row) => !rows.some((other) => isBelow(file, row, other.id)));
  const inRows = tops.reduce((sum, row) => sum + (row.worstCaseBaseAmps ?? 0), 0);
  const other = (circuit.worstCaseBaseAmps ?? 0) - inRows;
  return other > 0 ? [...stations, `${Math.round(other * 10) / 10} A of other load`] : stations;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** What a meter is made of: itself, or the meters that are added up. */
function partsOf(file: SiteFile, id: string, depth = 0): string[] {
  const meter = file.meters?.find((one) => one.id === id);
  if (meter?.source !== 'sum' || meter.of === undefined || depth > 4) return [id];
  return [...new Set(meter.of.flatMap((part) => partsOf(file, part, depth + 1)))].sort();
}

const parentOf = (file: SiteFile, id: string): string | undefined => file.circuits.find((one) => one.id === id)?.parent;

function isBelow(file: SiteFile, { id, parent }: Pick<Circuit, 'id' | 'parent'>, top: string): boolean {
  const seen = new Set([id]);
  for (let at = parent; at !== undefined && !seen.has(at); at = parentOf(file, at)) {
    if (at === top) return true;
    seen.add(at);
  }
  return false;
}
