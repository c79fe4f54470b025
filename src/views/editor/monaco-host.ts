/**
 * The only file that imports Monaco; it is loaded lazily, and everything that the page wants of an editor goes through
 * {@link MonacoHost}. One editor, one model for each file: every file keeps its own undo history and scroll position.
 */
import { editor } from '../../texts/en/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/iPadShowKeyboard/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/smartSelect/register';
// (`features/suggest/register` has only half of it in 0.57.0.)
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/unusualLineTerminators/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/python/register';
import 'monaco-editor/languages/definitions/typescript/register';
import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import './monaco.css';
import type { CodeProblem, MarginMark } from './code-editor';
import { checkTogether, makeTypeScriptWorker } from './typescript-checks';

self.MonacoEnvironment = {
  getWorker: (_, label) => (label === 'typescript' ? makeTypeScriptWorker() : new EditorWorker()),
};

/** A file of the shown program. */
export interface EditorFile {
  /** Unique among all files that are ever shown. */
  readonly key: string;
  /** In its program: other files import it by this. */
  readonly path: string;
  readonly text: string;
}

export interface MonacoHostEvents {
  changed(text: string): void;
  cursorLine(line: number | null): void;
  run(): void;
  moreBelow(more: boolean): void;
}

const paint = document.createElement('canvas').getContext('2d');

/** Style sheets shorten colours on their way through the build (`#fff`, `red`); Monaco takes six digits only. */
function sixDigits(colour: string): string {
  if (paint === null) return colour;
  paint.fillStyle = colour;
  return String(paint.fillStyle);
}

const FORCED = matchMedia('(forced-colors: active)');

/** Token rules and colours of the editor, from the page's own custom properties: one source for all themes. */
function defineTheme(): string {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string) => sixDigits(style.getPropertyValue(`--${name}`).trim());
  const token = (name: string) => get(name).replace('#', '');
  const dark = style.colorScheme === 'dark';
  // The editor keeps colours of its own there; they follow the reader's ground (`tokens.css`), with lines around what floats.
  const forced = FORCED.matches;
  const name = `interleave-${document.documentElement.dataset['theme'] ?? 'light'}`;
  monaco.editor.defineTheme(name, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: token('ink') },
      { token: 'keyword', foreground: token('syntax-keyword') },
      { token: 'string', foreground: token('syntax-string') },
      { token: 'number', foreground: token('syntax-number') },
      { token: 'comment', foreground: token('syntax-comment') },
      { token: 'type', foreground: token('syntax-name') },
      { token: 'tag', foreground: token('syntax-name') },
      { token: 'regexp', foreground: token('syntax-string') },
    ],
    colors: {
      'editor.background': get('code'),
      'editor.foreground': get('ink'),
      'editorLineNumber.foreground': get('syntax-comment'),
      'editorLineNumber.activeForeground': get('ink'),
      'editorCursor.foreground': get('ink'),
      ...(forced ? { contrastBorder: get('ink'), contrastActiveBorder: get('accent') } : {}),
      'editor.selectionBackground': `${get('accent')}${forced ? '99' : '44'}`,
      'editor.inactiveSelectionBackground': `${get('accent')}22`,
      'editor.selectionHighlightBackground': `${get('accent')}22`,
      'editor.wordHighlightBackground': `${get('accent')}1a`,
      'editor.wordHighlightStrongBackground': `${get('accent')}1a`,
      'editor.findMatchBackground': `${get('gil-glow')}88`,
      'editor.findMatchHighlightBackground': `${get('gil-glow')}44`,
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editorBracketMatch.background': `${get('accent')}22`,
      'editorBracketMatch.border': get('accent'),
      'editorIndentGuide.background1': get('hair'),
      'editorIndentGuide.activeBackground1': get('line'),
      'editorError.foreground': get('bad'),
      'editorWidget.background': get('panel'),
      'editorWidget.foreground': get('ink'),
      'editorWidget.border': get('line'),
      'editorHoverWidget.background': get('panel'),
      'editorHoverWidget.foreground': get('ink'),
      'editorHoverWidget.border': get('line'),
      'editorSuggestWidget.background': get('panel'),
      'editorSuggestWidget.foreground': get('ink'),
      'editorSuggestWidget.border': get('line'),
      'editorSuggestWidget.highlightForeground': get('accent'),
      'editorSuggestWidget.focusHighlightForeground': get('accent'),
      'editorSuggestWidget.selectedBackground': `${get('accent')}2a`,
      'editorSuggestWidget.selectedForeground': get('ink'),
      'editorSuggestWidget.selectedIconForeground': get('ink'),
      'editorGutter.background': get('code'),
      'editorGutter.foldingControlForeground': get('soft'),
      'input.background': get('code'),
      'input.foreground': get('ink'),
      'input.border': get('edge'),
      'inputOption.activeBorder': get('accent'),
      'inputOption.activeForeground': get('ink'),
      'inputOption.activeBackground': `${get('accent')}33`,
      'icon.foreground': get('soft'),
      focusBorder: get('accent'),
      'widget.shadow': '#00000026',
      'scrollbar.shadow': '#00000000',
      'scrollbarSlider.background': `${get('edge')}55`,
      'scrollbarSlider.hoverBackground': `${get('edge')}88`,
      'scrollbarSlider.activeBackground': `${get('edge')}aa`,
      'editorOverviewRuler.border': '#00000000',
    },
  });
  return name;
}

function typeSize(): { fontSize: number; lineHeight: number; fontFamily: string } {
  const style = getComputedStyle(document.documentElement);
  const rem = parseFloat(style.fontSize);
  const px = (name: string) => Math.round(parseFloat(style.getPropertyValue(name)) * rem * 100) / 100;
  return {
    fontSize: px('--text-code'),
    lineHeight: Math.round(px('--leading-code')),
    fontFamily: style.getPropertyValue('--font-mono'),
  };
}

/** More strands than this on one line are a number. */
const MOST_BARS = 3;

export class MonacoHost {
  readonly #editor: monaco.editor.IStandaloneCodeEditor;
  readonly #events: MonacoHostEvents;
  readonly #models = new Map<string, monaco.editor.ITextModel>();
  readonly #views = new Map<string, monaco.editor.ICodeEditorViewState | null>();
  readonly #sizes: MutationObserver;
  readonly #lines: monaco.editor.IEditorDecorationsCollection;
  #widgets: monaco.editor.IGlyphMarginWidget[] = [];
  #key: string | null = null;
  #hint: string | null = null;
  #more = false;
  /** True while the page itself writes: its own text must not come back as the learner's. */
  #writing = false;

  readonly #recolour = () => this.refreshTheme();

  constructor(element: HTMLElement, label: string, events: MonacoHostEvents) {
    this.#events = events;
    const theme = defineTheme();
    this.#editor = monaco.editor.create(element, {
      ...typeSize(),
      theme,
      // Ours knows of such colours itself.
      autoDetectHighContrast: false,
      model: null,
      automaticLayout: true,
      ariaLabel: label,
      fontLigatures: false,
      minimap: { enabled: false },
      glyphMargin: true,
      folding: false,
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 20,
      overviewRulerLanes: 0,
      scrollBeyondLastLine: false,
      renderLineHighlight: 'none',
      padding: { top: 10, bottom: 10 },
      scrollbar: {
        verticalScrollbarSize: 10,
        horizontalScrollbarSize: 10,
        useShadows: false,
        alwaysConsumeMouseWheel: false,
      },
      guides: { indentation: true, highlightActiveIndentation: false },
      tabSize: 4,
      insertSpaces: true,
      detectIndentation: false,
      wordBasedSuggestions: 'off',
      quickSuggestions: false,
      // Who goes on to the next line has not chosen a word by that.
      acceptSuggestionOnEnter: 'smart',
      suggest: { showStatusBar: false, preview: false, showWords: false },
      occurrencesHighlight: 'singleFile',
      stickyScroll: { enabled: false },
      fixedOverflowWidgets: true,
      contextmenu: false,
      unicodeHighlight: { ambiguousCharacters: false },
    });
    this.#lines = this.#editor.createDecorationsCollection();
    this.#editor.addAction({
      id: 'interleave.run',
      label: editor.run,
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      run: () => events.run(),
    });
    // Ctrl+M lets Tab move on, on a Mac too: there the editor's own key for it is another one, and what the hint says must be true.
    this.#editor.addCommand(monaco.KeyMod.WinCtrl | monaco.KeyCode.KeyM, () =>
      this.#editor.trigger('keyboard', 'editor.action.toggleTabFocusMode', null),
    );
    FORCED.addEventListener('change', this.#recolour);
    this.#editor.onDidChangeModelContent(() => {
      if (!this.#writing) events.changed(this.#editor.getModel()?.getValue(monaco.editor.EndOfLinePreference.LF) ?? '');
    });
    const cursor = () =>
      events.cursorLine(this.#editor.hasTextFocus() ? (this.#editor.getPosition()?.lineNumber ?? null) : null);
    this.#editor.onDidChangeCursorPosition(cursor);
    this.#editor.onDidFocusEditorText(cursor);
    this.#editor.onDidBlurEditorText(cursor);
    // The size of all type is set there while lessons are presented.
    this.#sizes = new MutationObserver(() => this.#editor.updateOptions(typeSize()));
    this.#sizes.observe(document.documentElement, { attributeFilter: ['style'] });
    const below = () => {
      const more = this.#rest() > 4;
      if (more === this.#more) return;
      this.#more = more;
      events.moreBelow(more);
    };
    this.#editor.onDidScrollChange(below);
    this.#editor.onDidLayoutChange(below);
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
  }

  /** Pixels of the code below what is seen of it. */
  #rest(): number {
    return this.#editor.getScrollHeight() - this.#editor.getLayoutInfo().height - this.#editor.getScrollTop();
  }

  scrollBy(share: number): boolean {
    const before = this.#editor.getScrollTop();
    const line = this.#editor.getOption(monaco.editor.EditorOption.lineHeight);
    // By whole lines: nothing is read across an edge.
    const way = Math.round((share * this.#editor.getLayoutInfo().height) / line) * line;
    this.#editor.setScrollTop(before + way, monaco.editor.ScrollType.Immediate);
    return Math.abs(this.#editor.getScrollTop() - before) >= 1;
  }

  setWrapping(on: boolean): void {
    this.#editor.updateOptions({ wordWrap: on ? 'on' : 'off', wrappingIndent: 'deepIndent' });
  }

  /** Shows the file with this key, of the program whose files these are: they know of one another. */
  show(key: string, language: string, files: readonly EditorFile[]): void {
    const known = this.#models.size;
    const models = files.map((file) => this.#model(language, file));
    for (const [i, model] of models.entries()) this.#write(model, files[i]?.text ?? '');
    if (language === 'typescript' && models.length > 1 && this.#models.size > known) {
      void checkTogether(models.map((model) => model.uri));
    }
    const model = this.#models.get(key);
    if (model === undefined || this.#key === key) return;
    if (this.#key !== null) this.#views.set(this.#key, this.#editor.saveViewState());
    this.#key = key;
    // Words are offered where somebody knows them: nobody does for Python.
    const offers = language === 'typescript' ? { other: true, comments: false, strings: false } : false;
    this.#editor.updateOptions({ quickSuggestions: offers, suggestOnTriggerCharacters: offers !== false });
    this.#editor.setModel(model);
    // Another model has a field of its own.
    this.#sayHint();
    this.#editor.restoreViewState(this.#views.get(key) ?? null);
  }

  #model(language: string, { key, path, text }: EditorFile): monaco.editor.ITextModel {
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    // A folder for each program, in which its files find one another by their paths.
    const folder = key.slice(0, -encodeURIComponent(path).length).replace(/\W+/g, '_');
    const model = monaco.editor.createModel(text, language, monaco.Uri.file(`/${folder}/${path}`));
    model.setEOL(monaco.editor.EndOfLineSequence.LF);
    // Brackets in rainbow colours would say something that strand colours already say.
    model.updateOptions({
      tabSize: language === 'python' ? 4 : 2,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    this.#models.set(key, model);
    return model;
  }

  /** A text that differs from the model's (a reset, an undo of a reset) is written as one undoable edit. */
  #write(model: monaco.editor.ITextModel, text: string): void {
    if (model.getValue(monaco.editor.EndOfLinePreference.LF) === text) return;
    this.#writing = true;
    model.pushStackElement();
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    model.pushStackElement();
    this.#writing = false;
  }

  /** Files of a lesson that was left. */
  keepOnly(prefix: string): void {
    for (const [key, model] of this.#models) {
      if (key.startsWith(prefix) || key === this.#key) continue;
      model.dispose();
      this.#models.delete(key);
      this.#views.delete(key);
    }
  }

  /** The element of this id says how to get out of the editor by keyboard: also to who does not see it. */
  describe(id: string): void {
    this.#hint = id;
    this.#sayHint();
  }

  #sayHint(): void {
    if (this.#hint === null) return;
    const field = this.#editor.getDomNode()?.querySelector('.native-edit-context, textarea.inputarea');
    field?.setAttribute('aria-describedby', this.#hint);
  }

  setLabel(label: string): void {
    this.#editor.updateOptions({ ariaLabel: label });
  }

  setReadOnly(readOnly: boolean): void {
    this.#editor.updateOptions({ readOnly });
  }

  refreshTheme(): void {
    monaco.editor.setTheme(defineTheme());
    this.#editor.updateOptions(typeSize());
  }

  setProblems(problems: readonly CodeProblem[]): void {
    const model = this.#editor.getModel();
    if (model === null) return;
    const markers = problems
      .filter((problem) => problem.line >= 1 && problem.line <= model.getLineCount())
      .map((problem) => {
        const first = model.getLineFirstNonWhitespaceColumn(problem.line) || 1;
        const last = model.getLineMaxColumn(problem.line);
        const startColumn = Math.min(problem.column ?? first, Math.max(1, last - 1));
        return {
          severity: monaco.MarkerSeverity.Error,
          message: problem.message,
          startLineNumber: problem.line,
          endLineNumber: problem.line,
          startColumn,
          endColumn: Math.max(last, startColumn + 1),
        };
      });
    monaco.editor.setModelMarkers(model, 'interleave', markers);
  }

  setLines(highlight: number | null, bad: readonly number[]): void {
    const last = this.#editor.getModel()?.getLineCount() ?? 0;
    const whole = (line: number, className: string): monaco.editor.IModelDeltaDecoration => ({
      range: new monaco.Range(line, 1, line, 1),
      options: { isWholeLine: true, className },
    });
    this.#lines.set([
      ...bad.filter((line) => line <= last).map((line) => whole(line, 'ilv-line-bad')),
      ...(highlight !== null && highlight <= last ? [whole(highlight, 'ilv-line-hover')] : []),
    ]);
  }

  /** One bar for each actor that stands on a line, in its strand's colour. */
  setMarks(marks: readonly MarginMark[]): void {
    for (const widget of this.#widgets) this.#editor.removeGlyphMarginWidget(widget);
    const byLine = new Map<number, MarginMark[]>();
    const last = this.#editor.getModel()?.getLineCount() ?? 0;
    for (const mark of marks) {
      if (mark.line > last) continue;
      const row = byLine.get(mark.line);
      if (row) row.push(mark);
      else byLine.set(mark.line, [mark]);
    }
    this.#widgets = [...byLine].map(([line, row]) => {
      // Monaco lays the outer node out as a block, whatever a class says; the bars stand in one of their own.
      const node = document.createElement('div');
      const bars = node.appendChild(document.createElement('div'));
      bars.className = 'ilv-marks';
      node.title = row.map((mark) => mark.label).join('\n');
      for (const mark of row.slice(0, row.length > MOST_BARS ? MOST_BARS - 1 : MOST_BARS)) {
        const bar = document.createElement('span');
        bar.className = 'ilv-mark';
        bar.style.background = mark.colour;
        bars.append(bar);
      }
      if (row.length > MOST_BARS) {
        const more = document.createElement('span');
        more.className = 'ilv-mark-more';
        more.textContent = `${row.length}`;
        bars.append(more);
      }
      const id = `interleave.mark.${line}`;
      return {
        getId: () => id,
        getDomNode: () => node,
        getPosition: () => ({
          lane: monaco.editor.GlyphMarginLane.Center,
          zIndex: 1,
          range: { startLineNumber: line, endLineNumber: line, startColumn: 1, endColumn: 1 },
        }),
      };
    });
    for (const widget of this.#widgets) this.#editor.addGlyphMarginWidget(widget);
  }

  /** Brings a marked line into sight when none is, but never moves the text under somebody who is writing. */
  followMarks(marks: readonly MarginMark[]): void {
    const lines = marks.map((mark) => mark.line);
    if (lines.length === 0 || this.#editor.hasTextFocus()) return;
    const seen = this.#editor.getVisibleRanges();
    const isSeen = (line: number) => seen.some((r) => r.startLineNumber <= line && line <= r.endLineNumber);
    if (!lines.some(isSeen)) {
      this.#editor.revealLinesInCenterIfOutsideViewport(Math.min(...lines), Math.max(...lines));
    }
  }

  reveal(line: number, column: number): void {
    this.#editor.setPosition({ lineNumber: line, column });
    this.#editor.revealLineInCenterIfOutsideViewport(line);
    this.#editor.focus();
  }

  /** Takes over from the plain editor: the caret where it was, the focus if it had it. */
  takeOver(offset: number, focus: boolean): void {
    const position = this.#editor.getModel()?.getPositionAt(offset);
    if (position) this.#editor.setPosition(position);
    if (focus) this.#editor.focus();
  }

  dispose(): void {
    this.#sizes.disconnect();
    this.#events.cursorLine(null);
    FORCED.removeEventListener('change', this.#recolour);
    this.#editor.dispose();
    for (const model of this.#models.values()) model.dispose();
    this.#models.clear();
  }
}
