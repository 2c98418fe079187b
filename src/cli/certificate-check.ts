// The certificates that a site file names, as they are on this computer: for `busbar check` and `busbar doctor`.

import { dirname } from 'node:path';
import type { ListenerFiles } from '../../adapters/certificates/listener-files.ts';
import { readListenerFiles } from '../../adapters/certificates/listener-files.ts';
import type { Located } from '../../adapters/config-file/located.ts';
import type { Examined } from '../local/doctor-report.ts';
import { expiryNoteOf } from '../model/certificate-expiry.ts';
import type { TlsFiles } from '../model/config/gateway.ts';
import type { Advice } from '../modbus/advice.ts';
import type { GoodSite } from './site-file.ts';

interface Door {
  readonly port: number;
  readonly problems: readonly Located[];
  readonly files: ListenerFiles;
  readonly tls: TlsFiles;
}

/** What is wrong with the files of listeners, each at its place in the site file. */
export const certificateProblems = (site: GoodSite, path: string, nowMs: number): readonly Located[] =>
  doorsIn(site, path, nowMs).flatMap(({ problems }) => problems);

function doorsIn({ file, locate }: GoodSite, path: string, nowMs: number): readonly Door[] {
  return (file.listeners ?? []).flatMap(({ port, tls }, at): Door[] => {
    if (tls === undefined) return [];
    const files = readListenerFiles(tls as TlsFiles, dirname(path));
    const place = ['listeners', at, 'tls'];
    const wrong = files.findings.map(({ at: within, ...others }) => locate({ ...others, path: [...place, ...within] }));
    const old = files.held.flatMap((one) => {
      const note = expiryNoteOf(one, nowMs);
      if (note === undefined) return [];
      const level = note.level === 0 ? ('error' as const) : ('warning' as const);
      const [what, ...remedy] = note.text.split(/(?<=Z\.) /);
      return [locate({ level, code: note.code, path: place, message: what ?? '', remedy: remedy.join(' ') })];
    });
    return [{ port, problems: [...wrong, ...old], files, tls: tls as TlsFiles }];
  });
}

/** A part of the doctor's report for each listener with TLS. */
export function certificateFindings(site: GoodSite, path: string, nowMs: number): readonly Examined[] {
  return doorsIn(site, path, nowMs).map(({ port, problems, files }) => {
    const findings = problems.map(({ level, code, path: place, message, remedy }): Advice => {
      const about = place.slice(3).join('.') || 'certificates';
      return level === 'error'
        ? { level: 'wrong', about, code, text: message, remedy }
        : { level: 'note', about, text: message, remedy };
    });
    const good = files.held.map(({ file, subject, kind, validTo }): Advice => {
      const until = new Date(validTo).toISOString().slice(0, 10);
      return {
        level: 'ok',
        about: file,
        text: kind === 'crl' ? `valid until ${until}` : `"${subject}", valid until ${until}`,
      };
    });
    return { title: `TLS on port ${port}`, findings: [...findings, ...good] };
  });
}
