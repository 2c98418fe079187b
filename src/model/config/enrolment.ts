// Letting unknown stations in for a while: what the file must say for it.

import type { Utc } from '../time.ts';
import { utc } from '../time.ts';
import { error } from './problem.ts';
import type { Report } from './problem.ts';
import type { SiteFile } from './schema.ts';

/** Whoever reaches the network can come in meanwhile, so it ends by itself. */
export const longestEnrolmentHours = 4;

/** Until when unknown stations are enrolled; undefined where they are not, or where the file does not say it well. */
export function enrolUntil(file: SiteFile, report: Report): Utc | undefined {
  const { enrolment } = file;
  if (enrolment === undefined || enrolment.until === null) return undefined;
  const until = Date.parse(enrolment.until);
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(enrolment.until) || Number.isNaN(until)) {
    report(
      error(
        'BB_CONFIG_TIME',
        ['enrolment', 'until'],
        `"${enrolment.until.slice(0, 40)}" is no time with a time zone.`,
        'Write it like 2026-05-01T19:00:00Z, or let "busbar stations enrol" write it.',
      ),
    );
    return undefined;
  }
  const { template } = enrolment;
  const templates = file.templates ?? {};
  const security =
    template !== undefined && Object.hasOwn(templates, template) ? templates[template]?.security : undefined;
  if (security?.profile !== 1 || security.password !== 'managed')
    report(
      error(
        'BB_CONFIG_ENROLMENT',
        template === undefined ? ['enrolment'] : ['enrolment', 'template'],
        template === undefined
          ? 'Nothing says what stations that are enrolled are like.'
          : `Stations that are enrolled keep the key that they come with, and template "${template}" does not allow that.`,
        'Name a template with "security: { profile: 1, password: managed }".',
      ),
    );
  if (enrolment.circuit === undefined && file.circuits.length > 1)
    report(
      error(
        'BB_CONFIG_ENROLMENT',
        ['enrolment'],
        'Nothing says which circuit stations that are enrolled hang on.',
        `Write "circuit:" with one of: ${file.circuits.map(({ id }) => id).join(', ')}. They get no current before they are placed.`,
      ),
    );
  return utc(until);
}
