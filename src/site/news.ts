import type { NewsRaised, NewsTold } from '../model/fact/uplink.ts';

/** More than happens in a day without the central system; beyond it the oldest goes. */
const newsKept = 200;

/** What a central system has not taken yet besides transactions, the oldest first. */
export const foldNews = (news: readonly NewsRaised[], fact: NewsRaised | NewsTold): readonly NewsRaised[] =>
  fact.kind === 'NewsRaised'
    ? [...news, fact].slice(-newsKept)
    : news.filter(({ messageId }) => messageId !== fact.messageId);
