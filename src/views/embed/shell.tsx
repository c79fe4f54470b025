import { Suspense, useEffect, useLayoutEffect, useRef, useState, type ComponentType, type ReactNode } from 'react';
import { ChevronDown, ChevronUp, ExternalLink } from 'lucide-react';
import { useStore } from 'zustand';
import type { Embed } from '../../session/embed';
import { embed as texts } from '../../texts/en/embed';
import { Button } from '../kit/button';
import { Mark } from '../kit/mark';
import styles from './embed.module.css';

interface ShellProps {
  readonly embed: Embed;
  readonly title: string;
  /** It began as one line, and can become one again. */
  readonly folds: boolean;
  /** The text that follows has the title as its heading. */
  readonly headed: boolean;
  /** What is shown; not loaded before the frame is open. */
  readonly Body: ComponentType;
  /** CSS pixels that all of this takes. */
  readonly onHeight: (height: number) => void;
  /** The whole address of a path of the site. */
  readonly siteUrl: (path: string) => string;
  readonly onShown: () => void;
}

/** A frame in somebody else's page: a line with what this is and the way to the site, and below it what was asked for. */
export function Shell({ embed, title, folds, headed, Body, onHeight, siteUrl, onShown }: ShellProps) {
  const { open, what } = useStore(embed.store);
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);
  const root = useHeight(onHeight);
  useEffect(onShown, [onShown]);
  useEffect(() => {
    document.title = `${title} · Interleave`;
  }, [title]);

  const Title = headed && opened ? 'p' : 'h1';
  return (
    <div ref={root} className={styles['frame']} onClickCapture={(event) => leaveInNewTab(event, siteUrl)}>
      <header className={styles['bar']}>
        <Mark />
        <Title className={styles['title']}>{title}</Title>
        {folds && (
          <Button look={opened ? 'quiet' : 'primary'} aria-expanded={open} onClick={() => embed.setOpen(!open)}>
            {open ? <ChevronUp size="1em" aria-hidden="true" /> : <ChevronDown size="1em" aria-hidden="true" />}
            {open ? texts.fold : texts.open}
          </Button>
        )}
        <SiteLink embed={embed} siteUrl={siteUrl}>
          {texts.openInSite}
        </SiteLink>
      </header>
      {opened && (
        <main className={styles['main']} hidden={!open}>
          {what === null ? (
            <p className={styles['say']}>{texts.nothing}</p>
          ) : (
            <Suspense fallback={<p className={styles['say']}>{texts.opening}</p>}>
              <Body />
            </Suspense>
          )}
        </main>
      )}
    </div>
  );
}

interface SiteLinkProps {
  readonly embed: Pick<Embed, 'path'>;
  readonly siteUrl: (path: string) => string;
  readonly children: ReactNode;
}

/** To the site's own page, with the program as the learner has it now. */
export function SiteLink({ embed, siteUrl, children }: SiteLinkProps) {
  // What she has typed is packed into the address when she is about to go, not at each key.
  const update = (event: { readonly currentTarget: HTMLAnchorElement }) => {
    event.currentTarget.href = siteUrl(embed.path());
  };
  return (
    <a
      className={styles['site']}
      href={siteUrl(embed.path())}
      target="_blank"
      rel="noopener"
      onPointerEnter={update}
      onFocus={update}
      onPointerDown={update}
      onClick={update}
    >
      {children} <ExternalLink size="0.9em" aria-hidden="true" />
      <span className="visually-hidden"> ({texts.newTab})</span>
    </a>
  );
}

/** A link of the text to another page of the site: that page does not belong into this frame. */
function leaveInNewTab(event: React.MouseEvent, siteUrl: (path: string) => string): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const path = /^#(\/.*)/.exec(link?.getAttribute('href') ?? '')?.[1];
  if (path === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  window.open(siteUrl(path), '_blank', 'noopener');
}

/**
 * Tells how high the content is whenever that changes. What is observed is the content and not the window: nothing in here is as high as
 * the window is, so that a page which gives the frame this height changes nothing that would change it again.
 */
function useHeight(onHeight: (height: number) => void) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    const tell = () => onHeight(Math.ceil(element.getBoundingClientRect().height));
    tell();
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => observer.disconnect();
  }, [onHeight]);
  return root;
}
