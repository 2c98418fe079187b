// What a change of the site file would mean: from both files alone what holds at the worst, and from the running gateway what
// becomes of the vehicles that charge now.

import type { EffectParts, EffectView, CircuitEffect, ImaginedView } from '../local/site-effect.ts';
import { effectOf } from '../local/site-effect.ts';
import { evseOf } from '../model/ids.ts';
import type { Core } from './core-asks.ts';
import type { Judged } from './judge-file.ts';
import { restartKeys } from './judge-file.ts';
import type { GoodSite } from './site-file.ts';
import { fitOf, marginsIn } from './site-safety.ts';

/** Whoever looks at a preview waits no longer. */
const answerWithinMs = 3000;

/** `before` is undefined where the file of now is none: then nothing is compared. */
export async function effectOfChange(before: GoodSite | undefined, after: GoodSite, core: Core): Promise<EffectView> {
  const base = before ?? after;
  return effectOf({
    circuits: circuitsOf(base, after),
    fallbacks: fallbacksOf(base, after),
    live: await imagined(after, core),
    restartNeeded: restartKeys(base.config, after.config),
    reconnecting: reconnecting(base, after),
  });
}

/** Undefined where the gateway is busy with other things: what holds at the worst is told all the same. */
async function imagined({ config }: GoodSite, core: Core): Promise<ImaginedView | undefined> {
  try {
    return (await core({ kind: 'imagine', site: config.site }, answerWithinMs)) as ImaginedView;
  } catch {
    return undefined;
  }
}

function circuitsOf(before: GoodSite, after: GoodSite): EffectParts['circuits'] {
  const [old, now] = [circuitsIn(before), circuitsIn(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ id, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

function circuitsIn(site: GoodSite): Map<string, CircuitEffect> {
  const reserves = new Map(marginsIn(site).margins.map((one) => [one.circuit, one.reserveAmps]));
  return new Map(
    fitOf(site).circuits.map(({ circuit, limitAmps, worstCaseBaseAmps, fallbackAmps, ratingAmps }) => {
      const reserveAmps = reserves.get(circuit);
      return [
        circuit,
        {
          limitAmps,
          worstCaseBaseAmps,
          fallbackAmps: Math.max(0, ...fallbackAmps),
          ratingAmps: Math.max(0, ...ratingAmps),
          ...(reserveAmps !== undefined && { reserveAmps: Math.round(reserveAmps * 10) / 10 }),
        },
      ];
    }),
  );
}

function fallbacksOf(before: GoodSite, after: GoodSite): EffectParts['fallbacks'] {
  const [old, now] = [before, after].map(
    (site) => new Map(fitOf(site).fallbacks.map(({ evse, amps }) => [evse, amps])),
  );
  return [...new Set([...old!.keys(), ...now!.keys()])].map((key) => {
    const [was, is] = [old!.get(key), now!.get(key)];
    return { ...evseOf(key), ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
  });
}

/** Those that are in both, and prove otherwise who they are. */
function reconnecting(before: GoodSite, after: GoodSite): string[] {
  const old = new Map(before.config.site.stations.map(({ id, security }) => [id, JSON.stringify(security)]));
  return after.config.site.stations.flatMap(({ id, security }) =>
    old.has(id) && old.get(id) !== JSON.stringify(security) ? [id] : [],
  );
}

/** Of the list of tokens. Whose session goes on is decided when it counts: nobody is stopped by a preview. */
export function effectOfTokens(before: Judged, after: GoodSite): EffectView {
  const tokensIn = (site: Judged) =>
    new Map((site.ok ? (site.config.tokens ?? []) : []).map((one) => [one.token, one]));
  const [old, now] = [tokensIn(before), tokensIn(after)];
  const fresh = [...now.keys()].filter((token) => !old.has(token)).length;
  const gone = [...old.keys()].filter((token) => !now.has(token)).length;
  const changed = [...now].filter(
    ([token, one]) => old.has(token) && JSON.stringify(old.get(token)) !== JSON.stringify(one),
  );
  const blocked = changed.filter(([token, one]) => one.blocked === true && old.get(token)?.blocked !== true).length;
  const others = changed.length - blocked;
  const words = [
    ...(fresh > 0 ? [`${cards(fresh)} new.`] : []),
    ...(gone > 0 ? [`${cards(gone)} on the list no more.`] : []),
    ...(blocked > 0
      ? [`${cards(blocked)} blocked: sessions with ${blocked === 1 ? 'it' : 'them'} get nothing more.`]
      : []),
    ...(others > 0 ? [others === 1 ? '1 card changes.' : `${others} cards change.`] : []),
  ];
  return {
    circuits: [],
    evses: [],
    restartNeeded: [],
    words: words.length > 0 ? words : ['Nothing changes for cards and people.'],
  };
}

const cards = (count: number): string => (count === 1 ? '1 card is' : `${count} cards are`);
