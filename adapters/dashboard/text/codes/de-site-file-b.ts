import type { Codes } from './told.ts';

export const siteFileB = {
  BB_CONFIG_NOBODY_ASKED: [
    'Diese Verbindung wird nie nach Karten gefragt, weil sie MQTT spricht.',
    'Geben Sie ihr eine Kartenliste, oder schreiben Sie für „authorization.mode“ local oder free.',
  ],
  BB_CONFIG_NOT_SHARED: [
    '„fallbackAfterSeconds“ gilt nur für eine Station mit „sharedLimit: true“.',
    'Nehmen Sie es heraus, oder schreiben Sie „sharedLimit: true“.',
  ],
  BB_CONFIG_NOT_YET: ['Das kann diese Version des Gateways nicht.', 'Nehmen Sie es heraus, wenn es ein Fehler ist.'],
  BB_CONFIG_NO_CERTIFICATE: [
    'Profil 3 braucht ein Zertifikat des Standorts und dessen Schlüssel.',
    'Schreiben Sie „cert:“ und „key:“ mit den beiden Dateien.',
  ],
  BB_CONFIG_NO_CLIENT_CA: [
    'Profil 3 braucht die CA, die die Zertifikate der Stationen signiert.',
    'Schreiben Sie „clientCa: ca.pem“ in das „tls“ eines Eingangs.',
  ],
  BB_CONFIG_NO_CONTROL: [
    'Kein zentrales System kann etwas starten oder stoppen: keine Verbindung steuert.',
    'Schreiben Sie an eine „role: control“, wenn das nicht gemeint ist.',
  ],
  BB_CONFIG_NO_EVSE: [
    'Die Station hat keinen Ladepunkt.',
    'Schreiben Sie „evses: [ { id: 1, maxAmps: 32 } ]“, oder nennen Sie eine Vorlage, die welche hat.',
  ],
  BB_CONFIG_NO_IDENTITY: [
    'Der Verbindung fehlt ihre Kennung.',
    'Schreiben Sie den Namen, unter dem das zentrale System diesen Standort kennt.',
  ],
  BB_CONFIG_NO_MODE: [
    'Der Verbindung fehlt ihre Art.',
    'Schreiben Sie „mode: aggregate“ (der Standort ist eine Station) oder „mode: relay“ (jede Station für sich).',
  ],
  BB_CONFIG_NO_PASSWORD: [
    'Dieses Profil braucht ein Passwort.',
    'Schreiben Sie „password: managed“ (bei Stationen) oder „password: ${file:/run/secrets/…}“.',
  ],
  BB_CONFIG_NO_PLAIN_LISTENER: [
    'Dieses Profil ist ohne TLS, und jeder Eingang hat TLS.',
    'Schreiben Sie Profil 2, oder fügen Sie einen Eingang ohne „tls“ hinzu.',
  ],
  BB_CONFIG_NO_RATING: [
    'Dem Ladepunkt fehlt sein Nennwert.',
    'Schreiben Sie „maxAmps“ (AC, je Leiter) oder „maxKw“ (DC).',
  ],
  BB_CONFIG_NO_SECURITY: [
    'Nichts sagt, wie sich die Station ausweist.',
    'Schreiben Sie „security: { profile: 1, password: managed }“; das Gateway macht dann den Schlüssel.',
  ],
  BB_CONFIG_NO_TLS_LISTENER: [
    'Dieses Profil ist mit TLS, und kein Eingang hat TLS.',
    'Fügen Sie einen Eingang mit „tls“ und Zertifikaten hinzu.',
  ],
  BB_CONFIG_NO_USER: ['Es gibt ein Passwort und keinen Benutzer.', 'Schreiben Sie auch „username:“.'],
  BB_CONFIG_NO_VERSION: [
    'Der Verbindung fehlt die OCPP-Version.',
    "Schreiben Sie „version:“ mit '1.6', '2.0.1' oder '2.1'.",
  ],
  BB_CONFIG_NUMBER_OF: ['Das nennt keinen Ladepunkt.', 'Schreiben Sie Station, Schrägstrich, Ladepunkt, etwa CP-01/1.'],
  BB_CONFIG_PORT: [
    'Diesen Port gibt es nicht, oder er steht zweimal in der Datei.',
    'Schreiben Sie Ports von 1 bis 65535, jeden nur einmal.',
  ],
  BB_CONFIG_PROFILE_0: [
    'Profil 0 lässt jeden unter dem Namen der Station herein und darf nicht in einer Vorlage stehen.',
    'Schreiben Sie es an die Station selbst, oder besser Profil 1.',
  ],
  BB_CONFIG_PROTECTION_UNKNOWN: [
    'Der Stromkreis wird gemessen, aber was ihn schützt, steht nicht da; gerechnet wird mit dem Empfindlichsten.',
    'Schreiben Sie, was auf dem Gerät steht: „protection: { kind: mccb, ratedAmps: … }“ (mcb, mccb, gG).',
  ],
  BB_CONFIG_RANGE: ['Das ist kein Bereich von Stationen.', 'Schreiben Sie ihn wie CP-[01-60].'],
  BB_CONFIG_RELAY_IDENTITY: [
    'Das Gateway und eine Station hätten nach oben denselben Namen.',
    'Geben Sie dem Gateway einen eigenen, oder lassen Sie „identity“ weg.',
  ],
  BB_CONFIG_RELAY_NO_KEY: [
    'Die Station hat kein Passwort, das sie nach oben zeigen kann.',
    'Schreiben Sie „upstream: { password: ${file:…} }“ an die Station.',
  ],
  BB_CONFIG_RELAY_VERSION: [
    'Ein Relay reicht weiter, was Stationen sagen: beide Seiten müssen dieselbe OCPP-Version sprechen.',
    'Nehmen Sie für diese Station eine andere Verbindung oder Version, oder „mode: aggregate“, das übersetzt.',
  ],
  BB_CONFIG_SECRET_FORM: [
    'Ein Verweis auf ein Geheimnis ist der ganze Wert.',
    'Schreiben Sie nur „${env:NAME}“ oder „${file:/path}“.',
  ],
  BB_CONFIG_SECRET_MISSING: [
    'Das Geheimnis, auf das verwiesen wird, fehlt oder ist nicht zu lesen.',
    'Legen Sie es für den Benutzer an, unter dem das Gateway läuft.',
  ],
  BB_CONFIG_SHARED_KEEPS_LIMIT: [
    'Ist diese Station abgeschnitten, zählt sie die ganze Zeit mit ihrer letzten Grenze.',
    'Fällt sie von selbst zurück, schreiben Sie „fallbackAfterSeconds:“.',
  ],
  BB_CONFIG_SHARED_NO_FALLBACK: [
    'Was diese Station zieht, wenn sie abgeschnitten ist, steht nicht da.',
    'Schreiben Sie „fallbackAmps:“ und „fallbackAfterSeconds:“ nach ihrem „onLoss“.',
  ],
  BB_CONFIG_SHARED_UPSTREAM_KEY: [
    'Mehrere Stationen weisen sich nach oben mit einem Passwort aus.',
    'Schreiben Sie sie einzeln, jede mit eigenem „upstream: { password: … }“.',
  ],
  BB_CONFIG_STATION_NAME: [
    'Der Station fehlt ein gültiger Name.',
    'Schreiben Sie „id“ oder „range“; erlaubt sind 1 bis 48 Buchstaben, Ziffern und wenige Zeichen.',
  ],
  BB_CONFIG_STEPS_BELOW_MIN: [
    'Keine Stufe erreicht den Mindeststrom: so würde nie geladen.',
    'Schreiben Sie alle Stufen, oder berichtigen Sie „minAmps“.',
  ],
  BB_CONFIG_STEP_ABOVE_RATING: [
    'Eine Stufe ist höher als der Nennwert.',
    'Nehmen Sie sie heraus, oder berichtigen Sie den Nennwert.',
  ],
  BB_CONFIG_STEP_ABOVE_WORST_CASE: [
    'Der Sprung der anderen Last ist größer als ihr schlimmster Fall.',
    'Schreiben Sie ein höheres „worstCaseBaseAmps“, oder ein kleineres „worstStepAmps“.',
  ],
  BB_CONFIG_TIME: ['Das ist keine Zeit mit Zeitzone.', 'Schreiben Sie sie wie 2026-05-01T19:00:00Z.'],
  BB_CONFIG_TIMEZONE: ['Diese Zeitzone gibt es nicht.', 'Schreiben Sie einen Namen der IANA, etwa Europe/Berlin.'],
  BB_CONFIG_TLS_LEGACY: [
    'Dieser Eingang nimmt TLS 1.0 und 1.1: wer an der Leitung sitzt, kann mitlesen.',
    'Lassen Sie daran nur alte Stationen mit OCPP 1.6, in einem eigenen Netz.',
  ],
  BB_CONFIG_TOO_LONG: [
    'Die Datei ist zu lang.',
    'Prüfen Sie, ob es die richtige ist; große Dateien ändern Sie in einem Editor.',
  ],
  BB_CONFIG_TOO_MANY_STATIONS: [
    'Das sind mehr Stationen, als ein Gateway bedient.',
    'Teilen Sie den Standort auf mehrere Gateways auf.',
  ],
  BB_CONFIG_TOPIC: [
    'Damit kann ein Topic nicht beginnen.',
    'Schreiben Sie Ebenen mit „/“ dazwischen, ohne „+“, „#“ und ohne „/“ an den Enden: „busbar/v1“.',
  ],
  BB_CONFIG_TWO_CONTROLS: [
    'Zwei Verbindungen würden dieselbe Station steuern.',
    'Machen Sie eine zu „observe“, oder teilen Sie die Stationen mit „stations“ auf.',
  ],
  BB_CONFIG_TWO_NUMBERS: [
    'Dieser Ladepunkt hat hier eine andere Nummer nach oben als an der Station.',
    'Behalten Sie die, unter der ihn das zentrale System kennt.',
  ],
  BB_CONFIG_TWO_PROOFS: [
    'Zertifikat und Passwort passen nicht zum Profil.',
    'Profil 3 hat „cert“ und „key“, Profil 2 ein Passwort.',
  ],
  BB_CONFIG_TWO_RELAYS: [
    'Diese Station würde über zwei Verbindungen weitergereicht.',
    'Teilen Sie die Stationen mit „stations“ auf, oder machen Sie eine „mode: aggregate“.',
  ],
  BB_CONFIG_TYPE: ['Dieser Wert ist von der falschen Art.', 'Was hier stehen muss, steht darunter.'],
  BB_CONFIG_UNKNOWN_CIRCUIT: ['Diesen Stromkreis gibt es nicht.', 'Schreiben Sie einen von „circuits“.'],
  BB_CONFIG_UNKNOWN_KEY: [
    'Diesen Schlüssel gibt es hier nicht.',
    'Vielleicht ist er falsch geschrieben oder falsch eingerückt.',
  ],
  BB_CONFIG_UNKNOWN_NAME: ['Diesen Namen gibt es in der Datei nicht.', 'Nehmen Sie einen, der darunter steht.'],
  BB_CONFIG_UNKNOWN_STATION: [
    'Diese Station gibt es nicht.',
    'Nennen Sie Stationen oder Bereiche, die in dieser Datei stehen.',
  ],
  BB_CONFIG_UNKNOWN_TEMPLATE: [
    'Diese Vorlage gibt es nicht.',
    'Fügen Sie sie unter „templates“ hinzu, oder nehmen Sie eine andere.',
  ],
  BB_CONFIG_UNREADABLE: ['Die Datei ist nicht zu lesen.', 'Prüfen Sie Pfad und Rechte.'],
  BB_CONFIG_UPLINK_KEY: [
    'Ein Schlüssel passt nicht zu dieser Art von Verbindung.',
    'Nehmen Sie ihn heraus, oder ändern Sie die Art.',
  ],
  BB_CONFIG_URL: [
    'Diese Adresse passt nicht zu dieser Art von Verbindung.',
    'Für MQTT: „mqtts://broker.example:8883“; für OCPP: wss:// oder ws://, ohne Benutzer und Passwort.',
  ],
  BB_CONFIG_VALUE: ['Dieser Wert ist nicht erlaubt.', 'Was erlaubt ist, steht darunter.'],
  BB_CONFIG_WEAK_KEY: [
    'Dieses Passwort ist so kurz, dass es erraten werden kann.',
    'Lassen Sie das Gateway eines machen: „password: managed“.',
  ],
  BB_CONFIG_WINDOW_ABOVE_LIMIT: [
    'In dieser Tageszeit hätte der Stromkreis mehr als seine Grenze; eine Tageszeit senkt nur.',
    'Schreiben Sie weniger, oder erhöhen Sie „limitAmps“ und begrenzen die anderen Zeiten.',
  ],
  BB_CONFIG_WINDOW_ALL_DAY: [
    'Diese Tageszeit dauert 24 Stunden.',
    'Schreiben Sie „00:00“ bis „24:00“, wenn das gemeint ist.',
  ],
  BB_CONFIG_YAML: [
    'Die Datei ist kein gültiges YAML.',
    'Prüfen Sie in dieser Zeile Einrückung, Klammern und Anführungszeichen.',
  ],
  BB_SITE_BASE_ABOVE_LIMIT: [
    'Die andere Last darf mehr ziehen, als dieser Stromkreis trägt: so kann kein Fahrzeug sicher laden.',
    'Berichtigen Sie „worstCaseBaseAmps“ oder „limitAmps“.',
  ],
  BB_SITE_FALLBACKS_ABOVE_LOSS: [
    'Ist auch das Gateway weg, ziehen die Stationen mehr, als ohne diese Verbindung erlaubt ist.',
    'Senken Sie „fallbackAmps“, oder schreiben Sie hier ein höheres „onLoss.amps“.',
  ],
  BB_SITE_FALLBACK_DOES_NOT_FIT: [
    'Die angegebenen Rückfallwerte und die andere Last sind zusammen mehr, als dieser Stromkreis trägt.',
    'Senken Sie „fallbackAmps“, oder schreiben Sie „auto“.',
  ],
  BB_SITE_METER_SLOW: [
    'Dieser Zähler wird so selten gelesen, dass für Sprünge der anderen Last viel frei bleiben muss.',
    'Lassen Sie ihn öfter lesen („periodMs“), am besten jede Sekunde.',
  ],
  BB_SITE_RESERVE_TAKES_ALL: [
    'Für einen Sprung der anderen Last muss so viel frei bleiben, dass der Zähler den Stationen nichts mehr bringt.',
    'Schreiben Sie „worstStepAmps“ und „protection“; ein öfter gelesener Zähler hilft auch.',
  ],
  BB_TOKENS_DOUBLE: [
    'Diese Karte steht zweimal in der Liste.',
    'Lassen Sie jeder einen Platz, als Karte oder als weiterer Name.',
  ],
  BB_CONFIG_ENROLMENT_LONG: [
    'Unbekannte Stationen würden länger eingelassen als erlaubt.',
    'Schreiben Sie eine frühere Zeit, oder „until: null“.',
  ],
} as const satisfies Codes;
