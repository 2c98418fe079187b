import type { Site } from '../model/config/site.ts';
import { longestEnrolmentHours } from '../model/config/enrolment.ts';

const hourMs = 3_600_000;
/** Clocks of the person who writes the file and of the gateway differ a little. */
const graceMs = 300_000;

/** Strangers are let in for some hours, not for good. */
export function enrolmentProblem({ enrolUntil }: Site, now: number) {
  if (enrolUntil === undefined || enrolUntil <= now + longestEnrolmentHours * hourMs + graceMs) return undefined;
  return {
    code: 'BB_CONFIG_ENROLMENT_LONG',
    message: `Unknown stations would be let in until ${new Date(enrolUntil).toISOString()}, longer than ${longestEnrolmentHours} hours from now.`,
    remedy: 'Write an earlier time, or "until: null"; "busbar stations enrol --minutes 60" writes it for you.',
  };
}
