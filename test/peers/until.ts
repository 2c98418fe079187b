/** Waits for something that must come about. Where no bound is given, it may take as long as a busy computer needs. */
export async function until(holds: () => boolean, what: string, withinMs = 90_000): Promise<void> {
  for (const end = performance.now() + withinMs; !holds();) {
    if (performance.now() > end) throw new Error(`${withinMs} ms passed: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
