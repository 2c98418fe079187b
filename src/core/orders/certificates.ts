// The gateway has no certificates that are managed over OCPP: it says so, and takes none.

import type { OrderOf } from '../../ocpp/order.ts';
import type { OrderContext } from './context.ts';
import { answerNow } from './context.ts';

export const serveNewCertificate = (
  context: OrderContext,
  order: OrderOf<'certificateSigned'> | OrderOf<'installCertificate'>,
): void => answerNow(context, order, { status: 'Rejected' });

export const serveKnownCertificate = (
  context: OrderContext,
  order: OrderOf<'deleteCertificate'> | OrderOf<'getInstalledCertificateIds'>,
): void => answerNow(context, order, { status: 'NotFound' });
