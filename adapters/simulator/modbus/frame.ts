// Modbus frames as a device hears and says them: over TCP behind a header, on a serial line (or over TCP as on one) with a
// checksum behind them.

/** What a master asks, or what it is answered. `pdu` is the function code and its data. */
export interface ModbusFrame {
  /** 0 on a serial line. */
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Buffer;
}

export interface Framing {
  /** The whole frames at the beginning of `bytes`, and what is left; undefined for what is no Modbus. */
  read(bytes: Buffer): { readonly frames: ModbusFrame[]; readonly rest: Buffer } | undefined;
  write(frame: ModbusFrame): Buffer;
}

/** Transaction, protocol, length of what follows it with the unit, unit. */
const headerBytes = 7;
/** Longest PDU (Modbus Application Protocol 1.1b3, §4.1). */
const longestPdu = 253;

export const tcpFraming: Framing = {
  read(bytes) {
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
  },
  write({ transaction, unit, pdu }) {
    const header = Buffer.alloc(headerBytes);
    header.writeUInt16BE(transaction, 0);
    header.writeUInt16BE(pdu.length + 1, 4);
    header.writeUInt8(unit, 6);
    return Buffer.concat([header, pdu]);
  },
};

/** Unit, function, two words and the checksum: every request that our devices know is as long. */
const rtuRequestBytes = 8;

/** What is not intact is not answered, and nothing of what came with it. */
export const rtuFraming: Framing = {
  read(bytes) {
    const frames: ModbusFrame[] = [];
    let at = 0;
    for (; bytes.length - at >= rtuRequestBytes; at += rtuRequestBytes) {
      const frame = bytes.subarray(at, at + rtuRequestBytes);
      const body = frame.subarray(0, -2);
      if (frame.readUInt16LE(body.length) !== checksum(body)) return { frames, rest: Buffer.alloc(0) };
      frames.push({ transaction: 0, unit: body.readUInt8(0), pdu: body.subarray(1) });
    }
    return { frames, rest: bytes.subarray(at) };
  },
  write({ unit, pdu }) {
    const body = Buffer.concat([Buffer.from([unit]), pdu]);
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(checksum(body));
    return Buffer.concat([body, sum]);
  },
};

/** CRC-16 of serial Modbus (Modbus over Serial Line 1.02, §6.2.2). */
function checksum(bytes: Buffer): number {
  let sum = 0xffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) === 1 ? 0xa001 : 0);
  }
  return sum;
}
