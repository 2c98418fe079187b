// The judge of our frames for a core without sockets, where frames leave and come by their link.

import type { FrameCheck, Role } from '../../adapters/simulator/frame-check.ts';
import { newFrameCheck } from '../../adapters/simulator/frame-check.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';

export interface JudgedLinks {
  /** `role` is that of the gateway: `csms` towards a station. */
  opened(link: LinkId, role: Role, version?: Version): void;
  /** The gateway said this. */
  said(link: LinkId, text: string): void;
  /** It was said to it. */
  heard(link: LinkId, text: string): void;
}

/** `find` is told what is wrong with a frame of the gateway, as a sentence. */
export function judgeLinks(find: (fault: string) => void): JudgedLinks {
  const checks = new Map<LinkId, FrameCheck>();
  return {
    opened: (link, role, version = '1.6') => {
      checks.set(
        link,
        newFrameCheck(role, (fault) => find(`a frame on ${link} ${fault}`), version),
      );
    },
    said(link, text) {
      const check = checks.get(link);
      if (check === undefined) find(`a frame on ${link}, which was never opened: ${text}`);
      check?.said(text);
    },
    heard: (link, text) => checks.get(link)?.heard(text),
  };
}
