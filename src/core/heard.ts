// What one step heard: facts to remember, answers that need no decision, and questions that do.

import type { Fact } from '../model/fact/fact.ts';
import type { AskId, EvseKey, LinkId, StationId, TransactionId } from '../model/ids.ts';
import type { ToStationReply } from '../ocpp/heard.ts';
import type { RpcErrorCode } from '../ocpp/errors.ts';
import type { Asker } from './links.ts';
import type { Question } from './ports.ts';
import type { SetLimit } from '../control/actuate.ts';

export interface Heard {
  readonly facts: Fact[];
  readonly commands: Command[];
  readonly wishes: Wish[];
}

/** What wants a decision. */
export type Wish =
  | {
      readonly kind: 'authorize';
      readonly asker: Asker;
      readonly station: StationId;
      readonly token: string;
      readonly started?: { readonly transaction: TransactionId; readonly number: number };
    }
  | { readonly kind: 'remoteStart'; readonly asker: Asker; readonly evse: number | undefined; readonly token: string }
  | { readonly kind: 'remoteStop'; readonly asker: Asker; readonly upstreamId: number }
  | { readonly kind: 'ask'; readonly ask: AskId; readonly question: Question };

/** What is to be done. SAY turns it into bytes. */
export type Command =
  | { readonly kind: 'answer'; readonly asker: Asker; readonly reply: ToStationReply }
  | { readonly kind: 'answerStatus'; readonly asker: Asker; readonly status: 'Accepted' | 'Rejected' }
  | { readonly kind: 'refuse'; readonly asker: Asker; readonly code: RpcErrorCode; readonly text: string }
  | { readonly kind: 'askToken'; readonly link: LinkId; readonly pending: string; readonly token: string }
  | SetLimit
  | {
      readonly kind: 'remoteStart';
      readonly station: StationId;
      readonly evse: EvseKey;
      readonly token: string;
      readonly asker: Asker;
    }
  | {
      readonly kind: 'remoteStop';
      readonly station: StationId;
      readonly transaction: TransactionId;
      readonly number: number;
      readonly asker: Asker;
    }
  | { readonly kind: 'close'; readonly link: LinkId; readonly code: number; readonly reason: string }
  | { readonly kind: 'answerAsk'; readonly ask: AskId; readonly body: unknown };

export const nothingHeard = (): Heard => ({ facts: [], commands: [], wishes: [] });
