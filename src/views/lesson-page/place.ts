/** A step's place in the page, for what leads there. */
export const stepElement = (step: string): string => `step-${step}`;

/** Scrolls to a step and puts the focus there, so that a keyboard goes on from it. False when it is not on the page. */
export function showStep(step: string): boolean {
  const heading = document.getElementById(stepElement(step));
  if (heading === null) return false;
  heading.scrollIntoView({ block: 'start' });
  heading.focus({ preventScroll: true });
  return true;
}
