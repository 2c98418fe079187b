// What a change would do, before it is done: what is wrong with it, who gets more or less, and the lines of the file.

import type { EffectView } from '../../../src/local/site-effect.ts';
import type { FileProblem, Preview } from '../../../src/local/site-file.ts';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../access.ts';
import type { Wanted } from '../answers.ts';
import { call } from '../api.ts';
import { amps, whole } from '../text/format.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Input } from './field.tsx';
import { Icon } from './icon.tsx';
import { English } from './said.tsx';
import { Table } from './table.tsx';
import { Told } from './told.tsx';

interface PreviewDialogProps {
  readonly file: string;
  readonly role: Role;
  readonly etag: string;
  readonly wanted: Wanted;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function PreviewDialog({ file, role, etag, wanted, onClose, onDone }: PreviewDialogProps): JSX.Element {
  const words = useWords();
  const [preview, setPreview] = useState<Preview>();
  const [reason, setReason] = useState('');
  const doing = useDoing();
  useEffect(() => {
    void doing.run(async () => setPreview(await call<Preview>('POST', `${file}/preview`, { body: wanted })));
  }, []);
  const apply = async (): Promise<void> => {
    const body = { ...wanted, ...(reason !== '' && { reason }) };
    const isDone = await doing.run(() => call('text' in wanted ? 'PUT' : 'PATCH', file, { body, etag: quoted(etag) }));
    if (isDone) onDone();
  };
  return (
    <Dialog title={words.site.previewTitle} onClose={onClose} isWide>
      <Form onSubmit={() => void apply()}>
        {preview === undefined && doing.problem === undefined && <p role="status">{words.waiting}</p>}
        {preview !== undefined && <Shown preview={preview} />}
        <ProblemBox problem={doing.problem} />
        {preview?.ok === true && (
          <>
            <Input name={words.site.reason} hint={words.site.reasonHint} value={reason} onValue={setReason} />
            <div class="acts">
              <Act kind="strong" type="submit" role={role} disabled={doing.isBusy}>
                {words.site.apply}
              </Act>
              <Act kind="quiet" onClick={onClose}>
                {words.cancel}
              </Act>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}

/** As the header wants it. */
export const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);

function Shown({ preview }: { readonly preview: Preview }): JSX.Element {
  const words = useWords();
  const { ok, problems, warnings, effect, diff } = preview;
  return (
    <>
      {ok ? (
        <p class="note good">
          <Icon name="ok" /> {words.site.isValid}
        </p>
      ) : (
        <p class="note bad" role="alert">
          <Icon name="alarm" /> {words.site.isWrong}
        </p>
      )}
      <Findings findings={problems} tone="bad" />
      <Findings findings={warnings} tone="warn" />
      {effect !== undefined && <Effects effect={effect} />}
      <h3>{words.site.diff}</h3>
      <pre class="diff" dir="ltr" tabIndex={0} aria-label={words.site.diff}>
        {diff.map(({ sign, text }, at) => (
          <span key={at} class={sign === '+' ? 'plus' : sign === '-' ? 'minus' : 'same'}>
            {`${sign} ${text}\n`}
          </span>
        ))}
      </pre>
    </>
  );
}

export function Findings({
  findings,
  tone,
}: {
  readonly findings: readonly FileProblem[];
  readonly tone: 'bad' | 'warn';
}): JSX.Element {
  const words = useWords();
  return (
    <>
      {findings.map(({ code, message, remedy, line, path }, at) => (
        <div key={at} class={`note ${tone} small`}>
          <p>
            <code>{code}</code> {line !== undefined && words.site.line(whole(line))}{' '}
            <code>{(path ?? []).join('.')}</code>
          </p>
          <Told code={code} text={message} remedy={remedy} />
        </div>
      ))}
    </>
  );
}

function Effects({ effect }: { readonly effect: EffectView }): JSX.Element {
  const words = useWords();
  const rows = [
    ...effect.circuits.map(({ id, before, after }) => ({ name: id, before, after, why: undefined })),
    ...effect.evses.map(({ station, evse, before, after, why }) => ({
      name: `${station}/${evse}`,
      before,
      after,
      why,
    })),
  ];
  return (
    <div class="effect">
      <h3>{words.site.effect}</h3>
      <ul class="stack">
        {effect.words.map((text) => (
          <li key={text}>
            <English text={text} />
          </li>
        ))}
      </ul>
      {effect.sessionsAffected !== undefined && (
        <p class="small">{words.site.sessionsAffected(whole(effect.sessionsAffected))}</p>
      )}
      {effect.restartNeeded.length > 0 && (
        <p class="note warn small">
          {words.site.restartNeeded} <code>{effect.restartNeeded.join(', ')}</code>
        </p>
      )}
      {rows.length > 0 && (
        <Table label={words.site.effect} heads={[words.site.what, words.site.before, words.site.after, words.site.why]}>
          {rows.map(({ name, before, after, why }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="figure">{amountsText(before, words)}</td>
              <td class="figure">{amountsText(after, words)}</td>
              <td class="small">{why !== undefined && <English text={why} />}</td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}

function amountsText(
  amounts: { readonly limitAmps?: number; readonly fallbackAmps?: number } | undefined,
  words: ReturnType<typeof useWords>,
): string {
  if (amounts === undefined) return '–';
  const { limitAmps, fallbackAmps } = amounts;
  return [
    limitAmps === undefined ? '' : amps(limitAmps),
    fallbackAmps === undefined ? '' : words.site.fallback(amps(fallbackAmps)),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}
