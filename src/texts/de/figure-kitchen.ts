import { and, capital, number } from '../prose-de';

const simmering = (dishes: readonly number[]): string =>
  dishes.length === 1 ? `Gericht ${dishes[0]} köchelt` : `die Gerichte ${and(dishes.map(String))} köcheln`;

export const figureKitchen: typeof import('../en/figure-kitchen').figureKitchen = {
  arrangement: (cooks, watch) => {
    if (cooks === 1) return watch ? 'Ein Koch, ein Gericht nach dem anderen' : 'Ein Koch, mehrere Töpfe';
    return `${capital(number(cooks))} Köche, ${watch ? 'jeder bleibt am Topf' : 'mehrere Töpfe'}`;
  },
  cooks: 'Köche',
  whileSimmering: 'Während ein Topf köchelt,',
  stays: 'bleibt sein Koch dort',
  goes: 'macht sein Koch weiter',
  menu: 'Vier Gerichte',
  simmerMostly: 'vor allem zum Köcheln',
  chopMostly: 'vor allem zum Schneiden',
  model:
    'Dick: Ein Gericht wird geschnitten. Gepunktet: Es köchelt. Ein Modell, keine Messung: Die Minuten sind erfunden, und von einem Platz zum anderen zu gehen kostet nichts.',
  bars: 'Wie lange die Schicht dauert',
  atMinute: (minute) => `Minute ${minute}`,
  minutes: (minutes) => `${minutes} min`,
  dish: (dish) => `Gericht ${dish}`,

  begin: 'Minute 0: Vier Gerichte sind bestellt. Drücke auf „Abspielen“ oder gehe Schritt für Schritt.',
  now: (minute, cooks, dishes) => {
    const parts = [...(cooks.length === 0 ? [] : [and(cooks)]), ...(dishes.length === 0 ? [] : [simmering(dishes)])];
    return `Minute ${minute}: ${capital(parts.join('; '))}.`;
  },
  chops: (cook, dish) => `Koch ${cook} schneidet Gericht ${dish}`,
  stands: (cook, dish) => `Koch ${cook} steht am Topf von Gericht ${dish}`,
  cooksStand: (cooks) => `${number(cooks)} Köche stehen an ihren Töpfen`,
  done: (minutes, lookBack) => `Alle vier Gerichte sind nach ${minutes} Minuten fertig. ${lookBack}`,
  littleAtPot: 'Nur wenig davon verging am Topf.',
  mostAtPot: (cooks) => `Die meiste Zeit stand ${cooks === 1 ? 'der Koch' : 'jeder Koch'} an einem Topf.`,
  onePairOfHands: 'Ein Paar Hände hat alles geschnitten; da half es kaum, währenddessen weiterzumachen.',
  oneWasEnough: 'Die Töpfe haben gemeinsam gewartet, und ein Koch war genug.',
  knives: 'Mehrere Messer in derselben Minute: Dafür sind mehr Köche da.',
  oneWouldDo: 'Die Töpfe hätten auch mit einem einzigen Koch gemeinsam gewartet.',
};
