// The site's own list of tokens was read. What is new in it becomes facts, in pieces that the journal takes well.

import type { SiteToken, SiteTokens } from '../../model/config/tokens.ts';
import type { SealedToken, SiteTokensChanged } from '../../model/fact/authorization.ts';
import type { TokenKey } from '../../model/token.ts';
import { hashOf } from '../../model/hash.ts';
import type { Heard } from '../heard.ts';
import type { Now, Seal } from '../ports.ts';
import type { State } from '../state.ts';

/** A line of the journal stays below 200 kB. */
const tokensPerFact = 500;

/** Records what differs from the list in force. A list that was read after a restart is compared by its hash first. */
export function changeSiteTokens(state: State, heard: Pick<Heard, 'facts'>, tokens: SiteTokens, now: Now): void {
  const before = idsOf(state.siteTokens);
  const inForce = state.ledger.tokens[0]!.siteHash;
  const isKnown = inForce === hashOfTokens(state.siteTokens);
  state.siteTokens = tokens;
  const hash = hashOfTokens(tokens);
  if (hash === inForce) return;
  const after = idsOf(tokens);
  const set = [...after.values()].filter((one) => !isKnown || before.get(one.id)?.text !== one.text);
  const dropped = isKnown ? [...before.keys()].filter((id) => !after.has(id)) : [];
  heard.facts.push(...factsOf(state.seal, set, dropped, { hash, isWhole: !isKnown }, now));
}

/** One way to write a token, with what the list says of it. */
interface Id {
  /** In lower case. */
  readonly id: string;
  readonly name: string;
  readonly token: SiteToken;
  /** Differs when anything of it does. */
  readonly text: string;
}

function idsOf(tokens: SiteTokens): Map<string, Id> {
  const ids = new Map<string, Id>();
  for (const token of tokens) {
    const text = JSON.stringify({ ...token, aliases: undefined });
    for (const name of [token.token, ...(token.aliases ?? [])]) {
      const id = name.toLowerCase();
      ids.set(id, { id, name, token, text: `${name}${text}` });
    }
  }
  return ids;
}

function factsOf(
  seal: Seal,
  set: readonly Id[],
  dropped: readonly string[],
  { hash, isWhole }: { hash: string; isWhole: boolean },
  now: Now,
): SiteTokensChanged[] {
  const pieces = Math.max(1, Math.ceil(set.length / tokensPerFact));
  return Array.from({ length: pieces }, (_, at) => ({
    kind: 'SiteTokensChanged',
    ...(at === pieces - 1 && { hash }),
    ...(isWhole && at === 0 && { whole: true }),
    set: set.slice(at * tokensPerFact, (at + 1) * tokensPerFact).map((one) => sealed(seal, one)),
    dropped: at === 0 ? dropped.map((id) => seal.key(id) as TokenKey) : [],
    happenedAt: now.utc,
  }));
}

function sealed(seal: Seal, { id, name, token: { token, aliases: _, ...about } }: Id): SealedToken {
  const of = name === token ? undefined : seal.seal(token);
  return { ...about, key: seal.key(id) as TokenKey, sealed: seal.seal(name), ...(of !== undefined && { of }) };
}

const hashOfTokens = (tokens: SiteTokens): string => (tokens.length === 0 ? '' : hashOf(JSON.stringify(tokens)));
