import type * as en from '../en/language-menu';

export const languageMenu: typeof en.languageMenu = {
  title: 'Sprache',
  auto: 'Wie der Browser',
};
