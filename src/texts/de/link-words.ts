import type * as en from '../en/link-words';

export const linkTexts: typeof en.linkTexts = {
  characters: (count: string) => `${count} Zeichen`,
  runNotRead: 'Der mitgeschickte Lauf konnte nicht gelesen werden.',
  everyTakes: (count: string) => `${count}: Jedes Chat- und Mailprogramm nimmt ihn.`,
  nearlyEvery: (count: string) => `${count}: Fast jedes Chat- und Mailprogramm nimmt ihn.`,
  someCut: (count: string) =>
    `${count}: Manche Chats und Mailprogramme schneiden einen so langen Link ab. Eine Datei ist sicherer.`,
  tooLong: (count: string) => `${count}: zu lang für einen Link. Speichere es als Datei.`,
};
