import type { Codes } from './told.ts';

export const siteFileA = {
  BB_CONFIG_ADDRESS: ['Das ist weder eine Adresse noch ein Netz.', 'Schreiben Sie sie wie 10.0.0.7 oder 10.0.0.0/24.'],
  BB_CONFIG_AGREED_UNMETERED: [
    'Niemand misst diesen Stromkreis; so sieht niemand, ob er mehr zieht als vereinbart.',
    'Schreiben Sie „meter:“ mit seinem Zähler, oder statt dessen „limitAmps“.',
  ],
  BB_CONFIG_API_OPEN: [
    'Mit „access: open“ könnte jeder im Netz alles tun.',
    'Nehmen Sie „access: open“ heraus, oder schreiben Sie „lan: off“.',
  ],
  BB_CONFIG_API_PLAIN: [
    'Diese Adresse ist mehr als dieser Computer, und Passwörter gehen nicht unverschlüsselt durch ein Netz.',
    'Schreiben Sie 127.0.0.1:8080; andere kommen über HTTPS („api.lan“).',
  ],
  BB_CONFIG_BROKER: ['Dieser Broker ist so nicht zu verwenden.', 'Prüfen Sie seinen Eintrag unter „brokers“.'],
  BB_CONFIG_BROKER_CLEAR: [
    'Das Passwort geht unverschlüsselt durch das Netz.',
    'Schreiben Sie mqtts://, wenn der Broker TLS kann, und „ca:“, wenn er eine eigene CA hat.',
  ],
  BB_CONFIG_BROKER_UNUSED: [
    'An diesem Broker hängt kein Zähler.',
    'Schreiben Sie „source: mqtt“ und „topic:“ an einen Zähler, oder nehmen Sie den Broker heraus.',
  ],
  BB_CONFIG_CIRCUIT_LOOP: [
    'Dieser Stromkreis hängt an sich selbst.',
    'Die Kette der „parent“ muss am Netzanschluss enden.',
  ],
  BB_CONFIG_CRL_WITHOUT_CA: [
    'Es gibt eine Sperrliste, aber keine CA dazu.',
    'Schreiben Sie „clientCa“ daneben, oder nehmen Sie „crl“ heraus.',
  ],
  BB_CONFIG_DEMAND_WITHOUT_METER: [
    'Niemand misst den Bezug am Netzanschluss: Pläne kennen keine Monatsspitze.',
    'Schreiben Sie „meter:“ an diesen Stromkreis.',
  ],
  BB_CONFIG_DOUBLE_BROKER: ['Dieser Broker steht zweimal da.', 'Geben Sie jedem einen eigenen Namen (id).'],
  BB_CONFIG_DOUBLE_CIRCUIT: ['Dieser Stromkreis steht zweimal da.', 'Geben Sie jedem einen eigenen Namen (id).'],
  BB_CONFIG_DOUBLE_INPUT: ['Dieser Eingang steht zweimal da.', 'Geben Sie jedem einen eigenen Namen (id).'],
  BB_CONFIG_DOUBLE_STATION: ['Diese Station steht zweimal da.', 'Lassen Sie jeder Station einen Eintrag.'],
  BB_CONFIG_DOUBLE_UPLINK: [
    'Diese Verbindung nach oben steht zweimal da.',
    'Geben Sie jeder einen eigenen Namen (id).',
  ],
  BB_CONFIG_DOUBLE_UPSTREAM: [
    'Zwei Ladepunkte hätten nach oben dieselbe Nummer.',
    'Geben Sie jedem eine eigene; ein Bereich oder eine Vorlage kann keine festlegen.',
  ],
  BB_CONFIG_ENCODING: ['Ein Zeichen hier ist nicht UTF-8.', 'Speichern Sie die Datei als UTF-8.'],
  BB_CONFIG_ENROLMENT: [
    'Für das Einlassen vieler Stationen fehlt eine passende Vorlage oder ein Stromkreis.',
    'Nennen Sie eine Vorlage mit „security: { profile: 1, password: managed }“ und „circuit:“.',
  ],
  BB_CONFIG_EVSE_NUMBERS: [
    'Ladepunkte werden lückenlos mit 1, 2, 3 nummeriert.',
    'Nummerieren Sie sie so, in der Reihenfolge der Station.',
  ],
  BB_CONFIG_EXCEPT: [
    'Diese Ausnahme passt zu keinem Bereich von Stationen.',
    'Nehmen Sie sie heraus, oder berichtigen Sie sie.',
  ],
  BB_CONFIG_EXPIRED_FOR_ALL: [
    'Ein abgelaufenes Zertifikat wird nur bei einer einzelnen Station angenommen, nicht in einer Vorlage.',
    'Schreiben Sie „acceptExpired: true“ an diese Station, und nehmen Sie es wieder heraus, wenn sie ein neues hat.',
  ],
  BB_CONFIG_FAILSAFE: [
    'Was gilt, wenn die Steuerbox nicht zu hören ist, fehlt oder steht zweimal da.',
    'Schreiben Sie eines von „failsafeAmps“ und „failsafeWatts“, wie mit dem Netzbetreiber vereinbart.',
  ],
  BB_CONFIG_FALLBACK_ABOVE_RATING: [
    'Der Rückfallwert ist höher als der Nennwert.',
    'Schreiben Sie den Nennwert, weniger, oder „auto“.',
  ],
  BB_CONFIG_FALLBACK_NO_STEP: [
    'Der Rückfallwert ist keine der Stufen des Ladepunkts.',
    'Schreiben Sie eine davon, 0 oder „auto“.',
  ],
  BB_CONFIG_FALLBACK_UNKNOWN: [
    'Die Station fällt nach dieser Zeit zurück, aber nichts sagt, worauf.',
    'Schreiben Sie „fallbackAmps:“ mit dem, was die ganze Station dann je Leiter zieht.',
  ],
  BB_CONFIG_FILES_PATHS: [
    'Ein Eingang für Dateien nimmt keine Stationen an.',
    'Geben Sie den Stationen einen eigenen.',
  ],
  BB_CONFIG_FILES_TLS: ['Dateien werden ohne TLS angeboten.', 'Nehmen Sie „tls“ aus dem Eingang für Dateien.'],
  BB_CONFIG_FILES_TWICE: ['Ein anderer Eingang bietet schon Dateien an.', 'Lassen Sie „files: true“ nur an einem.'],
  BB_CONFIG_FRAMES_ROLE: [
    'Diese Verbindung beobachtet nur, soll aber Stationen antworten („rawFrames: csms“).',
    'Schreiben Sie „role: control“, oder „rawFrames: true“ zum Mitlesen.',
  ],
  BB_CONFIG_GRID: [
    'Genau ein Stromkreis muss der Netzanschluss sein, also ohne „parent“.',
    'Geben Sie allen anderen ihren „parent“.',
  ],
  BB_CONFIG_INPUT_DIM: [
    'Ein Schlüssel dieses Eingangs hat keine Wirkung.',
    'Schreiben Sie „action: dim“, wenn der Standort so viel ziehen darf, oder nehmen Sie ihn heraus.',
  ],
  BB_CONFIG_INPUT_LIMIT: [
    'Was dieser Eingang begrenzt, ist unvollständig oder passt nicht zum Stromkreis.',
    'Schreiben Sie „circuit:“ und „amps:“, höchstens die Grenze des Stromkreises.',
  ],
  BB_CONFIG_INPUT_REGISTER: [
    'Welches Register oder Bit dieser Eingang ist, fehlt.',
    'Schreiben Sie „register:“ mit der Adresse ab 0.',
  ],
  BB_CONFIG_KEY_NOT_HEX: [
    'Der Schlüssel soll als Bytes gesendet werden, ist aber nicht hexadezimal geschrieben.',
    'Schreiben Sie „keyEncoding: text“, oder den Schlüssel hexadezimal.',
  ],
  BB_CONFIG_LAST_GOOD_UNSAVED: [
    'Die Standortdatei gilt, aber ihre Kopie konnte nicht gespeichert werden.',
    'Schaffen Sie Platz, oder berichtigen Sie die Rechte.',
  ],
  BB_CONFIG_LIMIT: [
    'Dieser Stromkreis hat keine brauchbare Grenze.',
    'Schreiben Sie den Nennwert seiner Sicherung, oder weniger.',
  ],
  BB_CONFIG_LIMIT_ABOVE_FUSE: [
    'Die Grenze dieses Stromkreises ist höher als seine Sicherung.',
    'Schreiben Sie höchstens deren Nennwert.',
  ],
  BB_CONFIG_LIMIT_ABOVE_PARENT: [
    'Die Grenze dieses Stromkreises ist höher als die des Stromkreises darüber.',
    'Prüfen Sie beide Werte; der niedrigere gilt.',
  ],
  BB_CONFIG_LOCAL_WITHOUT_LIST: [
    'Der Standort entscheidet nach seinen Listen und hat keine eigene.',
    'Schreiben Sie „localList: tokens.yaml“.',
  ],
  BB_CONFIG_MANY_CONNECTORS: [
    'Das zentrale System sieht einen OCPP-1.6-Ladepunkt mit mehr Anschlüssen, als viele Systeme erwarten.',
    'Probieren Sie es mit ihm aus, oder verteilen Sie die Stationen auf mehrere Verbindungen.',
  ],
  BB_CONFIG_METER_BROKER: [
    'Es ist nicht klar, über welchen Broker dieser Zähler kommt.',
    'Schreiben Sie „broker:“ an den Zähler, und den Broker unter „brokers“.',
  ],
  BB_CONFIG_METER_KEY: [
    'Ein Schlüssel bedeutet bei diesem Zähler nichts.',
    'Nehmen Sie ihn heraus, oder ändern Sie „source“ oder „role“.',
  ],
  BB_CONFIG_METER_PARTIAL: [
    'Die Summe, die diesen Stromkreis misst, lässt einen Teil aus.',
    'Nehmen Sie einen Zähler an seiner Sicherung, oder fügen Sie der Summe den fehlenden hinzu.',
  ],
  BB_CONFIG_METER_SOURCE: ['Diesem Zähler fehlt eine Angabe zu seiner Quelle.', 'Schreiben Sie, was darunter steht.'],
  BB_CONFIG_METER_TWICE: [
    'Zwei Stromkreise nennen denselben Zähler; für einen von ihnen misst er nicht dessen Sicherung.',
    'Nennen Sie ihn nur an dem Stromkreis, an dessen Sicherung er sitzt.',
  ],
  BB_CONFIG_METER_URL: [
    'Diese Adresse kann nicht gefragt werden.',
    'Schreiben Sie sie wie http://10.0.0.5/meter, ohne Benutzer und Passwort.',
  ],
  BB_CONFIG_METER_WITHOUT_WORST_CASE: [
    'Der Stromkreis wird gemessen, aber was alles außer den Stationen höchstens zieht, steht nicht da. Fehlt der Zähler, zählt es als 0 A.',
    'Schreiben Sie „worstCaseBaseAmps“, je Leiter; 0, wo nur Stationen hängen.',
  ],
  BB_CONFIG_MIN_ABOVE_MAX: ['Der Mindeststrom ist höher als der Nennwert.', 'Berichtigen Sie einen von beiden.'],
  BB_CONFIG_MISSING_KEY: ['Hier fehlt ein Schlüssel.', 'Fügen Sie hinzu, was darunter steht.'],
  BB_CONFIG_MODBUS_DEVICE: [
    'Welches Gerät das ist, steht nicht da.',
    'Schreiben Sie „device:“ mit einem Namen aus config/devices, etwa eastron-sdm630.',
  ],
  BB_CONFIG_MODBUS_RANGE: [
    'Mehrere Stationen können nicht ein Modbus-Gerät sein.',
    'Schreiben Sie für jede einen Eintrag; was sie gemeinsam haben, kommt in eine Vorlage.',
  ],
  BB_CONFIG_MODBUS_SERVER_OF: [
    'Dieser Eintrag des Modbus-Servers nennt nichts, was er zeigen kann.',
    'Nennen Sie einen Zähler oder eine Station dieser Datei.',
  ],
  BB_CONFIG_MODBUS_SERVER_UNIT: [
    'Diese Nummer des Modbus-Servers ist schon vergeben.',
    'Geben Sie jedem Gerät eine eigene.',
  ],
  BB_CONFIG_MODBUS_WHERE: [
    'Wo das Gerät ist, fehlt oder steht doppelt da.',
    'Schreiben Sie entweder „bus:“ mit einem aus „buses“, oder „host:“ mit seiner Adresse.',
  ],
  BB_CONFIG_MORE: ['Es folgen noch mehr Fehler.', 'Berichtigen Sie die ersten, und sehen Sie dann wieder nach.'],
} as const satisfies Codes;
