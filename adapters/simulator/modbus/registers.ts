// The registers of a simulated device: what a master reads and writes, and the answers of careful firmware.

/** One value: as many words as it has, most significant first. Addresses count from 0. */
export interface Register {
  readonly address: number;
  /** Functions that read it: 3, 4. */
  readonly reads?: 3 | 4;
  readonly words?: () => readonly number[];
  /** Function 6; false where the value is not one that it takes. */
  readonly write?: (word: number) => boolean;
}

/** What a device answers to the function and data of a request. */
export type Answerer = (pdu: Buffer) => Buffer;

export const illegalFunction = 1;
export const illegalAddress = 2;
export const illegalValue = 3;

export const u16 = (value: number): number[] => [Math.round(value) & 0xffff];

export const u32 = (value: number): number[] => {
  // What is whole but for the arithmetic of floats is whole.
  const whole = Math.floor(value + 1e-6);
  return [Math.floor(whole / 65_536) & 0xffff, whole & 0xffff];
};

export function f32(value: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
}

/** One character a register. */
export const wideText = (text: string, registers: number): number[] =>
  Array.from({ length: registers }, (_, at) => (at < text.length ? text.charCodeAt(at) : 0));

export const exception = (fn: number, code: number): Buffer => Buffer.from([fn | 0x80, code]);

/** Serves one value a request, from its first word to its last, as many chargers do. */
export function oneValueAtATime(table: readonly Register[]): Answerer {
  const readable = new Map(
    table.flatMap((one) => (one.reads === undefined ? [] : [[keyOf(one.reads, one.address), one]])),
  );
  const writable = new Map(table.flatMap((one) => (one.write === undefined ? [] : [[one.address, one.write]])));
  const functions = new Set(table.map(({ reads }) => reads));

  function write(fn: number, address: number, word: number): Buffer {
    const take = writable.get(address);
    if (take === undefined) return exception(fn, illegalAddress);
    if (!take(word)) return exception(fn, illegalValue);
    return Buffer.from([fn, address >> 8, address & 0xff, word >> 8, word & 0xff]);
  }

  return (pdu) => {
    const fn = pdu.readUInt8(0);
    const isRead = fn === 3 || fn === 4;
    if (isRead ? !functions.has(fn) : fn !== 6) return exception(fn, illegalFunction);
    if (pdu.length !== 5) return exception(fn, illegalValue);
    const address = pdu.readUInt16BE(1);
    const second = pdu.readUInt16BE(3);
    if (!isRead) return write(fn, address, second);
    const words = readable.get(keyOf(fn, address))?.words?.();
    return words?.length === second ? wordsAnswer(fn, words) : exception(fn, illegalAddress);
  };
}

const keyOf = (fn: number, address: number): number => fn * 65_536 + address;

export function wordsAnswer(fn: number, words: readonly number[]): Buffer {
  const answer = Buffer.alloc(2 + 2 * words.length);
  answer.writeUInt8(fn, 0);
  answer.writeUInt8(2 * words.length, 1);
  words.forEach((word, at) => answer.writeUInt16BE(word, 2 + 2 * at));
  return answer;
}
