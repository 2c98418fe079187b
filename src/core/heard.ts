// What one step heard: facts to remember, answers that need no decision, and questions that do.

import type { Fact } from '../model/fact/fact.ts';
import type { PhasesCommanded } from '../model/fact/phases.ts';
import type { AskId, EvseKey, LinkId, StationId, TransactionId, UplinkId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { ToStationReply, Wording } from '../ocpp/heard.ts';
import type { RpcErrorCode } from '../ocpp/errors.ts';
import type { Order, OrderAnswer, Passage } from '../ocpp/order.ts';
import type { Asker } from './hear/asker.ts';
import type { OrderSource, StationOrder, TicketId } from './orders/ticket.ts';
import type { Question, Send } from './ports.ts';
import type { CertificateTask } from './ports/certificates.ts';
import type { SettingsAsked } from './relay/settings-asked.ts';
import type { Upload } from './uplink/upload-job.ts';
import type { PlanRequest } from '../control/plan/request.ts';
import type { SetLimit } from '../control/writes.ts';
import type { UplinkCommand } from '../uplink/mqtt/command.ts';
import type { CommandAnswer } from '../uplink/mqtt/command-answer.ts';

export interface Heard {
  readonly facts: Fact[];
  readonly commands: Command[];
  readonly wishes: Wish[];
}

/** What one step decided. */
export type Decided = Pick<Heard, 'facts' | 'commands'>;

/** What one step says: facts about it, and what leaves. */
export interface Said {
  readonly facts: Fact[];
  readonly sends: Send[];
}

/** What wants a decision. */
export type Wish =
  | {
      readonly kind: 'authorize';
      readonly asker: Asker;
      readonly station: StationId;
      readonly token: string;
      /** As the station said it. */
      readonly shown: string;
      readonly tokenType?: string;
      /** What the station shows of the contract certificate behind the token. */
      readonly contract?: Passage;
      /** When a start with this token was ordered. */
      readonly wasOrdered?: Utc;
      /** It stands for nobody: the station asks for no token (OCPP 2.x C02). */
      readonly isNobodys?: true;
      readonly started?: { readonly transaction: TransactionId; readonly number: number };
    }
  | { readonly kind: 'order'; readonly from: OrderSource; readonly order: Order }
  /** An MQTT uplink orders something. */
  | {
      readonly kind: 'command';
      readonly uplink: UplinkId;
      readonly link: LinkId;
      readonly key: string;
      readonly command: UplinkCommand;
    }
  | { readonly kind: 'ask'; readonly ask: AskId; readonly question: Question };

/** What is to be done. SAY turns it into bytes. */
export type Command =
  | { readonly kind: 'answer'; readonly asker: Asker; readonly reply: ToStationReply }
  /** A repeat gets the frame that it did not hear. */
  | { readonly kind: 'answerAgain'; readonly asker: Asker; readonly text: string }
  | { readonly kind: 'refuse'; readonly asker: Asker; readonly code: RpcErrorCode; readonly text: string }
  /** An answer of the peer breaks its schema (2.1). */
  | {
      readonly kind: 'refuseResult';
      readonly link: LinkId;
      readonly id: string;
      readonly code: RpcErrorCode;
      readonly text: string;
    }
  | {
      readonly kind: 'askToken';
      readonly link: LinkId;
      readonly pending: string;
      readonly token: string;
      readonly station: StationId;
      readonly transaction?: TransactionId;
      readonly wording: Wording;
    }
  /** What a station said goes to its central system. */
  | { readonly kind: 'passUp'; readonly asker: Asker }
  /** An answer that somebody else wrote. */
  | { readonly kind: 'passBack'; readonly asker: Asker; readonly text: string }
  | PassDown
  /** A frame that nobody answers, as somebody else wrote it. */
  | { readonly kind: 'passFrame'; readonly link: LinkId; readonly text: string }
  | SetLimit
  | GiveOrder
  | SwitchPhases
  | { readonly kind: 'answerOrder'; readonly from: OrderSource; readonly order: Order; readonly answer: OrderAnswer }
  /** To a command, or to a frame, of an MQTT uplink. */
  | { readonly kind: 'answerCommand'; readonly uplink: UplinkId; readonly key: string; readonly answer: CommandAnswer }
  | { readonly kind: 'answerFrame'; readonly uplink: UplinkId; readonly key: string; readonly text: string }
  | ForwardData
  | AskCsms
  /** Firmware is to be fetched, or is offered no more. */
  | { readonly kind: 'fetchFile'; readonly job: string; readonly location: string; readonly checksum: string }
  | { readonly kind: 'dropFile'; readonly checksum: string }
  | { readonly kind: 'certificate'; readonly id: string; readonly task: CertificateTask }
  /** A certificate of our own is asked for upstream. */
  | { readonly kind: 'signOwn'; readonly uplink: UplinkId; readonly csr: string; readonly number: number }
  | { readonly kind: 'upload'; readonly upload: Upload }
  | { readonly kind: 'plan'; readonly id: number; readonly request: PlanRequest }
  /** A station is to prove itself by this key from now on. */
  | { readonly kind: 'changeStationKey'; readonly station: StationId; readonly key: string }
  | { readonly kind: 'close'; readonly link: LinkId; readonly code: number; readonly reason: string }
  | { readonly kind: 'answerAsk'; readonly ask: AskId; readonly body: unknown; readonly overtakes?: true };

/** An EVSE of a charger that we drive, or of a station that is told it in a profile, is switched to one phase or three. */
export interface SwitchPhases {
  readonly kind: 'switchPhases';
  readonly evse: EvseKey;
  readonly phases: 1 | 3;
  /** Which one of three, where a station takes that. */
  readonly phaseToUse?: number;
  /** Why load control wants it; absent where a person does. */
  readonly why?: PhasesCommanded['why'];
  /** Who is answered when it is over. */
  readonly ask?: AskId;
}

/** What a central system said goes to the station that it is for. `payload` is JSON text. */
export interface PassDown {
  readonly kind: 'passDown';
  readonly asker: Asker;
  readonly station: StationId;
  readonly id: string;
  readonly action: string;
  readonly payload: string;
  /** What the gateway takes over where the station takes it. */
  readonly order?: Order;
  /** Where the answer of the station is not yet that for the central system. */
  readonly settings?: SettingsAsked;
}

/** A question of a station that the CSMS at this link answers. */
export interface AskCsms {
  readonly kind: 'askCsms';
  readonly link: LinkId;
  readonly asker: Asker;
  readonly wording: Wording;
}

/** Data of a vendor from a station, for the CSMS at this link. */
export interface ForwardData {
  readonly kind: 'forwardData';
  readonly link: LinkId;
  readonly asker: Asker;
  readonly station: StationId;
  readonly vendor: string;
  readonly message?: string;
  readonly data?: string;
  readonly isJson?: boolean;
}

/** A station is told to do something. Its answer goes to the ticket. */
export interface GiveOrder extends StationOrder {
  readonly kind: 'giveOrder';
  readonly ticket: TicketId;
}

export const nothingHeard = (): Heard => ({ facts: [], commands: [], wishes: [] });
