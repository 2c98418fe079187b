import type { Codes } from './told.ts';

export const devices = {
  BB_BROKER: [
    'Dieser MQTT-Broker ist nicht zu verwenden; was über ihn kommt, fehlt.',
    'Prüfen Sie „brokers“ in der Standortdatei: Adresse, Benutzer, Passwort, „clientId“ und Zertifikat. Einzelheiten stehen darunter.',
  ],
  BB_DRIVER_LAST_GOOD: [
    'Die neue Beschreibung dieses Gerätetyps hat Fehler; die bisherige bleibt in Kraft.',
    'Berichtigen Sie die Datei; „busbar check“ sagt alles dazu.',
  ],
  BB_MODBUS_CHARGES_UNASKED: [
    'Dieser Ladepunkt lädt, obwohl dort niemand freigegeben wurde.',
    'Schalten Sie seine eigene Freigabe ab, oder suchen Sie ein zweites System, das ihn steuert.',
  ],
  BB_MODBUS_COUNTER_CHANGED: [
    'Der Energiezähler dieses Geräts ist gesprungen: es wurde wohl getauscht oder zurückgesetzt.',
    'Das Gateway zählt von seinem Stand weiter. Hat niemand etwas getan, prüfen Sie das Register.',
  ],
  BB_MODBUS_FROZEN: [
    'Die Werte dieses Zählers ändern sich nicht mehr; er zählt als ausgefallen.',
    'Starten Sie den Zähler oder seinen Umsetzer neu, und prüfen Sie, ob er dort sitzt, wo diese Stationen hängen.',
  ],
  BB_MODBUS_HEARTBEAT: [
    'Diese Station nimmt die Lebenszeichen des Gateways nicht an. Sie geht auf ihren Rückfallwert und zählt so.',
    'Prüfen Sie die Leitung.',
  ],
  BB_MODBUS_LIMIT_IGNORED: [
    'Diese Station zieht mehr, als sie darf.',
    'Prüfen Sie ihre Betriebsart: manche nehmen Grenzen nur an, wenn die Steuerung über Modbus eingeschaltet ist.',
  ],
  BB_MODBUS_LIMIT_LOST: [
    'In dieser Station steht eine andere Grenze, als ihr gesagt wurde. Sie wird noch einmal geschrieben.',
    'Suchen Sie, wer sonst ihre Grenze schreibt: eine App, ein OCPP-Profil, ein zweiter Master.',
  ],
  BB_MODBUS_NO_DRIVER: [
    'Zu diesem Gerät gibt es keine passende Beschreibung.',
    'Schreiben Sie den Namen einer Beschreibung aus config/devices.',
  ],
  BB_MODBUS_NO_SUNSPEC: [
    'Dieses Gerät antwortet, aber nicht nach SunSpec. Es wird nicht gelesen.',
    'Schalten Sie SunSpec in seinem Menü ein, prüfen Sie „unit“, oder wählen Sie eine andere Beschreibung.',
  ],
  BB_MODBUS_NO_SUNSPEC_MODEL: [
    'Dieses Gerät spricht SunSpec, hat aber unter dieser Adresse nichts, was das Gateway liest.',
    'Prüfen Sie „unit“ und die Parameter in der Standortdatei.',
  ],
  BB_MODBUS_OTHER_DEVICE: [
    'Unter dieser Adresse antwortet ein anderes Gerät, als die Standortdatei sagt.',
    'Wählen Sie die Beschreibung dieses Produkts, oder prüfen Sie „host“ und „unit“.',
  ],
  BB_MODBUS_PHASES_DO_NOT_ADD_UP: [
    'Gesamtleistung und Leistung der Phasen passen bei diesem Zähler nicht zusammen.',
    'Prüfen Sie die Anschlussart (drei oder vier Leiter) und die Richtung jedes Stromwandlers.',
  ],
  BB_MODBUS_PHASES_IGNORED: [
    'Diese Station wurde auf eine Phase geschaltet und zieht auf mehreren.',
    'Schalten Sie noch einmal um. Bleibt es so, ist ihre Umschaltung aus, oder das Relais klemmt.',
  ],
  BB_MODBUS_REFUSED: [
    'Dieses Gerät verweigert einen Wert, nach dem es gefragt wird.',
    'Prüfen Sie, ob die Beschreibung zu Produkt und Firmware passt und Modbus ganz eingeschaltet ist.',
  ],
  BB_MODBUS_SECOND_LIMIT: [
    'Diese Station zieht deutlich weniger, als sie darf: vielleicht begrenzt sie noch etwas anderes.',
    'Ist es bei jedem Fahrzeug so, suchen Sie einen DIP-Schalter, ein OCPP-Profil, das Kabel oder eine App.',
  ],
  BB_MODBUS_SERVER_UNIT: [
    'Ein Gerät des Modbus-Servers wird nicht gezeigt: die Nummer, die es haben soll, gibt es bei ihm nicht.',
    'Schreiben Sie eine vorhandene Nummer als „deviceUnit“, oder nehmen Sie den Eintrag heraus.',
  ],
  BB_MODBUS_SETUP: [
    'Dieses Gerät hat nicht angenommen, was ihm nach dem Verbinden gesagt werden muss. Sein Rückfallwert kann anders sein als gedacht.',
    'Prüfen Sie, ob die Beschreibung zu seiner Firmware passt.',
  ],
  BB_MODBUS_STATE: [
    'Dieses Gerät meldet einen Zustand, den seine Beschreibung nicht kennt. Der letzte bekannte zählt.',
    'Teilen Sie uns die Werte und die Firmware mit.',
  ],
  BB_MODBUS_UNREADABLE: [
    'Ein Wert dieses Geräts ergibt keinen Sinn und wird nicht verwendet.',
    'Prüfen Sie, ob die Beschreibung zu Produkt und Firmware passt.',
  ],
  BB_NETWORK_PROFILE: [
    'Ein zentrales System wollte ändern, wohin sich das Gateway verbindet, und wurde abgelehnt.',
    'Ist es gewollt, ändern Sie „uplinks“ in der Standortdatei.',
  ],
  BB_NUMBER_KEPT: [
    'Dieser Ladepunkt bekommt die Nummer nach oben nicht, die in der Standortdatei steht: er hat schon eine, oder ein anderer hat sie.',
    'Berichtigen Sie die Nummer in der Standortdatei, wie darunter steht.',
  ],
  BB_RELAY_SETTING_KEPT: [
    'Ein zentrales System wollte eine Einstellung dieser Station ändern, mit der sie dem Gateway entgehen könnte. Es wurde abgelehnt.',
    'Ist es gewollt, ändern Sie die Station oder ihren Eintrag in der Standortdatei.',
  ],
  BB_STATION_CERTIFICATE_ENDS: [
    'Das Zertifikat dieser Station läuft bald ab, und sie hat noch kein neues.',
    'Holt sie keines, installieren Sie eines mit dem Werkzeug des Herstellers.',
  ],
  BB_STATION_CERTIFICATE_EXPIRED: [
    'Das Zertifikat dieser Station ist abgelaufen. Sie lädt nicht, bis sie ein neues hat.',
    'Hat sie ein neues, nehmen Sie „acceptExpired“ aus ihrer „security“.',
  ],
  BB_STATION_CERTIFICATE_WANTED: [
    'Diese Station wollte ein Zertifikat und bekam keines, oder nahm es nicht.',
    'Sehen Sie in ihr Sicherheitsprotokoll.',
  ],
  BB_STATION_CLOCK: [
    'Die Uhr dieser Station geht falsch. Ihre Zeiten werden weitergegeben, wie sie sie schreibt.',
    'Stellen Sie ihre Uhr oder Zeitzone.',
  ],
  BB_STATION_DUPLICATE: [
    'Ein zweites Gerät meldet sich mit der Kennung und dem Schlüssel dieser Station.',
    'Geben Sie einem der beiden eine andere Kennung. Sind Ihnen beide fremd, geben Sie der Station einen neuen Schlüssel.',
  ],
  BB_STATION_FLOOD: [
    'Diese Station sendet zu viel auf einmal und wird langsamer gelesen.',
    'Suchen Sie ihren Fehler, oder jemand anderen mit ihrem Schlüssel.',
  ],
  BB_STATION_FOREIGN: [
    'Diese Station nannte eine Ladung oder Reservierung einer anderen Station. Es hat nichts geändert.',
    'Prüfen Sie, ob zwei Geräte vertauscht sind oder jemand ihren Schlüssel benutzt.',
  ],
  BB_STATION_KEY_ENCODING: [
    'Diese Station sendet den richtigen Schlüssel, aber in anderer Form als erwartet.',
    'Schreiben Sie „keyEncoding“ an die Station oder ihre Vorlage; welche Form, steht darunter.',
  ],
  BB_STATION_LIST: [
    'Diese Station hat ihre Kartenliste nicht angenommen: ohne das Gateway lehnt sie bekannte Karten ab.',
    'Prüfen Sie ihre lokale Liste und ihren Speicher.',
  ],
  BB_STATION_PROBLEM: ['Diese Station meldet eine Störung.', 'Sehen Sie sich die Station an.'],
  BB_STATION_REBOOT_REQUIRED: [
    'Eine Einstellung dieser Station gilt erst nach einem Neustart.',
    'Starten Sie sie neu, wenn dort niemand lädt.',
  ],
  BB_STATION_REFUSES: [
    'Diese Station lehnt eine Anweisung nach der anderen ab und wird eine Weile in Ruhe gelassen.',
    'Starten Sie sie neu, oder melden Sie sie mit dem Werkzeug des Herstellers neu an.',
  ],
  BB_STATION_SECURITY: [
    'Diese Station meldet ein Sicherheitsereignis.',
    'Sehen Sie sich die Station und ihr Sicherheitsprotokoll an.',
  ],
  BB_STATION_SLOW: [
    'Diese Station antwortet sehr spät. Von jetzt an wird länger auf sie gewartet.',
    'Prüfen Sie ihre Netzverbindung.',
  ],
  BB_READ_FAILED: ['Eine Nachricht konnte nicht gelesen werden.', 'Senden Sie den Mitschnitt an die Entwickler.'],
  BB_ANSWER_REFUSED: [
    'Eine Antwort des Gateways wurde von der Gegenseite nicht verstanden.',
    'Senden Sie den Mitschnitt an die Entwickler.',
  ],
  BB_CALL_UNSENDABLE: [
    'Eine Nachricht wurde nicht gesendet, weil sie gegen den Standard verstieße.',
    'Senden Sie die Angaben darunter an die Entwickler.',
  ],
} as const satisfies Codes;
