import type * as en from '../en/judging';

export const judging: typeof en.judging = {
  wasRecorded: 'Gezeigt wurde ein aufgezeichneter Lauf. Führe das Programm hier aus, um es prüfen zu lassen.',
  stopped: 'Der Lauf wurde vor seinem Ende angehalten. Lass ihn zu Ende kommen.',
  ours: 'Der Lauf schlug aus einem Grund fehl, der nicht am Programm liegt. Führe es noch einmal aus.',
  partUnknown: 'Ein Teil dessen, was in diesem Lauf geschah, ist nicht bekannt. Führe es noch einmal aus.',
  tooMuch: 'Das Programm hat so viel ausgegeben, dass der Anfang fehlt. Lass es weniger ausgeben.',
};
