// What the name of a test says of the certification cases that it is about.

const id = /TC_(?:[A-Z]_)?[0-9_]+[0-9]_(?:CSMS|CS)\b/g;

export const caseIds = (name: string): string[] => name.match(id) ?? [];

/** The text of a test that begins with its cases, or names them at its end. */
export function aboutOf(name: string): string {
  const text = name
    .replaceAll(/\([^()]*TC_[^()]*\)/g, '')
    .replaceAll(id, '')
    .replaceAll(/\(?\b[A-Z][0-9]{2}\.FR\.[0-9–, ]+\)?/g, '')
    .replaceAll(/\s*[,;]\s*(?=[,;]|$)/g, '');
  return text.replaceAll(/^[\s,;:]+|[\s,;:]+$/g, '').replaceAll(/\s+/g, ' ');
}
