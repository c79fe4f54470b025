/**
 * The script for host pages: `<script src="https://site/embed-api.js" async></script>`, and then `<interleave-lab lesson="...">`. It makes a
 * frame, gives it the height that it asks for, and turns its messages into events of the element. Built alone, to a fixed name, with nothing
 * in it but this and `src/protocol/embed.ts`; `embed-api.d.ts` has its types, `docs/embedding.md` its manual.
 */
import {
  embedAddress,
  EMBED_LANGUAGES,
  envelope,
  parseEmbedAddress,
  parseFrameMessage,
  type FrameMessage,
  type OwnProgram,
  type ParentMessage,
} from '../protocol/embed';

/** Commands that are said before the frame listens are kept, but not without end. */
const MOST_QUEUED = 20;
/** Messages of one frame in one second, above which only its height is heeded. An honest one sends a few. */
const MOST_MESSAGES = 200;
/** Before the frame has said how high it is. */
const FIRST_HEIGHT = 480;
const FIRST_COLLAPSED = 48;

const ATTRIBUTES = ['lesson', 'step', 'program', 'hide', 'theme', 'accent', 'variant', 'collapsed', 'readonly', 'lang'];

// `src` of the classic script that this is; a page that bundles it says where the site is.
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : '';

type Load = Omit<Extract<ParentMessage, { readonly type: 'load' }>, 'type'>;
type Theme = Extract<ParentMessage, { readonly type: 'theme' }>['theme'];

class InterleaveLab extends HTMLElement {
  static readonly observedAttributes = [...ATTRIBUTES, 'src'];

  #frame: HTMLIFrameElement | null = null;
  /** Of the site; `null` is what a frame without an origin of its own bears. */
  #origin = '';
  #queue: ParentMessage[] | null = [];
  #height = 0;
  #painting = 0;
  #second = 0;
  #heard = 0;
  #stale = false;

  connectedCallback(): void {
    this.style.display ||= 'block';
    addEventListener('message', this.#receive);
    // What stands inside the element may not be read yet.
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', this.#show, { once: true });
    else this.#show();
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#receive);
    this.#frame?.remove();
    this.#frame = null;
    this.#queue = [];
  }

  attributeChangedCallback(): void {
    if (this.#frame === null || this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => {
      this.#stale = false;
      this.#show();
    });
  }

  load(what: Load): void {
    this.#say({ type: 'load', ...what });
  }
  run(): void {
    this.#say({ type: 'run' });
  }
  stop(): void {
    this.#say({ type: 'stop' });
  }
  seek(ms: number): void {
    this.#say({ type: 'seek', ms });
  }
  theme(theme: Theme, accent?: string | null): void {
    this.#say({ type: 'theme', theme, ...(accent === undefined ? {} : { accent }) });
  }

  readonly #show = (): void => {
    if (!this.isConnected) return;
    const site = new URL('embed.html', new URL(this.getAttribute('src') ?? script, document.baseURI));
    const attribute = (name: string) => this.getAttribute(name);
    const query = new URLSearchParams(
      ATTRIBUTES.slice(3).flatMap((name) => {
        const value = attribute(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    const lesson = attribute('lesson');
    const step = attribute('step');
    const program = attribute('program');
    const address = parseEmbedAddress(String(query), '');
    const href = embedAddress({
      ...address,
      variant: address.variant ?? (step === null ? null : program),
      what:
        lesson === null
          ? { kind: 'own' }
          : program !== null && step === null
            ? { kind: 'program', lesson, program }
            : { kind: 'lesson', lesson, step },
    });
    const frame = this.#frame ?? document.createElement('iframe');
    const sandbox = attribute('sandbox');
    if (sandbox !== null) frame.setAttribute('sandbox', sandbox);
    this.#origin = sandbox === null || /\ballow-same-origin\b/.test(sandbox) ? site.origin : 'null';
    frame.title = this.title || 'Interleave';
    frame.allow = 'cross-origin-isolated; clipboard-write; fullscreen';
    frame.loading = 'lazy';
    frame.referrerPolicy = 'strict-origin-when-cross-origin';
    if (this.#frame === null) {
      const height = attribute('height') ?? (address.collapsed ? FIRST_COLLAPSED : FIRST_HEIGHT);
      frame.style.cssText = `display:block;width:100%;border:0;height:${Number(height) || FIRST_HEIGHT}px`;
    }
    frame.src = String(new URL(href, site));
    if (this.#frame !== null) return;
    this.#frame = frame;
    (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).append(frame);
  };

  #say(message: ParentMessage): void {
    if (this.#queue === null) this.#post(message);
    else if (this.#queue.length < MOST_QUEUED) this.#queue.push(message);
  }

  #post(message: ParentMessage): void {
    this.#frame?.contentWindow?.postMessage(envelope(message), this.#origin === 'null' ? '*' : this.#origin);
  }

  readonly #receive = ({ data, origin, source }: MessageEvent<unknown>): void => {
    if (source === null || source !== this.#frame?.contentWindow || origin !== this.#origin) return;
    const message = parseFrameMessage(data);
    if (message === null) return;
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) this.#heard = 0;
    this.#second = second;
    if (message.type === 'height') this.#resize(message.height);
    if (++this.#heard > MOST_MESSAGES) return;
    if (message.type === 'ready') {
      if (!message.greeted) {
        this.#queue ??= [];
        this.#post({ type: 'hello' });
        return;
      }
      const program = this.#own();
      if (program !== null) this.#post({ type: 'load', program });
      this.#queue?.forEach((waiting) => this.#post(waiting));
      this.#queue = null;
    }
    const { type, ...detail }: FrameMessage = message;
    this.dispatchEvent(new CustomEvent(`interleave:${type}`, { detail, bubbles: true }));
  };

  /** The last height of a moment is the one that counts. */
  #resize(height: number): void {
    this.#height = height;
    if (this.hasAttribute('height') || this.#painting !== 0) return;
    this.#painting = requestAnimationFrame(() => {
      this.#painting = 0;
      if (this.#frame !== null) this.#frame.style.height = `${this.#height}px`;
    });
  }

  /** The program that stands inside the element, if there is one. */
  #own(): OwnProgram | null {
    for (const language of EMBED_LANGUAGES) {
      const inside = this.querySelector(`:scope > script[type="text/x-${language}"]`);
      if (inside === null) continue;
      const title = inside.getAttribute('title');
      return { language, code: unindented(inside.textContent), ...(title === null ? {} : { title }) };
    }
    return null;
  }
}

/** Without the indentation that the HTML around it has, and without the line break after the tag. */
function unindented(text: string): string {
  const lines = text.replace(/^\s*\n|\s+$/g, '').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return `${lines.map((line) => line.slice(indent)).join('\n')}\n`;
}

// A page may name the script twice.
if (customElements.get('interleave-lab') === undefined) customElements.define('interleave-lab', InterleaveLab);
