/** Waits for something that must come about; 30 s are more than most things take on one computer, however busy. */
export async function until(holds: () => boolean, what: string, withinMs = 30_000): Promise<void> {
  for (const end = performance.now() + withinMs; !holds();) {
    if (performance.now() > end) throw new Error(`${withinMs} ms passed: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
