import { hashOf } from './hash.ts';

/**
 * A token that is longer than a peer takes, under another name: the same one each time, and nobody else's. Cut to its
 * beginning it could be the token of another driver.
 */
export function aliasOf(token: string, mostCharacters: number): string {
  if (token.length <= mostCharacters) return token;
  const hash = `~${hashOf(token.toLowerCase())}`;
  return `${token.slice(0, Math.max(0, mostCharacters - hash.length)).replace(/[^\x21-\x7e]/g, '_')}${hash}`.slice(
    0,
    mostCharacters,
  );
}
