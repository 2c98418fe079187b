// The transaction ids of one line. They go on from one connection to the next, and those whose answer never came are not
// used again: a device that holds an answer back and sends it an hour and 65 536 requests later names none of ours.

export interface Transactions {
  next(): number;
  /** Its answer may still come. */
  burn(id: number): void;
  isBurnt(id: number): boolean;
}

/** The oldest is used again then. It is far more than a line loses in the time that any device keeps an answer. */
const mostBurnt = 4096;

export function createTransactions(start = Math.floor(Math.random() * 0xffff)): Transactions {
  const burnt = new Set<number>();
  let last = start;
  return {
    next() {
      do last = (last % 0xffff) + 1;
      while (burnt.has(last));
      return last;
    },
    burn(id) {
      burnt.delete(id);
      burnt.add(id);
      if (burnt.size > mostBurnt) burnt.delete(burnt.values().next().value!);
    },
    isBurnt: (id) => burnt.has(id),
  };
}
