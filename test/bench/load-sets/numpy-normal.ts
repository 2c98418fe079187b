// Normal numbers as NumPy's default generator draws them (SeedSequence, PCG64, ziggurat of 256 layers), so that forecasts miss
// by the very same amounts as in the reference tables.

const mask32 = 0xffffffffn;
const mask64 = (1n << 64n) - 1n;
const mask128 = (1n << 128n) - 1n;

/** Four words of 64 bits from a seed below 2^32: the pool of SeedSequence, mixed. */
function seedWords(seed: number): bigint[] {
  let hash = 0x43b0d7e5n;
  const mixIn = (value: bigint, by: bigint): bigint => {
    let mixed = value ^ hash;
    hash = (hash * by) & mask32;
    mixed = (mixed * hash) & mask32;
    return mixed ^ (mixed >> 16n);
  };
  const pool = [BigInt(seed), 0n, 0n, 0n].map((entropy) => mixIn(entropy, 0x931e8875n));
  for (const from of pool.keys())
    for (const to of pool.keys()) {
      if (from === to) continue;
      const other = mixIn(pool[from]!, 0x931e8875n);
      const mixed = (0xca01f9ddn * pool[to]! - 0x4973f715n * other) & mask32;
      pool[to] = mixed ^ (mixed >> 16n);
    }
  hash = 0x8b51f9ddn;
  const halves = Array.from({ length: 8 }, (_, at) => mixIn(pool[at % pool.length]!, 0x58f38dedn));
  return [0, 1, 2, 3].map((at) => halves[2 * at]! | (halves[2 * at + 1]! << 32n));
}

/** Words of 64 bits: PCG XSL RR 128/64. */
function pcg64(seed: number): () => bigint {
  const multiplier = 0x2360ed051fc65da44385df649fccf645n;
  const [high = 0n, low = 0n, streamHigh = 0n, streamLow = 0n] = seedWords(seed);
  const increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & mask128;
  const next = (state: bigint): bigint => (state * multiplier + increment) & mask128;
  let state = next((increment + ((high << 64n) | low)) & mask128);
  return () => {
    state = next(state);
    const rotation = state >> 122n;
    const word = ((state >> 64n) ^ state) & mask64;
    return ((word >> rotation) | (word << (64n - rotation))) & mask64;
  };
}

const layers = 256;
/** Where the lowest layer ends, and the area of each. */
const tail = 3.654152885361009;
const area = 0.0049286732339746519;
const span = 2 ** 52;

/** Width of a layer, the share of it that is surely inside, and the height of the curve. */
function ziggurat(): { wide: Float64Array; sure: Float64Array; height: Float64Array } {
  const wide = new Float64Array(layers);
  const sure = new Float64Array(layers);
  const height = new Float64Array(layers);
  const density = (x: number): number => Math.exp(-0.5 * x * x);
  let x = tail;
  let above = tail;
  const lowest = area / density(tail);
  sure[0] = Math.floor((tail / lowest) * span);
  wide[0] = lowest / span;
  height[0] = 1;
  wide[layers - 1] = tail / span;
  height[layers - 1] = density(tail);
  for (let layer = layers - 2; layer >= 1; layer -= 1) {
    x = Math.sqrt(-2 * Math.log(area / x + density(x)));
    sure[layer + 1] = Math.floor((x / above) * span);
    above = x;
    height[layer] = density(x);
    wide[layer] = x / span;
  }
  sure[1] = 0;
  return { wide, sure, height };
}

/** Standard normal numbers of `numpy.random.default_rng(seed)`. */
export function normals(seed: number): () => number {
  const word = pcg64(seed);
  const fraction = (): number => Number(word() >> 11n) / 2 ** 53;
  const { wide, sure, height } = ziggurat();
  const beyond = (isNegative: boolean): number => {
    for (;;) {
      const x = -Math.log1p(-fraction()) / tail;
      const y = -Math.log1p(-fraction());
      if (y + y > x * x) return isNegative ? -(tail + x) : tail + x;
    }
  };
  return () => {
    for (;;) {
      const drawn = word();
      const layer = Number(drawn & 0xffn);
      const isNegative = ((drawn >> 8n) & 1n) === 1n;
      const place = Number((drawn >> 9n) & ((1n << 52n) - 1n));
      const x = place * wide[layer]! * (isNegative ? -1 : 1);
      if (place < sure[layer]!) return x;
      if (layer === 0) return beyond(((BigInt(place) >> 8n) & 1n) === 1n);
      const between = height[layer]! + (height[layer - 1]! - height[layer]!) * fraction();
      if (between < Math.exp(-0.5 * x * x)) return x;
    }
  };
}
