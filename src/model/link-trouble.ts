// Why a connection upstream could not be opened, as far as the network says.

export type LinkTrouble =
  /** The name of the host is unknown, or nobody can be asked. */
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  /** HTTP 401, 403, 404, 3xx; 429 and 503; and any other status. */
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'redirected'
  | 'busy'
  | 'httpStatus'
  /** The handshake went through, but without our version of OCPP. */
  | 'subprotocol'
  | 'certificateName'
  | 'certificateExpired'
  | 'certificateNotYetValid'
  /** Nobody whom we trust has signed it. */
  | 'certificateUnknown'
  /** Anything else that is wrong with it. */
  | 'certificateInvalid'
  | 'tlsVersion'
  | 'tlsCipher'
  /** No TLS at the other end, or none that can be understood. */
  | 'tls'
  /** The file of the CA cannot be read. */
  | 'caFile'
  | 'other';
