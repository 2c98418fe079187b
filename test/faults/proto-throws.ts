// A conversation in a process where reading or writing `__proto__` throws.

import { fieldStation } from '../conversations/field.ts';

const { depot, link } = fieldStation();
depot.writes(
  link,
  '[2,"1","StatusNotification",{"__proto__":{"a":1},"connectorId":"1","errorCode":null,"status":"Available"}]',
);
depot.writes(link, '[2,"2","StartTransaction",{"connectorId":1,"idTag":"__proto__","meterStart":0}]');
depot.writes(link, '[2,"3","DataTransfer",{"vendorId":"__proto__","data":{"__proto__":1}}]');
depot.writes(link, '[2,"4","GetConfiguration",{"__proto__":[]}]');
console.log(`${depot.hears(link).filter(([type]) => type !== 2).length} answers`);
