// Patterns in device files. They run over what devices say, so none may take long: no repeated groups, no back-references.

/** Longer than any list of model names needs. */
const maxLength = 200;
/** Each costs a further pass over the text. */
const maxRepeats = 2;

export type ReadPattern = { readonly pattern: RegExp } | { readonly problem: string };

/** A regular expression that takes at most a time that grows with the cube of a text's length, and texts are short. */
export function readPattern(text: string): ReadPattern {
  if (text.length > maxLength) return { problem: `the pattern has ${text.length} characters, at most ${maxLength}` };
  // What stands in classes or behind a backslash repeats nothing.
  const plain = text.replace(/\\[^\dk]/g, '_').replace(/\[[^\]]*\]/g, '_');
  if (/\)[*+{]/.test(plain)) return { problem: 'a group in the pattern is repeated' };
  if (/\\[\dk]/.test(plain)) return { problem: 'the pattern refers back to a group' };
  if (/\(\?[<=!]/.test(plain)) return { problem: 'the pattern looks ahead or behind' };
  const repeats = plain.match(/[*+]|\{\d*,?\d*\}/g)?.length ?? 0;
  if (repeats > maxRepeats) return { problem: `the pattern repeats ${repeats} times, at most ${maxRepeats}` };
  try {
    return { pattern: new RegExp(text) };
  } catch {
    return { problem: 'the pattern is no regular expression' };
  }
}
