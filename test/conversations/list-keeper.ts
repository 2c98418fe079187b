// A station that keeps a list of tokens, as the standard says, for conversations about it.

import { stationThatHas } from './depot.ts';
import type { Answer } from './depot.ts';

/** A station that keeps a list as the standard says, and can be looked into. */
export function keeper(more: Readonly<Record<string, string>> = {}, firstVersion = 0) {
  const held = new Map<string, string>();
  const one = {
    held,
    version: firstVersion,
    messages: 0,
    refuses: false,
    /** It refuses the next change of its list so. */
    refusesChanges: undefined as 'VersionMismatch' | 'Failed' | undefined,
    /** What it took, in words. */
    sent: [] as string[],
  };
  const answer: Answer = stationThatHas(
    {
      SupportedFeatureProfiles: 'Core,LocalAuthListManagement',
      LocalAuthListEnabled: 'false',
      LocalAuthListMaxLength: '5',
      SendLocalListMaxLength: '2',
      ...more,
    },
    (action, payload) => {
      if (action === 'GetLocalListVersion') return { listVersion: one.version };
      if (action !== 'SendLocalList') return undefined;
      one.messages += 1;
      const {
        listVersion,
        updateType,
        localAuthorizationList: list = [],
      } = payload as unknown as {
        listVersion: number;
        updateType: string;
        localAuthorizationList?: { idTag: string; idTagInfo?: { status: string } }[];
      };
      if (one.refuses || list.length > 2) return { status: 'Failed' };
      const why = one.refusesChanges;
      if (updateType !== 'Full' && why !== undefined) {
        one.refusesChanges = undefined;
        return { status: why };
      }
      if (updateType === 'Full') held.clear();
      else if (listVersion <= one.version) return { status: 'VersionMismatch' };
      one.sent.push(
        `${updateType} ${list.map(({ idTag, idTagInfo }) => `${idTagInfo ? '+' : '-'}${idTag}`).join(' ')}`,
      );
      for (const { idTag, idTagInfo } of list)
        if (idTagInfo === undefined) held.delete(idTag);
        else held.set(idTag, idTagInfo.status);
      one.version = listVersion;
      return { status: 'Accepted' };
    },
  );
  return { ...one, one, answer };
}
