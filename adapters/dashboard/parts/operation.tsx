// How the gateway itself is set to work: the chargers' own limits, its certificates, the control box, who reads it over Modbus.

import type { JSX } from 'preact';
import type { HeldCertificateView } from '../../../src/local/certificate-view.ts';
import type { GridView } from '../../../src/local/site-view.ts';
import { usePart } from '../live/live.ts';
import { amps, day, duration, whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Facts } from './facts.tsx';
import { Icon } from './icon.tsx';
import { useLoaded, Waiting } from './load.tsx';
import { Release } from './release.tsx';

export function Operation(): JSX.Element {
  return (
    <>
      <Release />
      <Held />
      <ControlBox />
      <ModbusServer />
    </>
  );
}

/** Before that a person has time. */
const soonMs = 30 * 86_400_000;

function Held(): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<{ readonly certificates: readonly HeldCertificateView[] }>('/certificates');
  return (
    <section class="panel stack" data-held>
      <h2>{words.certificates.held}</h2>
      <Waiting of={loaded}>
        {({ certificates }) =>
          certificates.length === 0 ? (
            <p class="muted">{words.certificates.heldNone}</p>
          ) : (
            <>
              <ul class="rows">
                {certificates.map((one) => (
                  <HeldRow key={`${one.file} ${one.subject} ${one.validTo}`} one={one} />
                ))}
              </ul>
              <p class="small muted">{words.certificates.heldHint}</p>
            </>
          )
        }
      </Waiting>
    </section>
  );
}

function HeldRow({ one: { file, subject, kind, validTo } }: { readonly one: HeldCertificateView }): JSX.Element {
  const words = useWords();
  const leftMs = Date.parse(validTo) - Date.now();
  const [tone, icon] = leftMs <= 0 ? ['bad', 'off'] : leftMs < soonMs ? ['warn', 'alarm'] : ['good', 'ok'];
  const end = day(validTo);
  return (
    <li class="row" data-held-file={file}>
      <div class="row-main">
        <b>{subject === '' ? file : subject}</b> <span class="small muted">{words.certificates.kinds[kind]}</span>
        <p class="small muted">
          <code>{file}</code>
        </p>
      </div>
      <span class={`state ${tone}`}>
        <Icon name={icon as 'ok'} size={15} />{' '}
        {leftMs <= 0 ? words.certificates.over(end) : words.certificates.until(end)}
      </span>
    </li>
  );
}

function ControlBox(): JSX.Element | null {
  const words = useWords();
  const grid = usePart<GridView>('grid');
  if (grid === undefined) return null;
  const { state, limitAmps, heartbeatAgeMs, failsafeAmps, failsafeMinHours } = grid;
  return (
    <section class="panel">
      <h2>{words.records.controlBox}</h2>
      <Facts
        facts={[
          [words.records.state, state],
          [words.records.limit, limitAmps === undefined ? '–' : amps(limitAmps)],
          [words.records.heard, heartbeatAgeMs === undefined ? '–' : words.records.ago(duration(heartbeatAgeMs))],
          [words.records.failsafe, words.records.failsafeFor(amps(failsafeAmps), whole(failsafeMinHours))],
        ]}
      />
    </section>
  );
}

interface ModbusServerAnswer {
  readonly address: string;
  readonly port: number;
  readonly maxClients: number;
  readonly clients: readonly { readonly address: string; readonly requests: number }[];
  readonly requests: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly turnedAway: number;
}

function ModbusServer(): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<ModbusServerAnswer>('/modbus-server');
  const isNone = loaded.problem?.code === 'BB_API_NOT_FOUND';
  return (
    <section class="panel stack">
      <h2>{words.records.modbusServer}</h2>
      {isNone ? (
        <p class="muted">{words.records.noModbusServer}</p>
      ) : (
        <Waiting of={loaded}>{(server) => <Served server={server} />}</Waiting>
      )}
    </section>
  );
}

function Served({ server }: { readonly server: ModbusServerAnswer }): JSX.Element {
  const words = useWords();
  const { address, port, maxClients, clients, requests, refused, turnedAway } = server;
  return (
    <>
      <Facts
        facts={[
          [words.records.listens, `${address}:${port}`],
          [words.records.clients, words.records.clientsOf(whole(clients.length), whole(maxClients))],
          [words.records.requests, whole(requests)],
          [words.records.refusedCount, whole(Object.values(refused).reduce((sum, one) => sum + one, 0))],
          [words.records.turnedAway, whole(turnedAway)],
        ]}
      />
      <ul class="rows">
        {clients.map((one, at) => (
          <li key={`${one.address} ${at}`} class="row">
            <code class="row-main">{one.address}</code>
            <span class="small muted">
              {words.records.requests}: {whole(one.requests)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
