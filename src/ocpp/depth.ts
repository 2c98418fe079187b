// How deep a JSON text nests, without parsing it: JSON.parse takes a million nested arrays, but nothing after it does.

/** Deeper than any message of any version. */
export const maxDepth = 32;

/** True when arrays and objects nest deeper than `maxDepth`. Says nothing about a text that is no JSON. */
export function isTooDeep(text: string): boolean {
  return hasManyOpeners(text) && scan(text);
}

/** Few openers cannot nest deeply; counting them natively is cheaper than looking at each character. */
function hasManyOpeners(text: string): boolean {
  let count = 0;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) if ((count += 1) > maxDepth) return true;
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) if ((count += 1) > maxDepth) return true;
  return false;
}

// A loop over characters: native searches for the quotes gain a tenth at best and are compiled badly at times.
function scan(text: string): boolean {
  const { length } = text;
  let depth = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at + 1);
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}

/** Where the closing quote stands; the length of the text or more when there is none. */
function endOfString(text: string, from: number): number {
  const { length } = text;
  let at = from;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    at += code === 0x5c ? 2 : 1;
  }
  return at;
}
