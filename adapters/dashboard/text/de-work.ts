import type { Work } from './en-work.ts';

export const work: Work = {
  prove: {
    title: 'Prüfung ihres Rückfalls',
    intro:
      'Was eine Station zieht, wenn ihr niemand etwas sagt, entscheidet, wie viel verteilt werden darf. Diese Prüfung zeigt es, für diese Station und alle ihres Modells mit dieser Firmware.',
    needs: [
      'ein Fahrzeug, das zieht, an der Station',
      'eine Hand an ihrem Netzwerkkabel',
      'eine Viertelstunde; ihre Ladungen haben solange nur den Rückfallwert',
    ],
    known: (state) => `Ihr Rückfall ist bisher ${state}.`,
    begin: 'Prüfung beginnen',
    again: 'Noch einmal prüfen',
    next: 'Weiter',
    end: 'Prüfung beenden',
    watching: 'Das Gateway schaut zu …',
    place: (at, of) => `Schritt ${at} von ${of}`,
    seen: 'Gesehen:',
    results: { proved: 'gehalten', failed: 'nicht gehalten', open: 'nicht versucht' },
    steps: {
      takesLease: 'Sie nimmt eine Grenze mit Ende an',
      leaseEnds: 'Die Grenze endet von selbst, zurück auf den Rückfallwert',
      reboot: 'Sie behält den Rückfallwert über einen Neustart',
      cutOff: 'Mit gezogenem Kabel geht sie auf den Rückfallwert',
      newSession: 'Eine neue Ladung beginnt mit dem Rückfallwert',
    },
    before: {
      takesLease: ({ place, fallback, test }) =>
        `Beginnen Sie an ${place} eine neue Ladung mit einem Fahrzeug, das ${fallback} oder mehr zieht, und warten Sie, bis es lädt. Dann weiter: ihr werden für zwei Minuten ${test} gesagt.`,
      leaseEnds: () => 'Weiter: die Grenze, die sie angenommen hat, endet von selbst.',
      reboot: ({ place }) =>
        `Nur weiter, wenn ${place} neu gestartet werden darf: das beendet die Ladung. Ist sie wieder da, beginnen Sie mit demselben Fahrzeug wieder eine Ladung.`,
      cutOff: ({ place, test }) =>
        `An ${place} muss geladen werden. Weiter: ihr werden für zwei Minuten ${test} gesagt, und es wird Ihnen gesagt, wann Sie das Netzwerkkabel ziehen.`,
      newSession: ({ place }) => `Weiter, dann beenden Sie die Ladung an ${place} und beginnen eine andere.`,
    },
    meanwhile: {
      takesLease: ({ test }) => `Warten Sie: ihre Messwerte müssen auf ${test} sinken.`,
      leaseEnds: ({ fallback }) => `Warten Sie: ihre Messwerte müssen auf ${fallback} zurückgehen, und nicht höher.`,
      reboot: () =>
        'Warten Sie, bis sie wieder da ist, und beginnen Sie eine Ladung. Die nächsten Messwerte entscheiden.',
      cutOff: ({ place }) =>
        `Ziehen Sie jetzt das Netzwerkkabel von ${place}, lassen Sie es 150 s draußen und stecken Sie es wieder ein. Das Fahrzeug lädt die ganze Zeit.`,
      newSession: () => 'Beenden Sie die Ladung und beginnen Sie eine andere. Die nächsten Messwerte entscheiden.',
    },
    notYet: ({ test }) => `Warten Sie: sie muss erst ${test} annehmen. Lassen Sie das Kabel stecken.`,
    allProved: 'Alle Stationen dieses Modells mit dieser Firmware bekommen von jetzt an Grenzen mit Ende.',
    hasFailed:
      'Auf ihren Rückfall ist kein Verlass: sie zählt mit ihrem Nennwert, solange sie nicht erreichbar ist. Ändern Sie Firmware oder Einstellungen und prüfen Sie noch einmal.',
    noLease: 'Sie bekommt weiter Grenzen ohne Ende.',
  },
  replace: {
    title: (old) => `Ein anderes Gerät an der Stelle von ${old}`,
    text: 'Es übernimmt Stromkreis, Einstellungen und Nummern nach oben. Das alte wird von da an abgewiesen, und sein Schlüssel endet.',
    by: 'Kennung des neuen Geräts',
    byHint: 'Der letzte Teil der Adresse, die in ihm eingestellt ist.',
    old: 'Welche es ersetzt',
    act: 'Ersetzen',
    evenIfCharging: 'Obwohl eine Ladung nicht beendet ist: das alte Gerät ist tot, und sein letzter Messwert zählt.',
  },
  enrol: {
    title: 'Viele auf einmal einlassen',
    text: 'Für eine Weile bekommen unbekannte Stationen, die mit einem Schlüssel von mindestens 16 Zeichen kommen, einen Eintrag in der Standortdatei und behalten diesen Schlüssel. Strom bekommen sie erst, wenn sie ihren Platz haben.',
    open: (until) => `Unbekannte Stationen werden bis ${until} eingelassen.`,
    minutes: 'Für wie viele Minuten',
    template: 'Wie sie sind (Vorlage)',
    needsTemplate:
      'Dafür braucht es in der Standortdatei eine Vorlage mit eigenem Schlüssel (security: profile 1, password: managed).',
    begin: 'Einlassen',
    end: 'Niemanden mehr einlassen',
    waiting: 'Eingelassen, noch ohne Platz',
    place: 'Platz geben',
    placeTitle: (id) => `Woran ${id} hängt`,
  },
  letters: {
    parked: (count) => `Endgültig abgelehnt: ${count}`,
    look: 'Ansehen',
    title: (uplink) => `Was ${uplink} endgültig abgelehnt hat`,
    text: 'Klären Sie es mit dem Betreiber des zentralen Systems. Noch einmal gesendet geht es so hinaus, wie es war; was verworfen wird, erfährt niemand.',
    none: 'Nichts ist abgelehnt.',
    transaction: (id) => `Ladung ${id}`,
    replaying: 'wird noch einmal gesendet',
    replay: 'Noch einmal senden',
    discard: 'Verwerfen',
    discardSure: 'Wirklich verwerfen',
    payload: 'Was sie sagt',
  },
  staying: {
    soon: (at) => `Hier hat länger niemand etwas getan: um ${at} werden Sie abgemeldet.`,
    stay: 'Angemeldet bleiben',
    over: (at) => `Diese Anmeldung endet um ${at}, zwölf Stunden nach ihrem Beginn.`,
    again: 'Neu anmelden',
    wasOut: 'Sie wurden abgemeldet. Melden Sie sich an, dann sind Sie wieder auf derselben Seite.',
  },
};
