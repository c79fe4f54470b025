import { section } from '../section';

export const languageMenu = section('languageMenu', {
  title: 'Language',
  auto: 'As the browser',
});
