// The words of an expression.

export type Token =
  | { readonly kind: 'number'; readonly at: number; readonly value: number }
  | { readonly kind: 'text'; readonly at: number; readonly value: string }
  | { readonly kind: 'name'; readonly at: number; readonly value: string }
  | { readonly kind: 'operator'; readonly at: number; readonly value: string }
  | { readonly kind: 'end'; readonly at: number; readonly value: '' };

export interface Misread {
  readonly at: number;
  readonly message: string;
  readonly remedy: string;
}

const forms =
  /(?<blank>\s+)|(?<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|'(?<text>[^']*)'|(?<name>\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)|(?<operator>==|!=|<=|>=|&&|\|\||[-+*/%&|<>!?:(),])/y;

/** All the words, with an end behind the last one. */
export function tokensOf(text: string): readonly Token[] | Misread {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    forms.lastIndex = at;
    const found = forms.exec(text);
    if (found === null) return misread(text, at);
    const { number, text: quoted, name, operator } = found.groups ?? {};
    if (number !== undefined) {
      // `12abc` is a name that somebody misspelt, not a number and a name.
      const behind = /^\w/.test(text.slice(forms.lastIndex));
      const value = Number(number);
      if (behind || !Number.isFinite(value)) return misread(text, at);
      tokens.push({ kind: 'number', at, value });
    } else if (quoted !== undefined) tokens.push({ kind: 'text', at, value: quoted });
    else if (name !== undefined) tokens.push({ kind: 'name', at, value: name });
    else if (operator !== undefined) tokens.push({ kind: 'operator', at, value: operator });
    at = forms.lastIndex;
  }
  return [...tokens, { kind: 'end', at, value: '' }];
}

function misread(text: string, at: number): Misread {
  const here = text[at] ?? '';
  if (here === "'") return { at, message: 'A text begins here and does not end.', remedy: "Close it with '." };
  if (here === '"') return { at, message: 'A text is quoted with ".', remedy: "Quote texts with '." };
  if (here === '=') return { at, message: '"=" is no operator.', remedy: 'Compare with "==".' };
  if (/[\^~]/.test(here)) return { at, message: `"${here}" is no operator.`, remedy: 'The bit operators are & and |.' };
  return {
    at,
    message: `"${text.slice(at, at + 12)}" cannot be read.`,
    remedy: "Write numbers, points, $names, texts in '…' and operators.",
  };
}
