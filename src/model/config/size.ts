const factors: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
};

/** Bytes of a size such as `1GiB` or `50MB`; the schema has checked its form. */
export function bytesOf(size: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)\s?(\w*)$/.exec(size) ?? [];
  return Math.floor(Number(number) * (factors[unit.toUpperCase()] ?? factors[`${unit.toUpperCase()}B`] ?? 1));
}
