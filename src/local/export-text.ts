// Rows as CSV or JSON, a row at a time. Names and order of columns are a promise: others are added behind them.

export type Cell = string | number | boolean | undefined;
export type ExportRow = Readonly<Record<string, Cell>>;
export type ExportFormat = 'csv' | 'json';

/** Pieces of text; nothing is kept of a row that was written. */
export function* textOf(
  columns: readonly string[],
  rows: Iterable<ExportRow>,
  format: ExportFormat,
): Generator<string> {
  yield* inChunks(format === 'csv' ? csv(columns, rows) : json(columns, rows));
}

/** A write for each row would be most of the work. */
const chunkLetters = 32_768;

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < chunkLetters) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** RFC 4180. */
function* csv(columns: readonly string[], rows: Iterable<ExportRow>): Generator<string> {
  yield `${columns.join(',')}\r\n`;
  for (const row of rows) yield `${columns.map((name) => csvCell(row[name])).join(',')}\r\n`;
}

/** An array with one object a line; what is not known is left out. */
function* json(columns: readonly string[], rows: Iterable<ExportRow>): Generator<string> {
  let isFirst = true;
  for (const row of rows) {
    yield `${isFirst ? '[\n' : ',\n'}${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name]])))}`;
    isFirst = false;
  }
  yield isFirst ? '[]\n' : '\n]\n';
}

/**
 * Spreadsheets run what begins like a formula, and whoever holds a card chooses what it says: such a text gets an apostrophe
 * before it. Numbers stay numbers, negative ones too.
 */
function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[\s\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
