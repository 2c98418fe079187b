// `CP-[01-60]` is sixty stations, `R[1-3]-[01-20]` sixty too.

/** More stations than one gateway serves. */
export const mostStations = 1000;

/** Enough for rows, columns and sides; more brackets are a mistake. */
const mostBrackets = 4;

/** Every name of a range, leading zeros kept; undefined where the brackets make no sense or give too many names. */
export function namesIn(range: string): string[] | undefined {
  const parts = range.split(/(\[\d{1,9}-\d{1,9}\])/);
  if (parts.length > 2 * mostBrackets + 1) return undefined;
  let names = [''];
  for (const part of parts) {
    const tails = part.startsWith('[') ? numbersIn(part) : /[[\]]/.test(part) ? undefined : [part];
    if (tails === undefined || names.length * tails.length > mostStations) return undefined;
    names = names.flatMap((name) => tails.map((tail) => name + tail));
  }
  return names;
}

function numbersIn(bracket: string): string[] | undefined {
  const [, from = '', to = ''] = /^\[(\d+)-(\d+)\]$/.exec(bracket) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (from === '' || count < 1 || count > mostStations) return undefined;
  return Array.from({ length: count }, (_, at) => String(Number(from) + at).padStart(from.length, '0'));
}

/**
 * Whether a station can ever connect under this name: OCPP identifier characters, at most 48, no
 * name that every object inherits.
 */
export const isStationName = (name: string): boolean =>
  /^[A-Za-z0-9*_=+|@.-]{1,48}$/.test(name) && name !== '.' && name !== '..' && name !== 'prototype' && !(name in {});
