// What must fit together across the file: the circuits are one tree, and what names something names something there.

import { error, warning } from './problem.ts';
import type { Report } from './problem.ts';
import type { SiteFile } from './schema.ts';

type Circuit = SiteFile['circuits'][number];

export function checkCircuits(file: SiteFile, report: Report): void {
  const byId = new Map<string, Circuit>();
  for (const [at, circuit] of file.circuits.entries()) {
    if (byId.has(circuit.id))
      report(
        error(
          'BB_CONFIG_DOUBLE_CIRCUIT',
          ['circuits', at, 'id'],
          `Circuit ${circuit.id} is there twice.`,
          'Give each circuit its own id.',
        ),
      );
    else byId.set(circuit.id, circuit);
  }
  for (const [at, circuit] of file.circuits.entries()) {
    checkLimit(circuit, at, report);
    if (circuit.parent !== undefined) checkParent(circuit, at, byId, report);
  }
  const tops = file.circuits.filter(({ parent }) => parent === undefined);
  if (tops.length === 1) return;
  const second = file.circuits.findLastIndex(({ parent }) => parent === undefined);
  report(
    error(
      'BB_CONFIG_GRID',
      tops.length === 0 ? ['circuits'] : ['circuits', second],
      tops.length === 0
        ? 'No circuit is the grid connection.'
        : `${tops.map(({ id }) => id).join(' and ')} have no parent.`,
      'Exactly one circuit has no parent: the grid connection.',
    ),
  );
}

function checkLimit({ id, limitAmps, protection }: Circuit, at: number, report: Report): void {
  if (limitAmps <= 0)
    report(
      error(
        'BB_CONFIG_LIMIT',
        ['circuits', at, 'limitAmps'],
        `Circuit ${id} has a limit of ${limitAmps} A.`,
        'Write the rating of its fuse, or less.',
      ),
    );
  if (protection !== undefined && limitAmps > protection.ratedAmps)
    report(
      error(
        'BB_CONFIG_LIMIT_ABOVE_FUSE',
        ['circuits', at, 'limitAmps'],
        `Circuit ${id} has a limit of ${limitAmps} A behind a fuse of ${protection.ratedAmps} A.`,
        `Write ${protection.ratedAmps} or less.`,
      ),
    );
}

function checkParent(
  { id, parent, limitAmps }: Circuit,
  at: number,
  byId: ReadonlyMap<string, Circuit>,
  report: Report,
): void {
  const path = ['circuits', at, 'parent'] as const;
  const above = byId.get(parent ?? '');
  if (above === undefined)
    report(
      error(
        'BB_CONFIG_UNKNOWN_CIRCUIT',
        path,
        `There is no circuit "${parent}".`,
        `Write one of: ${[...byId.keys()].join(', ')}.`,
      ),
    );
  else if (isInLoop(byId, id))
    report(
      error(
        'BB_CONFIG_CIRCUIT_LOOP',
        path,
        `Circuit ${id} hangs on itself.`,
        'Let the chain of parents end at the grid connection.',
      ),
    );
  else if (limitAmps > above.limitAmps)
    report(
      warning(
        'BB_CONFIG_LIMIT_ABOVE_PARENT',
        ['circuits', at, 'limitAmps'],
        `Circuit ${id} has a limit of ${limitAmps} A, but ${above.id} above it has ${above.limitAmps} A.`,
        'Check both figures; the lower one holds.',
      ),
    );
}

function isInLoop(byId: ReadonlyMap<string, Circuit>, start: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = start; at !== undefined; at = byId.get(at)?.parent) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

/** Names of buses, meters, templates and circuits where others name them. */
export function checkNames(file: SiteFile, report: Report): void {
  const known = (path: (string | number)[], name: string | undefined, all: readonly string[]): void => {
    if (name === undefined || all.includes(name)) return;
    report(
      error(
        'BB_CONFIG_UNKNOWN_NAME',
        path,
        `There is no ${String(path.at(-1))} "${name}".`,
        `Use one of: ${all.join(', ') || 'none yet'}.`,
      ),
    );
  };
  const buses = (file.buses ?? []).map(({ id }) => id);
  const meters = (file.meters ?? []).map(({ id }) => id);
  file.circuits.forEach(({ meter }, at) => known(['circuits', at, 'meter'], meter, meters));
  file.meters?.forEach(({ bus }, at) => known(['meters', at, 'bus'], bus, buses));
  const brokers = (file.brokers ?? []).map(({ id }) => id);
  file.meters?.forEach(({ broker }, at) => known(['meters', at, 'broker'], broker, brokers));
  file.meters?.forEach(({ of }, at) => of?.forEach((one) => known(['meters', at, 'of'], one, meters)));
  file.inputs?.forEach(({ bus }, at) => known(['inputs', at, 'bus'], bus, buses));
  file.stations.forEach(({ modbus }, at) => known(['stations', at, 'modbus', 'bus'], modbus?.bus, buses));
  known(['enrolment', 'template'], file.enrolment?.template, Object.keys(file.templates ?? {}));
  known(
    ['enrolment', 'circuit'],
    file.enrolment?.circuit,
    file.circuits.map(({ id }) => id),
  );
}

/** Keys that are part of the site file and do nothing in this version, so that nobody counts on them. */
export function reportUnserved(file: SiteFile, report: Report): void {
  if (file.authorization?.mode === 'local' && file.authorization.localList === undefined)
    report(
      warning(
        'BB_CONFIG_LOCAL_WITHOUT_LIST',
        ['authorization', 'mode'],
        'The site decides by its lists, but has none of its own.',
        'Write "localList: tokens.yaml"; else only tokens of the local list of the central system may charge.',
      ),
    );
}
