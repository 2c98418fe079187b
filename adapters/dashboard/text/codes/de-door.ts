import type { Codes } from './told.ts';

export const door = {
  BB_STATION_BAD_CERTIFICATE: [
    'Das Zertifikat der Station gilt hier nicht.',
    'Geben Sie ihr ein gültiges Zertifikat; der Grund steht darunter.',
  ],
  BB_STATION_BROWSER: [
    'Eine Seite in einem Browser hat sich als Station gemeldet.',
    'Schließen Sie diese Seite. Zum Ausprobieren gibt es „busbar simulate“.',
  ],
  BB_STATION_ENROLLING: [
    'Die Station ist neu und wird gerade eingetragen.',
    'Nichts: beim nächsten Mal kommt sie herein. Strom bekommt sie, wenn sie ihren Platz hat.',
  ],
  BB_STATION_FLAPPING: [
    'Die Station verbindet sich immer wieder neu.',
    'Prüfen Sie, ob zwei Geräte diese Kennung haben, und Netzwerkkabel oder Funk.',
  ],
  BB_STATION_IS_MODBUS: [
    'Unter diesem Namen steht ein Modbus-Gerät in der Standortdatei, und jemand kam über OCPP.',
    'Spricht die Station OCPP, nehmen Sie „modbus:“ aus ihrem Eintrag und geben ihr einen Schlüssel. Sonst suchen Sie, wer ihren Namen benutzt.',
  ],
  BB_STATION_NO_CERTIFICATE: [
    'Die Station hat kein passendes Zertifikat.',
    'Geben Sie ihr ein Zertifikat der CA aus „clientCa“, oder ein anderes Sicherheitsprofil in der Standortdatei.',
  ],
  BB_STATION_NO_CREDENTIALS: [
    'Die Station hat weder Benutzer noch Passwort gesendet.',
    'Stellen Sie in ihr Sicherheitsprofil 1 und den Schlüssel (AuthorizationKey) ein.',
  ],
  BB_STATION_NO_IDENTITY: [
    'Jemand kam an eine Adresse, die nicht mit dem Namen einer Station endet.',
    'Die Adresse des zentralen Systems muss in der Station mit ihrer Kennung enden, etwa ws://…:9000/CP-01.',
  ],
  BB_STATION_NO_KEY: [
    'Für diese Station wurde noch kein Schlüssel gemacht.',
    'Machen Sie auf ihrer Seite einen neuen Schlüssel, und geben Sie ihn als AuthorizationKey in die Station ein.',
  ],
  BB_STATION_NO_PROTOCOL: [
    'Die Station bietet keine OCPP-Version an, die hier gilt.',
    'Stellen Sie sie auf OCPP 1.6J, 2.0.1 oder 2.1 (JSON über WebSocket) ein; bei einem Relay auf dessen Version.',
  ],
  BB_STATION_NO_TLS: [
    'Die Station kam ohne TLS an einen Port mit TLS.',
    'Stellen Sie in ihr die Adresse mit wss:// ein, oder den Port ohne TLS mit ws://.',
  ],
  BB_STATION_OLD_TLS: [
    'Die Station kam mit OCPP 2.x über TLS 1.0 oder 1.1; nötig ist TLS 1.2.',
    'Nehmen Sie den Eingang ohne „legacy“; kann sie das nicht, bleibt nur OCPP 1.6.',
  ],
  BB_STATION_OTHER_CERTIFICATE: [
    'Die Station zeigte das Zertifikat von jemand anderem.',
    'Ist es ihre Seriennummer, schreiben Sie diese als „commonName“ in ihre „security“; sonst klären Sie, wessen Zertifikat es ist.',
  ],
  BB_STATION_OTHER_ORGANIZATION: [
    'Das Zertifikat der Station gehört einem anderen Betreiber.',
    'Geben Sie ihr eines ihres Betreibers, oder berichtigen Sie „organization“ in ihrer „security“.',
  ],
  BB_STATION_QUARANTINED: [
    'Die Station ist ausgesperrt, weil sie etwas tat, was keine Station tut.',
    'Sehen Sie in das Protokoll, und lassen Sie sie dann wieder ein.',
  ],
  BB_STATION_REPLACED: [
    'Die Station wurde durch eine andere ersetzt und hat hier keinen Platz mehr.',
    'Schalten Sie sie aus. Soll sie zurückkommen, ersetzt sie ihrerseits die andere.',
  ],
  BB_STATION_RETIRED: [
    'Die Station ist stillgelegt.',
    'Schalten Sie sie aus. Soll sie wieder laden, setzen Sie ihren Zustand auf „installiert“.',
  ],
  BB_STATION_TLS_DISTRUST: [
    'Die Station vertraut dem Zertifikat des Gateways nicht.',
    'Installieren Sie dessen CA in der Station; prüfen Sie den Namen, zu dem sie sich verbindet, und ihre Uhr.',
  ],
  BB_STATION_TLS_ON_PLAIN: [
    'Die Station kam mit TLS an einen Port ohne TLS.',
    'Stellen Sie in ihr die Adresse mit ws:// ein, oder den Port mit TLS mit wss://.',
  ],
  BB_STATION_TLS_SUITES: [
    'Die Station bietet nur Verschlüsselungsverfahren an, von denen das Gateway keines nimmt.',
    'Geben Sie dem Eingang je ein Zertifikat mit RSA und ECDSA; sonst aktualisieren Sie die Station.',
  ],
  BB_STATION_TLS_VERSION: [
    'Die Station kam mit einer zu alten Version von TLS; nötig ist mindestens 1.2.',
    'Aktualisieren Sie die Station. Für alte mit OCPP 1.6 gibt es „legacy: true“ an einem eigenen Eingang.',
  ],
  BB_STATION_TOO_MANY_TRIES: [
    'Die Station wurde in kurzer Zeit zu oft abgewiesen.',
    'Beheben Sie, was davor falsch war; nach einigen Sekunden wird wieder nachgesehen.',
  ],
  BB_STATION_UNKNOWN: [
    'Diese Station steht nicht in der Standortdatei.',
    'Gehört sie hierher, lassen Sie sie zu, oder sie ersetzt eine andere. Groß- und Kleinbuchstaben sind verschieden.',
  ],
  BB_STATION_WRONG_ADDRESS: [
    'Die Station kam von einer anderen Adresse als der, von der sie ohne Passwort kommen darf.',
    'Ist sie umgezogen, berichtigen Sie „address“ in ihrer „security“; sonst finden Sie heraus, wer ihren Namen benutzt.',
  ],
  BB_STATION_WRONG_KEY: [
    'Die Station hat ein Passwort gesendet, das nicht ihr Schlüssel ist.',
    'Berichtigen Sie in ihr den Schlüssel (AuthorizationKey), oder machen Sie auf ihrer Seite einen neuen.',
  ],
  BB_STATION_WRONG_PROFILE: [
    'Die Station kam mit einem anderen Sicherheitsprofil als dem der Standortdatei (mit oder ohne TLS).',
    'Stellen Sie in ihr die passende Adresse ein, oder ändern Sie ihr Profil in der Standortdatei.',
  ],
  BB_STATION_WRONG_USER: [
    'Die Station hat einen falschen Benutzernamen gesendet.',
    'Der Benutzername muss ihre Kennung sein.',
  ],
} as const satisfies Codes;
