// What the site's own list says of the vehicle behind a token.

import type { SiteToken, SiteTokens } from '../../model/config/tokens.ts';

/** By the list itself: whoever reads the file again brings a new one. */
const indexes = new WeakMap<SiteTokens, ReadonlyMap<string, SiteToken>>();

export function listedToken(tokens: SiteTokens, token: string): SiteToken | undefined {
  if (tokens.length === 0) return undefined;
  let index = indexes.get(tokens);
  if (index === undefined) indexes.set(tokens, (index = indexOf(tokens)));
  return index.get(token.toLowerCase());
}

/** The vehicle that a token stands for, as facts have it. */
export function vehicleOf(tokens: SiteTokens, token: string): { readonly vehicle?: string } {
  const vehicle = token === '' ? undefined : listedToken(tokens, token)?.vehicle;
  return vehicle === undefined ? {} : { vehicle };
}

const indexOf = (tokens: SiteTokens): ReadonlyMap<string, SiteToken> =>
  new Map(tokens.flatMap((one) => [one.token, ...(one.aliases ?? [])].map((id) => [id.toLowerCase(), one] as const)));
