/** Waits for something that must come about; 10 s are more than most things on one computer take. */
export async function until(holds: () => boolean, what: string, withinMs = 10_000): Promise<void> {
  for (const end = performance.now() + withinMs; !holds();) {
    if (performance.now() > end) throw new Error(`${withinMs} ms passed: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
