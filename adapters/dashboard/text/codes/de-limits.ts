import type { Codes } from './told.ts';

export const limits = {
  BB_BASE_ABOVE_WORST_CASE: [
    'Die andere Last an diesem Stromkreis ist größer, als die Standortdatei annimmt. Ohne das Gateway ist seine Grenze nicht sicher.',
    'Tragen Sie in der Standortdatei einen höheren Wert als „worstCaseBaseAmps“ ein.',
  ],
  BB_CHARGERS_RELEASED: [
    'Das Gateway begrenzt niemanden: die Stationen haben ihre eigenen Grenzen und zählen mit ihrem Nennwert.',
    '„busbar release --end“ auf dem Gateway nimmt sie zurück.',
  ],
  BB_CIRCUIT_ABOVE_AGREED: [
    'Dieser Stromkreis zieht mehr, als mit dem Netzbetreiber vereinbart ist.',
    'Suchen Sie, was so viel zieht: das Laden wird gesenkt, andere Last nicht.',
  ],
  BB_CIRCUIT_LOCKED_OUT: [
    'Dieser Stromkreis ist gesperrt: er hat zu oft mehr gezogen als vereinbart. Seine Stationen bekommen nur ihre Rückfallwerte.',
    'Finden Sie die Ursache. Dann lassen Sie auf der Seite Jetzt wieder laden.',
  ],
  BB_CIRCUIT_OVERCOMMITTED: [
    'Rückfallwerte, andere Last und Stationen, die keine Grenze annehmen, sind zusammen mehr, als dieser Stromkreis trägt.',
    'Nehmen Sie eine Station von ihm, oder senken Sie „fallbackAmps“.',
  ],
  BB_CIRCUIT_OVERLOADED: [
    'Durch diesen Stromkreis fließt mehr als seine Grenze.',
    'Folgen die Stationen nicht, öffnen Sie deren Schutzschalter; kommt es nicht vom Laden, schalten Sie andere Last ab.',
  ],
  BB_REACTION_SLOW: [
    'Es hat zu lange gedauert, bis der Strom dieses Stromkreises wieder unter seiner Grenze war.',
    'Sehen Sie nach, welche Stationen spät folgen und wie oft die Zähler gelesen werden.',
  ],
  BB_FALLBACK_FAILED: [
    'Die Station ist bei der Prüfung nicht auf ihren Rückfallwert gegangen. Solange sie nicht erreichbar ist, zählt sie mit ihrem Nennwert.',
    'Ändern Sie ihre Firmware oder Einstellungen und prüfen Sie noch einmal (Seite der Station, Prüfung).',
  ],
  BB_FALLBACK_UNPROVED: [
    'Niemand hat bisher gesehen, was Stationen dieses Modells ziehen, wenn das Gateway weg ist.',
    'Prüfen Sie eine von ihnen (Seite der Station, Prüfung).',
  ],
  BB_LIMIT_IGNORED: [
    'Der Ladepunkt zieht mehr, als er darf. Was er zieht, wird gezählt, und andere weichen.',
    'Prüfen Sie Firmware und Ladesteuerung der Station; geht es weiter, öffnen Sie ihren Schutzschalter.',
  ],
  BB_LIMIT_NOT_HELD: [
    'Die Station hat eine Grenze angenommen und meldet trotzdem eine höhere.',
    'Suchen Sie nach einem Ladeprofil eines anderen Systems; sonst setzen Sie die Station auf Werkseinstellungen zurück.',
  ],
  BB_LIMIT_REFUSED: [
    'Der Ladepunkt hat seine Grenze abgelehnt. Er zählt mit dem Höchsten, was er noch halten kann.',
    'Prüfen Sie, ob die Station Ladesteuerung (Smart Charging) kann und sie eingeschaltet ist.',
  ],
  BB_LIMIT_WRITES: [
    'Diese Station hat heute so viele Grenzen bekommen, dass ihr Speicher leiden kann. Bis Mitternacht UTC wird sie nur noch gesenkt.',
    'Suchen Sie, was ihre Grenze so oft ändert.',
  ],
  BB_LIMIT_ZERO_REFUSED: [
    'Der Ladepunkt lehnt eine Grenze von 0 ab und zählt darum immer mit seinem Mindeststrom.',
    'Mit „zeroRefused“ in der Standortdatei wählen Sie, was statt dessen geschieht.',
  ],
  BB_PHASES_SPENT: [
    'Dieser Ladepunkt wurde heute so oft zwischen einer und drei Phasen umgeschaltet, dass es bis Mitternacht UTC unterbleibt.',
    'Kommt das oft vor, legen Sie für die Ladung 1 oder 3 Phasen fest oder laden Sie nicht aus dem Überschuss.',
  ],
  BB_STATION_FOREIGN_PROFILE: [
    'In der Station sind noch Ladeprofile von jemand anderem. Sie können über den Grenzen des Gateways stehen; darum zählt sie mit ihrem Nennwert.',
    'Löschen Sie sie mit dem Werkzeug des Herstellers, trennen Sie die Station vom anderen System und verbinden Sie sie neu.',
  ],
  BB_STATION_KEPT: [
    'Die Station steht nicht mehr in der Standortdatei, aber dort lädt ein Fahrzeug. Bis die Ladung endet, zählt sie weiter.',
    'Beenden Sie die Ladung; ist das Gerät weg, beenden Sie seine Ladungen auf der Seite der Station.',
  ],
  BB_STATION_MOVING: [
    'Die Station zieht an einen anderen Stromkreis um und zählt bis dahin an beiden.',
    'Bleibt das so, sehen Sie nach, warum sie nicht antwortet.',
  ],
  BB_STATION_UNCONTROLLABLE: [
    'Die Station nimmt keine Grenze an und zählt mit ihrem Nennwert, den andere nicht bekommen können.',
    'Prüfen Sie ihre Ladesteuerung (Smart Charging), oder geben Sie ihr einen eigenen Stromkreis.',
  ],
  BB_STATION_UNEXPECTED: [
    'Nach der Standortdatei ist diese Station nicht in Betrieb, aber sie ist verbunden. Sie zählt mit ihrem Nennwert.',
    'Ist sie in Betrieb, schreiben Sie „state: installed“. Wenn nicht, öffnen Sie ihren Schutzschalter und setzen dann den Zustand neu.',
  ],
  BB_UPLINK_LIMIT_LOST: [
    'Vom System, das den Standort begrenzt, ist nichts zu hören. Bis es wieder begrenzt, gilt für alle Stationen zusammen der vereinbarte Ersatzwert.',
    'Prüfen Sie die Verbindung zu ihm.',
  ],
  BB_GRID_SILENT: [
    'Die Steuerbox des Netzbetreibers ist nicht zu hören. Bis sie sich meldet, gilt für alle Stationen zusammen der vereinbarte Ersatzwert.',
    'Prüfen Sie die Box, ihre Verbindung und was ihre Meldungen an das Gateway gibt.',
  ],
  BB_INPUT_ACTIVE: [
    'Über diesen Eingang ist gerade eine Anweisung in Kraft: der Netzbetreiber dimmt oder stoppt, oder ein Stromkreis hat weniger.',
  ],
  BB_INPUT_LOST: [
    'Dieser Eingang kann nicht gelesen werden. Es gilt, was die Standortdatei dafür vorsieht („onLoss“).',
    'Prüfen Sie Gerät, Adresse (unit) und Register.',
  ],
  BB_METERS_DISAGREE: [
    'Zwei Zähler widersprechen sich: unter diesem Stromkreis fließt mehr als durch ihn.',
    'Prüfen Sie „ctRatio“, „phaseMap“ und „invert“ beider Zähler, und ob alle Einspeisung in der Standortdatei steht.',
  ],
  BB_METER_FROZEN: [
    'Die Werte dieses Zählers ändern sich nicht mehr; er zählt als ausgefallen.',
    'Starten Sie den Zähler oder seinen Umsetzer neu, und prüfen Sie, ob er dort sitzt, wo diese Stationen hängen.',
  ],
  BB_METER_HTTP: [
    'Dieser Zähler liefert über HTTP keine brauchbaren Werte.',
    'Öffnen Sie seine Adresse in einem Browser dieses Netzes, und prüfen Sie „url“ und „paths“ in der Standortdatei.',
  ],
  BB_METER_LOST: [
    'Dieser Zähler sagt nichts Brauchbares mehr. Wo er misst, zählt die andere Last mit ihrem schlimmsten Fall.',
    'Prüfen Sie Verdrahtung, Versorgung und Adresse (unit).',
  ],
  BB_METER_MQTT: [
    'Dieser Zähler ist über den Broker nicht zu hören, oder was kommt, ist nicht zu lesen.',
    'Prüfen Sie „topic“ und „paths“, und ob der Broker das Lesen erlaubt.',
  ],
  BB_METER_SCALE: [
    'Die Werte dieses Zählers passen nicht zu dem, was an ihm ziehen kann.',
    'Prüfen Sie „ctRatio“, Einheit und Richtung des Zählers; fehlt andere Last in der Standortdatei, erhöhen Sie „worstCaseBaseAmps“.',
  ],
  BB_PRICE_MISSING: [
    'Für jetzt hat niemand einen Preis gegeben; der Preis der Standortdatei zählt.',
    'Lassen Sie die fehlenden Stunden senden, oder eine leere Liste, wenn keine mehr kommen.',
  ],
  BB_PLANNER_FAILED: [
    'Der Ladeplan konnte nicht berechnet werden. Die Grenzen halten auch ohne Plan.',
    'Nichts: es wird von selbst wieder versucht.',
  ],
  BB_PLAN_LATE: [
    'Der Ladeplan kam nicht rechtzeitig. Die Grenzen halten auch ohne Plan.',
    'Nichts: es wird von selbst wieder versucht. Bleibt es so, ist der Computer überlastet.',
  ],
  BB_VEHICLE_WILL_MISS: [
    'Dieses Fahrzeug wird bei seiner Abfahrt nicht haben, was es braucht.',
    'Lassen Sie es später fahren, geben Sie weniger Bedarf an oder eine höhere Priorität.',
  ],
  BB_TRANSACTION_DEAUTHORIZED: [
    'Die Karte wurde abgelehnt, nachdem die Ladung an diesem Ladepunkt begonnen hatte.',
    'Klären Sie, wer dort lädt.',
  ],
  BB_TOKENS_REKEYED: [
    'Das Geheimnis, unter dem Karten gespeichert werden, ist verloren. Alles, was über Karten bekannt war, ist vergessen.',
    'Lassen Sie das zentrale System seine Kartenliste neu senden.',
  ],
  BB_TOKEN_CSMS_TOO_LONG_AWAY: [
    'Das zentrale System ist zu lange weg: Karten, die es früher angenommen hat, werden jetzt abgelehnt.',
    'Stellen Sie die Verbindung her, führen Sie die Karten am Standort in einer Liste, oder erhöhen Sie „offlineMaxDays“.',
  ],
  BB_TOKEN_FORMAT: [
    'An dieser Station wurde eine unbekannte Karte gezeigt, die in anderer Schreibweise bekannt wäre.',
    'Kommen alle ihre Karten so, schreiben Sie „tokenFormat“ an die Station oder ihre Vorlage.',
  ],
  BB_TOKEN_REMOTE: [
    'Diese Station soll mit einer Kennung starten, die für manche Stationen zu lang ist.',
    'Startet sie nicht, soll das zentrale System bis zu 16 Zeichen aus 0-9 und A-F verwenden.',
  ],
  BB_STATIONS_OPEN: [
    'Stationen kommen ohne Passwort herein: wer dieses Netz erreicht, kann ihre Namen benutzen.',
    'Geben Sie ihnen „security: { profile: 1, password: managed }“, oder halten Sie dieses Netz für sie allein.',
  ],
  BB_SAFE_MODE: [
    'Das Gateway läuft im Notbetrieb: es senkt nur und zeichnet nichts auf.',
    'Beheben Sie die Ursache, und starten Sie das Gateway neu.',
  ],
} as const satisfies Codes;
