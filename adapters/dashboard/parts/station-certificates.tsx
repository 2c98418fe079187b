// What certificates are in a station: it is asked, and roots are installed, deleted, and its own renewed.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CertificatesBody } from '../../../src/local/station-console.ts';
import { useMay } from '../access.ts';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Choice, Field } from './field.tsx';
import { Form } from './form.tsx';
import { English } from './said.tsx';
import { SureAct } from './sure-act.tsx';

interface Hash {
  readonly algorithm: 'SHA256' | 'SHA384' | 'SHA512';
  readonly issuerName: string;
  readonly issuerKey: string;
  readonly serial: string;
}

interface Answer {
  readonly status: string;
  readonly why?: string;
  readonly certificates?: readonly (Hash & { readonly use?: string; readonly children?: readonly Hash[] })[];
}

type Listed = NonNullable<Answer['certificates']>[number];

/** What is installed; a station has its own by asking for it. */
const uses = [
  'CSMSRootCertificate',
  'ManufacturerRootCertificate',
  'V2GRootCertificate',
  'MORootCertificate',
  'OEMRootCertificate',
] as const;

export function StationCertificates({ station }: { readonly station: string }): JSX.Element {
  const words = useWords();
  const [listed, setListed] = useState<Answer>();
  const doing = useDoing();
  const path = `/stations/${encodeURIComponent(station)}/certificates`;
  const order = (body: CertificatesBody): Promise<Answer> => call<Answer>('POST', path, { body });
  const look = (): Promise<boolean> =>
    doing.run(async () => setListed(await order({ kind: 'getInstalledCertificateIds', uses: [] })));
  if (!useMay('installer')) return <p class="note info">{words.access.needsRole(words.roles.installer)}</p>;
  return (
    <>
      <section class="panel stack">
        <h2>{words.certificates.title}</h2>
        <p>{words.certificates.intro}</p>
        <ProblemBox problem={doing.problem} />
        {listed !== undefined && <List listed={listed} onOrder={order} onDone={() => void look()} />}
        <div class="acts">
          <Act
            kind={listed === undefined ? 'strong' : 'plain'}
            role="installer"
            disabled={doing.isBusy}
            onClick={() => void look()}
          >
            {listed === undefined ? words.certificates.look : words.certificates.again}
          </Act>
        </div>
      </section>
      <Install onOrder={order} />
      <Renew onOrder={order} />
    </>
  );
}

type OnOrder = (body: CertificatesBody) => Promise<Answer>;

interface ListProps {
  readonly listed: Answer;
  readonly onOrder: OnOrder;
  readonly onDone: () => void;
}

function List({ listed, onOrder, onDone }: ListProps): JSX.Element {
  const words = useWords();
  const { certificates = [], status } = listed;
  // One that has none of a kind says that there is nothing of it.
  if (certificates.length === 0 && status !== 'Accepted' && status !== 'NotFound') return <Said answer={listed} />;
  return (
    <ul class="rows">
      {certificates.length === 0 && <li class="muted">{words.certificates.none}</li>}
      {certificates.map((one) => (
        <Row key={`${one.use} ${one.issuerKey} ${one.serial}`} one={one} onOrder={onOrder} onDone={onDone} />
      ))}
    </ul>
  );
}

const shownOfHash = 16;

function Row({ one, onOrder, onDone }: { readonly one: Listed } & Omit<ListProps, 'listed'>): JSX.Element {
  const words = useWords();
  const [said, setSaid] = useState<Answer>();
  const doing = useDoing();
  const { use = '', algorithm, issuerName, issuerKey, serial } = one;
  const remove = async (): Promise<void> => {
    const hash = { algorithm, issuerName, issuerKey, serial };
    const isDone = await doing.run(async () => setSaid(await onOrder({ kind: 'deleteCertificate', hash })));
    if (isDone) onDone();
  };
  return (
    <li class="row" data-certificate={serial}>
      <div class="row-main">
        <b>{words.certificates.uses[use as 'CSMSRootCertificate'] ?? use}</b>
        <p class="small muted">
          {words.certificates.serial} <code>{serial}</code> · {words.certificates.issuer}{' '}
          <code>{issuerName.slice(0, shownOfHash)}…</code>
        </p>
        {said !== undefined && <Said answer={said} />}
        <ProblemBox problem={doing.problem} />
      </div>
      <SureAct
        role="installer"
        text={words.certificates.remove}
        sure={words.certificates.removeSure}
        disabled={doing.isBusy}
        onSure={() => void remove()}
      />
    </li>
  );
}

function Install({ onOrder }: { readonly onOrder: OnOrder }): JSX.Element {
  const words = useWords();
  const [use, setUse] = useState<string>(uses[0]);
  const [pem, setPem] = useState('');
  const [said, setSaid] = useState<Answer>();
  const doing = useDoing();
  const install = (): void =>
    void doing.run(async () => setSaid(await onOrder({ kind: 'installCertificate', use, certificate: pem.trim() })));
  return (
    <section class="panel">
      <Form onSubmit={install}>
        <h2>{words.certificates.install}</h2>
        <Choice
          name={words.certificates.use}
          value={use}
          onValue={setUse}
          options={uses.map((one) => [one, `${words.certificates.uses[one]}`] as const)}
        />
        <Field name={words.certificates.pem} hint={words.certificates.pemHint}>
          {(id, hintId) => (
            <textarea
              {...{ id, 'aria-describedby': hintId, class: 'code', rows: 6, dir: 'ltr', spellcheck: false }}
              {...{ required: true, maxLength: 10_000, value: pem }}
              onInput={(event) => setPem(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field name={words.certificates.file}>
          {(id) => (
            <input
              id={id}
              type="file"
              accept=".pem,.crt,.cer"
              onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setPem)}
            />
          )}
        </Field>
        {said !== undefined && <Said answer={said} />}
        <ProblemBox problem={doing.problem} />
        <div class="acts">
          <Act role="installer" type="submit" disabled={doing.isBusy}>
            {words.certificates.install}
          </Act>
        </div>
      </Form>
    </section>
  );
}

function Renew({ onOrder }: { readonly onOrder: OnOrder }): JSX.Element {
  const words = useWords();
  const [said, setSaid] = useState<Answer>();
  const doing = useDoing();
  return (
    <section class="panel stack">
      <h2>{words.certificates.renewTitle}</h2>
      <p>{words.certificates.renewText}</p>
      {said !== undefined && <Said answer={said} />}
      <ProblemBox problem={doing.problem} />
      <div class="acts">
        <Act
          role="installer"
          disabled={doing.isBusy}
          onClick={() => void doing.run(async () => setSaid(await onOrder({ kind: 'renew' })))}
        >
          {words.certificates.renew}
        </Act>
      </div>
    </section>
  );
}

/** In the station's own word, which is what its manual has. */
function Said({ answer: { status, why } }: { readonly answer: Answer }): JSX.Element {
  const words = useWords();
  return (
    <p class={`note ${status === 'Accepted' ? 'good' : 'warn'}`} role="status">
      {words.certificates.answers(status)} {why !== undefined && <English text={why} />}
    </p>
  );
}
