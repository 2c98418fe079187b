// A start is told to a station only because a central system asks for it, and only once: what may have been told before a
// crash is never told again.

export interface StartJudge {
  /** A central system asks for a start at this connector of the site. */
  asked(text: string): void;
  /** The central system was answered. */
  answered(messageId: string): void;
  /** From the journal: the number upstream of an EVSE. */
  numbered(evse: string, number: number): void;
  told(station: string): void;
  /** The process is gone, and every question to it. */
  crashed(): void;
}

interface Ask {
  readonly id: string;
  readonly connector: number;
}

export function createStartJudge(find: (what: string) => void): StartJudge {
  let asks: Ask[] = [];
  const stations = new Map<number, string>();
  return {
    asked(text) {
      const [, id, action, payload] = JSON.parse(text) as [2, string, string, { connectorId?: number }];
      if (action === 'RemoteStartTransaction') asks.push({ id, connector: payload.connectorId ?? 0 });
    },
    answered: (messageId) => void (asks = asks.filter(({ id }) => id !== messageId)),
    numbered: (evse, number) => void stations.set(number, evse.slice(0, evse.lastIndexOf('/'))),
    told(station) {
      const at = asks.findIndex(({ connector }) => stations.get(connector) === station);
      if (at < 0) find(`${station} was told to start, and nobody asks for it now`);
      else asks.splice(at, 1);
    },
    crashed: () => void (asks = []),
  };
}
