/** A computer that others use too may be so much slower. */
const busyFactor = 3;

/** Waits for something that must come about; 30 s are more than most things take on a computer that is not busy. */
export async function until(holds: () => boolean, what: string, withinMs = 30_000): Promise<void> {
  const mostMs = busyFactor * withinMs;
  for (const end = performance.now() + mostMs; !holds();) {
    if (performance.now() > end) throw new Error(`${mostMs} ms passed: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
