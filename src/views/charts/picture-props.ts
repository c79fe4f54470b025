/** What every chart is given: it is a picture with a name; its table, not its points, is for the keyboard. */
export function pictureProps(label: string) {
  return { accessibilityLayer: false, role: 'img', 'aria-label': label } as const;
}
