/** Hands bytes to the learner's own computer. Never with a type that a browser would open: they are a program's. */
export function saveAs(name: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.rel = 'noopener';
  document.body.append(link);
  link.click();
  link.remove();
  // The browser may still be reading.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
