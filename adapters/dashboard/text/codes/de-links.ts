import type { Codes } from './told.ts';

export const links = {
  BB_API_LAN: [
    'Andere Geräte erreichen das Dashboard nicht, oder sein Zertifikat kann nicht erneuert werden. Alles andere läuft weiter.',
    'Schreiben Sie ein anderes „api.lan“, oder beenden Sie, was den Port belegt.',
  ],
  BB_API_PORT: [
    'Befehle auf diesem Computer erreichen das Gateway nicht: der Port ist belegt. Alles andere läuft weiter.',
    'Schreiben Sie ein anderes „api.listen“, oder beenden Sie, was den Port belegt.',
  ],
  BB_CERTIFICATE_EXPIRED: [
    'Ein Zertifikat ist abgelaufen.',
    'Legen Sie ein neues an seine Stelle; es gilt nach wenigen Sekunden.',
  ],
  BB_CERTIFICATE_EXPIRES: [
    'Ein Zertifikat läuft bald ab.',
    'Legen Sie ein neues an seine Stelle; es gilt nach wenigen Sekunden, und niemand wird getrennt.',
  ],
  BB_CERTIFICATE_FILE: [
    'Eine Zertifikatsdatei kann nicht verwendet werden; wer daran erkannt wird, ist nicht neu zu erreichen.',
    'Legen Sie dort die PEM-Datei der Zertifizierungsstelle (CA) ab.',
  ],
  BB_TLS_CLOSED: [
    'Über TLS kommt an diesem Eingang niemand herein: seine Zertifikate sind nicht zu verwenden.',
    'Berichtigen Sie die Dateien, die darunter stehen.',
  ],
  BB_TLS_LAST_GOOD: [
    'Die neuen Zertifikate dieses Eingangs werden nicht verwendet; die bisherigen gelten weiter.',
    'Berichtigen Sie die Dateien, die darunter stehen.',
  ],
  BB_TLS_LEGACY: [
    'Dieser Eingang nimmt TLS 1.0 und 1.1 an, die nicht mehr sicher sind.',
    'Halten Sie ihn für alte Stationen mit OCPP 1.6, und nehmen Sie „legacy“ heraus, wenn sie weg sind.',
  ],
  BB_CLOCK_DIFFERS: [
    'Die Uhr dieses Computers weicht von der des zentralen Systems ab.',
    'Prüfen Sie die Zeitsynchronisation (timedatectl); stimmt sie, sagen Sie es dem Betreiber des Systems.',
  ],
  BB_CLOCK_UNTRUSTED: [
    'Die Uhr dieses Computers kann nicht stimmen.',
    'Schalten Sie die Zeitsynchronisation ein (timedatectl set-ntp true) oder stellen Sie die Uhr; tauschen Sie dann ihre Batterie.',
  ],
  BB_FACT_SET_ASIDE: [
    'Eine Zeile des Journals ist nicht zu lesen und wurde beiseite gelegt; alles andere läuft weiter.',
    'Heben Sie das Datenverzeichnis für die Entwickler auf.',
  ],
  BB_FIRMWARE_FETCH: [
    'Firmware, die verteilt werden soll, konnte nicht geholt werden.',
    'Prüfen Sie die Adresse, die das zentrale System nennt.',
  ],
  BB_FIRMWARE_LOST: [
    'Firmware, die verteilt wurde, ist nicht mehr auf der Platte.',
    'Lassen Sie sie noch einmal verteilen.',
  ],
  BB_FIRMWARE_REFUSED: [
    'Ein zentrales System wollte Firmware verteilen lassen und wurde abgelehnt.',
    'Der Grund steht darunter.',
  ],
  BB_UPLOAD_FAILED: [
    'Diagnosedaten, die ein zentrales System haben wollte, konnten nicht hochgeladen werden.',
    'Prüfen Sie die Adresse, die das zentrale System nennt.',
  ],
  BB_UPLOAD_SCHEME: [
    'Ein zentrales System will Diagnosedaten an eine Adresse, die weder http:// noch https:// ist.',
    'Geben Sie ihm eine Adresse für HTTP.',
  ],
  BB_UPLINK_BUDGET: [
    'Das Tagesvolumen dieser Verbindung ist knapp oder verbraucht. Ladungen, Antworten und Alarme gehen weiter hinaus.',
    'Schreiben Sie ein höheres „bytesPerDay“ oder ein längeres „sampleSeconds“.',
  ],
  BB_UPLINK_BUSY: ['Das zentrale System hat gerade keinen Platz.', 'Nichts: es wird von selbst wieder versucht.'],
  BB_UPLINK_CA_FILE: [
    'Die Datei unter „security: { ca: … }“ ist nicht zu verwenden; darum wird nichts gesendet.',
    'Legen Sie dort das CA-Zertifikat des zentralen Systems als PEM ab.',
  ],
  BB_UPLINK_CERTIFICATE: [
    'Unser Zertifikat für das zentrale System wurde nicht erneuert. Das jetzige bleibt in Gebrauch.',
    'Morgen wird es wieder versucht. Bleibt es so, fragen Sie den Betreiber.',
  ],
  BB_UPLINK_CERTIFICATE_ENDS: [
    'Unser Zertifikat für das zentrale System läuft bald ab.',
    'Kommt kein neues von selbst, holen Sie eines beim Betreiber und legen Sie es in die Dateien unter „security“.',
  ],
  BB_UPLINK_CERT_EXPIRED: [
    'Das Zertifikat des zentralen Systems ist abgelaufen; darum wird nichts gesendet.',
    'Geht die Uhr hier falsch, stellen Sie sie; sonst muss der Betreiber es erneuern.',
  ],
  BB_UPLINK_CERT_INVALID: [
    'Das Zertifikat des zentralen Systems ist nicht in Ordnung; darum wird nichts gesendet.',
    'Sein Betreiber muss es ansehen.',
  ],
  BB_UPLINK_CERT_NAME: [
    'Das Zertifikat des zentralen Systems ist für jemand anderen ausgestellt; darum wird nichts gesendet.',
    'Prüfen Sie den Namen in „url“. Stimmt er, steht vielleicht jemand dazwischen.',
  ],
  BB_UPLINK_CERT_NOT_YET_VALID: [
    'Das Zertifikat des zentralen Systems gilt noch nicht; darum wird nichts gesendet.',
    'Prüfen Sie die Uhr dieses Computers; stimmt sie, muss der Betreiber es ansehen.',
  ],
  BB_UPLINK_CERT_UNKNOWN_CA: [
    'Niemand, dem dieser Computer vertraut, hat das Zertifikat des zentralen Systems signiert; darum wird nichts gesendet.',
    'Hat das System eine eigene CA, nennen Sie deren PEM-Datei unter „security: { ca: … }“.',
  ],
  BB_UPLINK_CLOSED: [
    'Das zentrale System schließt die Verbindung, bevor es etwas antwortet.',
    'Fragen Sie seinen Betreiber, warum es diese Kennung nicht annimmt.',
  ],
  BB_UPLINK_CUT: [
    'Für diese Verbindung wartete mehr, als aufgehoben werden darf; das Älteste wurde ausgelassen, und das wird ihr gesagt.',
    'Prüfen Sie, warum sie nicht abnimmt.',
  ],
  BB_UPLINK_DNS: [
    'Der Name des zentralen Systems wird nicht gefunden.',
    'Prüfen Sie „url“, den DNS-Server dieses Computers und ob das Internet erreichbar ist.',
  ],
  BB_UPLINK_FAILED: [
    'Die Verbindung zum zentralen System scheitert.',
    'Was das Netz dazu sagt, steht darunter. Es wird von selbst wieder versucht.',
  ],
  BB_UPLINK_FORBIDDEN: [
    'Das zentrale System kennt dieses Gateway und lässt es nicht herein.',
    'Fragen Sie seinen Betreiber, ob der Ladepunkt gesperrt ist oder nur von einer anderen Adresse kommen darf.',
  ],
  BB_UPLINK_HTTP: [
    'Unter dieser Adresse antwortet etwas, aber es öffnet keinen WebSocket.',
    'Prüfen Sie „url“ und jeden Proxy dazwischen.',
  ],
  BB_UPLINK_NOT_FOUND: [
    'Das zentrale System kennt diesen Ladepunkt unter dieser Adresse nicht.',
    'Prüfen Sie Pfad und Kennung; die Kennung wird an „url“ angehängt.',
  ],
  BB_UPLINK_PARKED: [
    'Das zentrale System hat Nachrichten endgültig abgelehnt.',
    'Sehen Sie sie auf der Seite Jetzt an, und senden Sie sie noch einmal oder verwerfen Sie sie.',
  ],
  BB_UPLINK_REDIRECTED: [
    'Das zentrale System verweist an eine andere Adresse. Dem wird nicht gefolgt, weil das Passwort mitginge.',
    'Schreiben Sie die neue Adresse in die Standortdatei.',
  ],
  BB_UPLINK_REFUSED: [
    'Unter der Adresse des zentralen Systems hört niemand zu.',
    'Prüfen Sie Name und Port in „url“; stimmen sie, ist das System aus.',
  ],
  BB_UPLINK_SILENT: [
    'Das zentrale System nimmt die Verbindung an und antwortet nicht. Was es bekommen muss, wird aufgehoben.',
    'Es wird von selbst wieder versucht; bleibt es so, muss sein Betreiber nachsehen.',
  ],
  BB_UPLINK_SUBPROTOCOL: [
    'Das zentrale System spricht nicht die OCPP-Version aus der Standortdatei.',
    'Prüfen Sie dort, welche Version für dieses Gateway eingestellt ist.',
  ],
  BB_UPLINK_TIMEOUT: [
    'Das zentrale System antwortet nicht.',
    'Prüfen Sie, ob eine Firewall diesen Computer zu diesem Port hinauslässt.',
  ],
  BB_UPLINK_TLS: [
    'Mit dem zentralen System kommt kein TLS zustande.',
    'Prüfen Sie den Port: mit einem Server ohne TLS wird unter wss:// nie gesprochen.',
  ],
  BB_UPLINK_TLS_CIPHER: [
    'Das zentrale System bietet kein sicheres Verschlüsselungsverfahren an; darum wird nichts gesendet.',
    'Sein Betreiber muss eines einschalten, das OCPP nennt.',
  ],
  BB_UPLINK_TLS_VERSION: [
    'Das zentrale System bietet kein TLS ab Version 1.2 an; darum wird nichts gesendet.',
    'Sein Betreiber muss TLS 1.2 einschalten.',
  ],
  BB_UPLINK_UNAUTHORIZED: [
    'Das zentrale System lehnt Kennung oder Passwort ab.',
    'Vergleichen Sie beides mit dem zentralen System; stimmen sie, will es den Schlüssel vielleicht in anderer Form (keyEncoding).',
  ],
  BB_UPLINK_UNDELIVERED: [
    'Diese Verbindung hat noch Ladungen zuzustellen und bleibt darum, wie sie war.',
    'Stellen Sie die Verbindung zum alten Ziel her, oder geben Sie die Ladungen auf.',
  ],
  BB_UPLINK_UNREACHABLE: [
    'Zum zentralen System führt kein Weg.',
    'Prüfen Sie Kabel, Modem und die Standardroute dieses Computers.',
  ],
  BB_UPLINK_UNSENDABLE: [
    'Eine Nachricht kann diesem System nicht gesagt werden und ist als unzustellbar aufgehoben.',
    'Klären Sie es mit dem Betreiber; die Angaben stehen darunter.',
  ],
} as const satisfies Codes;
