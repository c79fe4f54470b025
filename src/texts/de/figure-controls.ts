export const figureControls: typeof import('../en/figure-controls').figureControls = {
  pause: 'Anhalten',
  playAgain: 'Noch einmal abspielen',
  play: 'Abspielen',
  step: 'Schritt',
  reset: 'Von vorn',
};
