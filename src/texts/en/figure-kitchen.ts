/** The kitchen: cooks, dishes, and how long a shift takes. Cooks and dishes are counted from 1. */
import { section } from '../section';
import { and, capital, counted, number } from '../prose-en';

const simmering = (dishes: readonly number[]): string =>
  `${dishes.length === 1 ? 'dish' : 'dishes'} ${and(dishes.map(String))} ${dishes.length === 1 ? 'simmers' : 'simmer'}`;

export const figureKitchen = section('figureKitchen', {
  arrangement: (cooks: number, watch: boolean) => {
    if (cooks === 1) return watch ? 'One cook, one dish after another' : 'One cook, several pots';
    return `${capital(counted(number(cooks), cooks, 'cook'))}, ${watch ? 'each stays at the pot' : 'several pots'}`;
  },
  cooks: 'Cooks',
  whileSimmering: 'While a pot simmers, its cook',
  stays: 'stays there',
  goes: 'goes on',
  menu: 'Four dishes to',
  simmerMostly: 'simmer, mostly',
  chopMostly: 'chop, mostly',
  model:
    'Thick: a dish is chopped. Dotted: it simmers. A model, not a measurement: the minutes are made up, and changing places costs nothing.',
  bars: 'How long the shift takes',
  atMinute: (minute: number) => `minute ${minute}`,
  minutes: (minutes: number) => `${minutes} min`,
  dish: (dish: number) => `Dish ${dish}`,

  begin: 'Minute 0: four dishes are ordered. Press Play, or go step by step.',
  /** What the cooks do, as sentences of this section, and the dishes that simmer unwatched. */
  now: (minute: number, cooks: readonly string[], dishes: readonly number[]) => {
    const parts = [...(cooks.length === 0 ? [] : [and(cooks)]), ...(dishes.length === 0 ? [] : [simmering(dishes)])];
    return `Minute ${minute}: ${parts.join('; ')}.`;
  },
  chops: (cook: number, dish: number) => `cook ${cook} chops dish ${dish}`,
  stands: (cook: number, dish: number) => `cook ${cook} stands at the pot of dish ${dish}`,
  /** Two or more. */
  cooksStand: (cooks: number) => `${counted(number(cooks), cooks, 'cook')} stand at their pots`,
  done: (minutes: number, lookBack: string) => `All four dishes are done after ${minutes} minutes. ${lookBack}`,
  littleAtPot: 'Little of it was spent at a pot.',
  mostAtPot: (cooks: number) => `Most of the time ${cooks === 1 ? 'the cook' : 'each cook'} stood at a pot.`,
  onePairOfHands: 'One pair of hands chopped everything, so it hardly helped to go on.',
  oneWasEnough: 'The pots waited together, and one cook was enough.',
  knives: 'Knives at work at the same minute: that is what more cooks are for.',
  oneWouldDo: 'The pots would have waited together with one cook, too.',
});
