/** Hands something of the page's own making to the learner's computer. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser may still be reading.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
