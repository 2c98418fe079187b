import type { Codes } from './told.ts';

export const problems = {
  BB_ACCESS_CURRENT: ['Es fehlt das bisherige Passwort.', 'Geben Sie auch das Passwort ein, das jetzt gilt.'],
  BB_ACCESS_DISK: [
    'Das konnte nicht gespeichert werden. Nichts hat sich geändert.',
    'Schaffen Sie Platz auf der Platte, und prüfen Sie die Rechte des Datenverzeichnisses.',
  ],
  BB_ACCESS_FULL: ['Es gibt schon so viele Benutzer oder API-Schlüssel wie erlaubt.', 'Entfernen Sie zuerst einen.'],
  BB_ACCESS_LAST_ADMIN: ['Das ist der letzte Administrator.', 'Machen Sie zuerst jemand anderen zum Administrator.'],
  BB_ACCESS_TOKEN_UNKNOWN: ['Diesen API-Schlüssel gibt es nicht.', 'Laden Sie die Seite neu.'],
  BB_ACCESS_USER_EXISTS: ['Diesen Benutzer gibt es schon.', 'Nehmen Sie einen anderen Namen.'],
  BB_ACCESS_USER_UNKNOWN: ['Diesen Benutzer gibt es nicht.', 'Laden Sie die Seite neu.'],
  BB_API_AWAY: ['Das laufende Gateway antwortet nicht.', 'Sehen Sie nach, ob es läuft.'],
  BB_API_BODY: ['Die Angaben sind so nicht zu verwenden.', 'Was falsch ist, steht darunter.'],
  BB_API_CSRF: ['Diese Anfrage kam nicht von der Seite des Gateways.', 'Laden Sie die Seite neu.'],
  BB_API_EVENTS_FULL: [
    'Es schauen schon so viele zu wie möglich.',
    'Schließen Sie andere Fenster mit diesem Dashboard.',
  ],
  BB_API_FAILED: ['Das Gateway konnte es nicht tun.', 'Der Grund steht darunter. Versuchen Sie es noch einmal.'],
  BB_API_HOST: [
    'Unter diesem Namen antwortet das Gateway nicht.',
    'Nehmen Sie seine Adresse, oder schreiben Sie den Namen unter „api.hosts“ in die Standortdatei.',
  ],
  BB_API_IF_MATCH: [
    'Es fehlt, welcher Stand der Datei gemeint ist.',
    'Laden Sie die Seite neu, und machen Sie die Änderung noch einmal.',
  ],
  BB_API_METHOD: ['Das ist hier nicht möglich.', 'Laden Sie die Seite neu.'],
  BB_API_ORIGIN: ['Eine Seite von anderswo hat das verlangt.', 'Benutzen Sie die Seite des Gateways selbst.'],
  BB_API_QUERY: ['Die Suche ist so nicht möglich.', 'Was falsch ist, steht darunter.'],
  BB_API_TIMEOUT: [
    'Das Gateway hat nicht rechtzeitig geantwortet.',
    'Sehen Sie nach, ob es geschehen ist, bevor Sie es noch einmal versuchen.',
  ],
  BB_API_UNCLAIMED: [
    'Dieses Gateway gehört noch niemandem.',
    'Führen Sie „busbar claim“ am Gerät aus, und geben Sie den Code ein.',
  ],
  BB_BACKUP_FAILED: ['Es wurde keine Sicherung gemacht.', 'Der Grund steht darunter.'],
  BB_CIRCUIT_UNKNOWN: ['Diesen Stromkreis gibt es nicht.', 'Wählen Sie einen der Standortdatei.'],
  BB_EVSE_LIMIT_SHARED: [
    'Diese Station nimmt eine Grenze für alle ihre Ladepunkte: einer allein kann nicht gesenkt werden.',
    'Begrenzen Sie den Stromkreis.',
  ],
  BB_EVSE_UNKNOWN: ['Diesen Ladepunkt gibt es nicht.', 'Er wird als Station/Ladepunkt geschrieben, etwa CP-01/1.'],
  BB_EXPORT_BUSY: ['Es laufen schon so viele Exporte wie möglich.', 'Versuchen Sie es wieder, wenn einer zu Ende ist.'],
  BB_EXPORT_FAILED: ['Der Export ist abgebrochen: was da ist, ist nicht alles.', 'Versuchen Sie es noch einmal.'],
  BB_EXPORT_TIME: ['Diese Zeit ist so nicht zu verwenden.', 'Schreiben Sie einen Tag, und das Ende nach dem Anfang.'],
  BB_FILE_UNREADABLE: ['Eine Datei ist nicht zu lesen.', 'Prüfen Sie Pfad und Rechte.'],
  BB_FIND_PHASES_INTERRUPTED: ['Die Prüfung der Phasen wurde beendet, bevor sie fertig war.', 'Beginnen Sie sie neu.'],
  BB_FIND_PHASES_NONE: ['Für diesen Ladepunkt läuft keine Prüfung der Phasen.', 'Beginnen Sie eine.'],
  BB_GRID_ABSENT: ['Dieser Standort hat keine Steuerbox.', 'Schreiben Sie „gridControl:“ in die Standortdatei.'],
  BB_GRID_FAILSAFE: [
    'Dieser Ersatzwert gilt nicht. Was in Kraft war, bleibt.',
    'Er ist mindestens 0 und hält 2 bis 24 Stunden.',
  ],
  BB_GRID_LIMIT: [
    'Diese Grenze gilt nicht. Was in Kraft war, bleibt.',
    'Geben Sie „amps“ oder „watts“ an, mindestens 0.',
  ],
  BB_GRID_NO_HEARTBEAT: [
    'Eine Grenze der Steuerbox gilt erst nach ihrem Lebenszeichen, und keines war zu hören.',
    'Senden Sie zuerst das Lebenszeichen, dann die Grenze.',
  ],
  BB_LETTER_UNKNOWN: ['Diese abgelehnte Nachricht gibt es nicht mehr.', 'Laden Sie die Liste neu.'],
  BB_LETTER_UNSENDABLE: [
    'Diese Nachricht verstößt gegen OCPP und kann nicht gesendet werden.',
    'Klären Sie es mit dem Betreiber des zentralen Systems, dann verwerfen Sie sie.',
  ],
  BB_LIMIT_ABOVE_CIRCUIT: [
    'Diese Grenze ist höher als die der Standortdatei. Eine Grenze auf Zeit senkt nur.',
    'Geben Sie weniger an, oder nehmen Sie die Grenze zurück.',
  ],
  BB_LIMIT_OVER: ['Diese Grenze wäre schon zu Ende.', 'Prüfen Sie das Ende und die Zeitzone.'],
  BB_LOCKOUT_ABOVE_AGREED: [
    'Der Stromkreis zieht noch mehr als vereinbart, oder sein Zähler fehlt.',
    'Nehmen Sie Last von ihm, und bestätigen Sie dann.',
  ],
  BB_LOCKOUT_ABSENT: ['Dieser Stromkreis ist nicht gesperrt.', 'Laden Sie die Seite neu.'],
  BB_NEEDS: ['Dieser Bedarf ist so nicht zu verwenden.', 'Was falsch ist, steht darunter.'],
  BB_ORDER_REFUSED: [
    'Die Station hat das nicht getan.',
    'Ist sie nicht verbunden, sehen Sie nach ihr. Hat sie nicht geantwortet, sehen Sie nach, ob es geschah. Sonst ist der Ladepunkt belegt, außer Betrieb, oder die Karte gesperrt.',
  ],
  BB_PHASES_NOT_CONNECTED: ['Die Station antwortet nicht.', 'Sehen Sie nach ihr.'],
  BB_PHASES_NOT_SWITCHABLE: ['Dieser Ladepunkt wird nicht umgeschaltet.', 'Der Grund steht darunter.'],
  BB_PHASES_REFUSED: ['Der Ladepunkt wurde nicht umgeschaltet.', 'Der Grund steht darunter.'],
  BB_PHASES_TOO_SOON: [
    'Dieser Ladepunkt wurde eben erst umgeschaltet; Relais und Fahrzeug werden geschont.',
    'Versuchen Sie es etwas später.',
  ],
  BB_PHASES_UNDER_WAY: ['Dieser Ladepunkt wird gerade umgeschaltet.', 'Sehen Sie in einer Minute wieder nach.'],
  BB_PHASES_UNKNOWN: [
    'Ob der Ladepunkt umgeschaltet wurde, ist nicht bekannt. Bis seine Ströme es zeigen, zählt er mit allen Leitern.',
    'Warten Sie auf Messwerte.',
  ],
  BB_PRICES: ['Diese Preise sind so nicht zu verwenden.', 'Was falsch ist, steht darunter.'],
  BB_PROVE_NONE: ['Für diese Station läuft keine Prüfung.', 'Beginnen Sie eine.'],
  BB_RELAY_KEY_IN_FILE: [
    'Das zentrale System hat der Station einen neuen Schlüssel gegeben; der in der Standortdatei bleibt, wie er ist.',
    'Ändern Sie beide, oder schreiben Sie „password: managed“.',
  ],
  BB_RELAY_KEY_NOT_CHANGED: [
    'Der neue Schlüssel der Station konnte hier nicht gespeichert werden; zum Gateway gilt der alte.',
    'Schaffen Sie Platz auf der Platte, und prüfen Sie die Rechte des Datenverzeichnisses.',
  ],
  BB_SESSION_UNKNOWN: ['Diese Ladung gibt es nicht.', 'Suchen Sie sie in der Liste der Ladungen.'],
  BB_SITE_FILE_ADMIN: [
    'Diese Änderung darf nur ein Administrator machen.',
    'Bitten Sie einen Administrator dieses Gateways darum.',
  ],
  BB_SITE_FILE_CHANGED: [
    'Jemand anderes hat die Datei inzwischen geändert; nichts wurde geschrieben.',
    'Sehen Sie sie an, und versuchen Sie es noch einmal.',
  ],
  BB_SITE_FILE_FORM: [
    'Die Datei ist so geschrieben, dass sie hier nicht zeilenweise geändert werden kann.',
    'Ändern Sie sie in einem Editor; sie gilt sofort.',
  ],
  BB_SITE_FILE_PLACE: [
    'Diese Stelle gibt es in der Datei nicht. Nichts wurde geändert.',
    'Sehen Sie die Datei noch einmal an; schreiben Sie zuerst, was darum herum steht.',
  ],
  BB_SITE_FILE_SECRET_GONE: [
    'An einer Stelle steht ein Platzhalter für ein Passwort, und dort war keines.',
    'Schreiben Sie das Passwort, oder besser ${file:/path} oder ${env:NAME}.',
  ],
  BB_SITE_FILE_UNWRITABLE: [
    'Die Datei konnte nicht geschrieben werden. Nichts hat sich geändert.',
    'Schaffen Sie Platz, und prüfen Sie die Rechte; oder ändern Sie sie in einem Editor.',
  ],
  BB_SITE_FILE_WRONG: ['Die Datei auf der Platte ist so nicht zu verwenden.', 'Berichtigen Sie sie zuerst.'],
  BB_STATION_CONNECTED: [
    'Die Station ist verbunden und beendet ihre Ladungen selbst.',
    'Beenden Sie sie an der Station oder vom zentralen System aus.',
  ],
  BB_STATION_EXISTS: [
    'Diese Station steht schon in der Standortdatei.',
    'Wird sie abgewiesen, steht der Grund unter „An der Tür abgewiesen“.',
  ],
  BB_STATION_FAILED: [
    'Das konnte nicht getan werden.',
    'Schaffen Sie Platz, prüfen Sie die Rechte des Datenverzeichnisses, und versuchen Sie es noch einmal.',
  ],
  BB_STATION_KEY_CHANGING: [
    'Der Station wurde schon ein neuer Schlüssel gesagt, und sie ist damit noch nicht gekommen.',
    'Warten Sie, bis sie sich neu verbindet, oder geben Sie einen neuen Schlüssel von Hand ein.',
  ],
  BB_STATION_KEY_GIVEN: [
    'Der Schlüssel dieser Station steht in der Standortdatei selbst.',
    'Ändern Sie ihn dort, oder schreiben Sie „password: managed“.',
  ],
  BB_STATION_KEY_REFUSED: [
    'Die Station hat den neuen Schlüssel nicht angenommen; der alte gilt weiter.',
    'Geben Sie einen neuen Schlüssel von Hand ein.',
  ],
  BB_STATION_KEY_UNANSWERED: [
    'Die Station hat nicht gesagt, ob sie den neuen Schlüssel nahm. Beide gelten, bis sie mit einem davon kommt.',
    'Nichts weiter.',
  ],
  BB_STATION_NOT_READY: [
    'Die Station hat sich eben erst verbunden und ist noch nicht bereit.',
    'Versuchen Sie es gleich noch einmal.',
  ],
  BB_STATION_NO_NUMBERS: [
    'Die Nummern der Station nach oben sind hier nicht bekannt; ohne sie verlöre das zentrale System sie.',
    'Versuchen Sie es, wenn das Gateway läuft.',
  ],
  BB_STATION_NO_TEMPLATE: [
    'Nichts sagt, wie diese Station ist.',
    'Geben Sie Strom und Ladepunkte an, oder eine Vorlage.',
  ],
  BB_STATION_OFFLINE: [
    'Die Station ist nicht verbunden; ihr kann kein Schlüssel gesagt werden.',
    'Warten Sie, bis sie es ist, oder geben Sie einen neuen Schlüssel von Hand ein.',
  ],
  BB_STATION_WITHOUT_KEY: [
    'Diese Station hat Sicherheitsprofil 0 und braucht keinen Schlüssel.',
    'Schreiben Sie zuerst „security: { profile: 1, password: managed }“ an die Station.',
  ],
  BB_TARIFF_ABSENT: [
    'Dieser Standort hat keinen Tarif.',
    'Schreiben Sie „tariff:“ mit Währung und üblichem Preis in die Standortdatei.',
  ],
  BB_TOKENS_FILE_NONE: [
    'Die Standortdatei nennt keine Kartenliste.',
    'Legen Sie eine daneben, und nennen Sie sie als „authorization.localList“.',
  ],
  BB_UPLINK_UNKNOWN: ['Diese Verbindung nach oben gibt es nicht.', 'Laden Sie die Seite neu.'],
  BB_VERSION_CLASH: [
    'Diese Version lässt sich allein nicht zurücknehmen: dieselben Zeilen wurden seither geändert.',
    'Nehmen Sie zuerst die spätere Änderung zurück, oder ändern Sie von Hand.',
  ],
  BB_VERSION_UNDONE: ['Was diese Version geändert hat, steht nicht mehr in der Datei.', 'Nichts ist zurückzunehmen.'],
  BB_VERSION_UNKNOWN: [
    'Diese Version gibt es nicht mehr, oder was vor ihr war, ist nicht bekannt.',
    'Laden Sie die Liste der Versionen neu.',
  ],
  BB_KEYS_UNWRITABLE: [
    'Der neue Schlüssel konnte nicht gespeichert werden.',
    'Schaffen Sie Platz auf der Platte, und prüfen Sie die Rechte des Datenverzeichnisses.',
  ],
} as const satisfies Codes;
