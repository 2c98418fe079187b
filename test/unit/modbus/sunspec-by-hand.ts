// Registers of a SunSpec meter, laid out by the tables of section 5, not by the code.

import { put, u32 } from './device-bench.ts';

const s16 = (value: number): number => value & 0xffff;

function model(holding: Map<number, number>, at: number, id: number, length: number): number {
  for (let offset = 0; offset < length + 2; offset += 1) holding.set(at + offset, 0x8000);
  put(holding, at, id, length);
  return at + 2 + length;
}

/** A common block, a three-phase meter with integers, and the end. */
export function meterAt(base: number): Map<number, number> {
  const holding = new Map<number, number>();
  put(holding, base, 0x5375, 0x6e53);
  const meter = model(holding, base + 2, 1, 66);
  put(holding, base + 2 + 2, ...Array.from({ length: 66 }, () => 0));
  put(holding, base + 2 + 2, 0x4142, 0x4300);
  const end = model(holding, meter, 203, 105);
  put(holding, meter + 2, 0, s16(1012), s16(-512), s16(700), s16(-2));
  put(holding, meter + 8, s16(2301), s16(2312), s16(2298));
  put(holding, meter + 15, s16(-1));
  put(holding, meter + 18, s16(276), s16(232), s16(-118), s16(161), s16(1));
  put(holding, meter + 38, ...u32(12_000));
  put(holding, meter + 46, ...u32(34_567));
  put(holding, meter + 54, 1);
  put(holding, end, 0xffff, 0);
  return holding;
}
