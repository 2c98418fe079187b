import type { LinkId } from '../../model/ids.ts';
import type { Link } from '../links.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';

/** The link of a charger that the gateway drives itself. No adapter has it. */
export const newDrivenLink = (state: State): LinkId => `m${makeId(state)}` as LinkId;

/** Its link says so for as long as it is open, whatever the site file says by now. */
export const isDriven = ({ id, peer }: Link): boolean => peer.kind === 'station' && id.startsWith('m');
