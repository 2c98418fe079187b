// An answer that many ask for and that costs something: made once for all who ask while it is fresh.

/** No answer is older, however large. */
const mostFreshMs = 1000;
/** So that making it takes a few parts in a hundred of the time: about 1 ms for each 10 kB, which then counts for 20 ms. */
const bytesPerFreshMs = 500;

/** Rejects as `look` does; a failure is kept for nobody but those who wait for it. */
export function sharedBody(look: () => Promise<unknown>, now: () => number = () => performance.now()) {
  let coming: Promise<string> | undefined;
  let freshUntil = 0;

  async function make(): Promise<string> {
    const text = JSON.stringify(await look());
    freshUntil = now() + Math.min(mostFreshMs, text.length / bytesPerFreshMs);
    return text;
  }

  return (): Promise<string> => {
    if (coming !== undefined && now() < freshUntil) return coming;
    freshUntil = Infinity;
    const mine = make();
    coming = mine;
    mine.catch(() => {
      if (coming === mine) coming = undefined;
    });
    return mine;
  };
}
