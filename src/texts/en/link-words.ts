import { section } from '../section';

export const linkTexts = section('linkTexts', {
  characters: (count: string) => `${count} characters`,
  runNotRead: 'The run that came with it could not be read.',
  everyTakes: (count: string) => `${count}: every chat and mail program takes it.`,
  nearlyEvery: (count: string) => `${count}: nearly every chat and mail program takes it.`,
  someCut: (count: string) => `${count}: some chats and mail programs cut a link as long as this. A file is safer.`,
  tooLong: (count: string) => `${count}: too long for a link. Save it as a file.`,
});
