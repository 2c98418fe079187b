// The central system of a week offline: it takes one CALL at a time and answers it after a while.

import type { LinkId } from '../../src/model/ids.ts';
import type { ToldBook } from './told-book.ts';

type Frame = readonly [number, string, ...unknown[]];

export interface WeekCsms {
  setThere(there: boolean): void;
  readonly isThere: () => boolean;
  readonly link: () => LinkId | undefined;
  open(link: LinkId): LinkId;
  closed(link: LinkId | undefined): void;
  /** Takes a frame on its link; false when the link is none of its. */
  hear(link: LinkId, frame: Frame, now: number, stamp: string): boolean;
  dueAt(): number;
  /** The answer that is due. */
  answer(now: number): { readonly link: LinkId; readonly frame: Frame } | undefined;
  readonly messages: () => number;
  /** The most messages about transactions that came within any second. */
  readonly mostPerSecond: () => number;
  /** Called with the number of each connector whose status is told. */
  onStatus(hear: (connector: number) => void): void;
}

export function createWeekCsms(book: ToldBook, answerMs: number): WeekCsms {
  const toldAt: number[] = [];
  let isThere = false;
  let link: LinkId | undefined;
  let due: { readonly at: number; readonly frame: Frame } | undefined;
  let messages = 0;
  let most = 0;
  let onStatus = (_connector: number): void => undefined;

  function count(now: number): void {
    toldAt.push(now);
    while (toldAt[0]! <= now - 1000) toldAt.shift();
    most = Math.max(most, toldAt.length);
  }

  return {
    setThere: (there) => void (isThere = there),
    isThere: () => isThere,
    link: () => link,
    open: (opened) => (link = opened),
    closed(one) {
      if (one === undefined || one !== link) return;
      link = undefined;
      due = undefined;
    },
    hear(on, [type, id, action, payload], now, stamp) {
      if (on !== link) return false;
      if (type !== 2) return true;
      messages += 1;
      if (due !== undefined) book.fault(`${String(action)} came while another CALL was not answered`);
      if (/Transaction|MeterValues/.test(action as string)) count(now);
      if (action === 'StatusNotification') onStatus((payload as { connectorId: number }).connectorId);
      const body = book.hear(action as string, payload as Record<string, unknown>, stamp);
      due = { at: now + answerMs, frame: [3, id, body] };
      return true;
    },
    dueAt: () => due?.at ?? Infinity,
    answer(now) {
      if (due === undefined || link === undefined || due.at > now) return undefined;
      const { frame } = due;
      due = undefined;
      return { link, frame };
    },
    messages: () => messages,
    mostPerSecond: () => most,
    onStatus: (hear) => void (onStatus = hear),
  };
}
