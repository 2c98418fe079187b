// What people do with the dashboard, in German on a phone.

import { walk } from './walk.ts';

walk({ language: 'de', width: 390 }, 'everyday');
