import { section } from '../section';

export const outputPane = section('outputPane', {
  output: 'Output',
  dropped: (lines: string) => `${lines} earlier lines are no longer kept; these are the latest.`,
  cut: (characters: string) => `… ${characters} more characters in this line`,
  writtenBy: (who: string) => `written by ${who}`,
  errorOutput: 'error output:',
  notice: 'notice:',
  lineForProgram: 'A line for the program',
  programWaits: 'The program waits for a line',
  enter: 'Enter',
  endOfInput: 'End of input',
  endOfInputHint: 'Tells the program that there is no more input (Ctrl+D)',
  copied: 'Copied',
  notCopied: 'Not copied: the clipboard is not open to this page. Select the text and press Ctrl+C.',
  copyOutput: 'Copy the output',
});
