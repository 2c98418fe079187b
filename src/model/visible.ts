/** Line ends, terminal orders, and marks that turn the direction of what follows: C0, C1, U+2028 and the like. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** What a stranger sent as one line that shows all of what it is: nothing in it moves a cursor or begins a line (F056). */
export const visible = (text: string): string =>
  text.replace(unseen, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
