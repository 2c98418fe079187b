// What leaves for links and comes from them, by hand: kept until somebody looks, and judged.

import type { Minute } from '../../src/core/ports/minute.ts';
import type { Outlet, Send } from '../../src/core/ports.ts';
import type { Publish } from '../../src/core/ports/feed.ts';
import type { AskId, LinkId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import { payloadFault } from '../peers/payloads.ts';
import type { judgeLinks } from '../peers/judged-links.ts';

export type Upload = Extract<Send, { kind: 'upload' }>;
/** Firmware that is wanted, or wanted no more. */
export type FileSend = Extract<Send, { kind: 'fetchFile' | 'dropFile' }>;
/** Work with certificates that is wanted. */
export type CertificateSend = Extract<Send, { kind: 'certificate' }>;
/** A station that is to be told a new key. */
export type KeySend = Extract<Send, { kind: 'changeStationKey' }>;
export type PlanAsked = Extract<Send, { kind: 'plan' }>;
export type Frame = readonly [number, string, ...unknown[]];

/** Where frames wait that the gateway does not take yet. */
export function newPorch(take: (link: LinkId, text: string) => boolean) {
  const kept = new Map<LinkId, string[]>();
  const offer = (link: LinkId, text: string): void => {
    const waiting = kept.get(link);
    if (waiting !== undefined) waiting.push(text);
    else if (!take(link, text)) kept.set(link, [text]);
  };
  return {
    offer,
    resume(link: LinkId): void {
      const texts = kept.get(link) ?? [];
      kept.delete(link);
      for (const text of texts) offer(link, text);
    },
  };
}

/** In the place of a judge: it objects to nothing. */
export const takesAll = (said: (link: LinkId, text: string) => void): ReturnType<typeof judgeLinks> => ({
  opened: () => undefined,
  heard: () => undefined,
  said,
});

/** Keeps what left for each link until somebody looks, and holds every frame against the official schemas. */
export function newMail(judge: typeof judgeLinks) {
  const sent = new Map<LinkId, Frame[]>();
  const faults: string[] = [];
  const judged = judge((fault) => faults.push(fault));
  const add = (link: LinkId, frame: Frame): void => void sent.set(link, [...(sent.get(link) ?? []), frame]);
  const uploads: Upload[] = [];
  const plans: PlanAsked[] = [];
  const files: FileSend[] = [];
  const certificates: CertificateSend[] = [];
  const keys: KeySend[] = [];
  const publishes: Publish[] = [];
  const minutes: Minute[] = [];
  const bodies = new Map<AskId, unknown>();
  const published = (message: Publish): void => {
    publishes.push(message);
    const fault = payloadFault(message.topic, message.text);
    if (fault !== undefined) faults.push(fault);
  };
  return {
    uploads,
    plans,
    files,
    certificates,
    keys,
    publishes,
    minutes,
    bodies,
    open(link: LinkId, version: Version = '1.6'): LinkId {
      sent.set(link, []);
      judged.opened(link, link.startsWith('s') ? 'csms' : 'station', version);
      return link;
    },
    heard: judged.heard,
    faults,
    carry(send: Parameters<Outlet['send']>[0]): void {
      if (send.kind === 'frame') {
        judged.said(send.link, send.text);
        add(send.link, JSON.parse(send.text) as Frame);
      }
      if (send.kind === 'publish') published(send);
      if (send.kind === 'minute') minutes.push(send.minute);
      if (send.kind === 'plan') plans.push(send);
      if (send.kind === 'fetchFile' || send.kind === 'dropFile') files.push(send);
      if (send.kind === 'certificate') certificates.push(send);
      if (send.kind === 'changeStationKey') keys.push(send);
      if (send.kind === 'upload') uploads.push(send);
      if (send.kind === 'answer') bodies.set(send.ask, send.body);
      if (send.kind === 'close') add(send.link, [0, 'close', send.code]);
    },
    keep: (link: LinkId, frames: readonly Frame[]): void => void sent.set(link, [...frames]),
    collect(link: LinkId): Frame[] {
      const frames = sent.get(link) ?? [];
      sent.set(link, []);
      return frames;
    },
  };
}

/** Jobs for others that left. */
export const wantedOf = ({
  uploads,
  files,
  certificates,
  keys,
  publishes,
  minutes,
  plans,
}: ReturnType<typeof newMail>) => ({
  uploads,
  files,
  certificates,
  keys,
  publishes,
  minutes,
  plans,
});
