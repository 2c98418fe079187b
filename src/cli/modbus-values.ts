// Registers as people read and write them: every type in both word orders, because no data sheet is clear about that.

export const valueTypes = ['u16', 's16', 'u32', 's32', 'f32', 'u64', 's64', 'f64', 'bits16', 'string'] as const;
export type ValueType = (typeof valueTypes)[number];
export type WordOrder = 'hi' | 'lo';

/** Registers of one value; of a text it is for the reader to say. */
export const widthOf = (type: ValueType): number => {
  if (type.endsWith('64')) return 4;
  return type.endsWith('32') ? 2 : 1;
};

/** The value with the high word first and with the low word first; the same twice where there is one word only. */
export function bothOrders(words: readonly number[], type: ValueType): { readonly hi: string; readonly lo: string } {
  return { hi: readValue(words, type), lo: readValue([...words].reverse(), type) };
}

function readValue(words: readonly number[], type: ValueType): string {
  const view = viewOf(words);
  switch (type) {
    case 'u16':
      return String(view.getUint16(0));
    case 's16':
      return String(view.getInt16(0));
    case 'u32':
      return String(view.getUint32(0));
    case 's32':
      return String(view.getInt32(0));
    case 'f32':
      // As many digits as a float of 32 bits has.
      return String(Number(view.getFloat32(0).toPrecision(7)));
    case 'u64':
      return String(view.getBigUint64(0));
    case 's64':
      return String(view.getBigInt64(0));
    case 'f64':
      return String(view.getFloat64(0));
    case 'bits16':
      return view.getUint16(0).toString(2).padStart(16, '0');
    case 'string':
      return textOf(words);
  }
}

/** Two characters a register; what cannot be printed is a dot. */
export const textOf = (words: readonly number[]): string =>
  words
    .flatMap((word) => [word >> 8, word & 0xff])
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    .join('');

function viewOf(words: readonly number[]): DataView {
  const view = new DataView(new ArrayBuffer(2 * words.length));
  for (const [at, word] of words.entries()) view.setUint16(2 * at, word);
  return view;
}

/** The registers of a value; a text that says what is wrong where it does not fit the type. */
export function wordsOf(text: string, type: ValueType, order: WordOrder): readonly number[] | string {
  if (type === 'string') return 'A text cannot be written.';
  const isFloat = type.startsWith('f');
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return `${text} is no number.`;
  if (!isFloat && !/^(-?\d+|0x[0-9a-f]+|0b[01]+)$/i.test(text)) return `${text} is no whole number, as ${type} needs.`;
  const [least, most] = rangeOf(type);
  const exact = isFloat ? undefined : BigInt(text);
  if (exact !== undefined && (exact < least || exact > most))
    return `${text} does not fit into ${type}: ${least} to ${most}.`;
  if (type === 'f32' && !Number.isFinite(Math.fround(value))) return `${text} does not fit into f32.`;
  const view = new DataView(new ArrayBuffer(2 * widthOf(type)));
  if (type === 'f32') view.setFloat32(0, value);
  else if (type === 'f64') view.setFloat64(0, value);
  else if (widthOf(type) === 4) view.setBigInt64(0, exact!);
  else if (widthOf(type) === 2) view.setInt32(0, Number(BigInt.asIntN(32, exact!)));
  else view.setInt16(0, Number(BigInt.asIntN(16, exact!)));
  const words = Array.from({ length: widthOf(type) }, (_, at) => view.getUint16(2 * at));
  return order === 'hi' ? words : words.reverse();
}

function rangeOf(type: ValueType): readonly [bigint, bigint] {
  const bits = BigInt(16 * widthOf(type));
  return type.startsWith('s') ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}
