// Modbus TCP frames as a device hears and says them: seven bytes of header, then a function and its data.

/** What a master asks. `pdu` is the function code and its data. */
export interface ModbusFrame {
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Buffer;
}

/** A header: transaction, protocol, length of what follows it with the unit, unit. */
const headerBytes = 7;
/** Longest PDU (Modbus Application Protocol 1.1b3, §4.1). */
const longestPdu = 253;

/** The whole frames at the beginning of `bytes`, and what is left; undefined for what is no Modbus TCP. */
export function readFrames(bytes: Buffer): { readonly frames: ModbusFrame[]; readonly rest: Buffer } | undefined {
  const frames: ModbusFrame[] = [];
  let at = 0;
  while (bytes.length - at >= headerBytes) {
    const length = bytes.readUInt16BE(at + 4);
    if (bytes.readUInt16BE(at + 2) !== 0 || length < 2 || length > longestPdu + 1) return undefined;
    const end = at + headerBytes - 1 + length;
    if (end > bytes.length) break;
    const pdu = bytes.subarray(at + headerBytes, end);
    frames.push({ transaction: bytes.readUInt16BE(at), unit: bytes.readUInt8(at + 6), pdu });
    at = end;
  }
  return { frames, rest: bytes.subarray(at) };
}

export function writeFrame({ transaction, unit, pdu }: ModbusFrame): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(transaction, 0);
  header.writeUInt16BE(pdu.length + 1, 4);
  header.writeUInt8(unit, 6);
  return Buffer.concat([header, pdu]);
}
