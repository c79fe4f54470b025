import { useEffect } from 'react';
import { frame } from '../../texts/en/frame';
import { useServices } from './services';
import styles from './lesson-page.module.css';

/** Stands where something is being loaded: says so, and that the page is not at rest. */
export function Coming({ what }: { readonly what: string }) {
  const { busy } = useServices();
  useEffect(() => busy.begin(`load ${what}`), [busy, what]);
  return <p className={styles['loading']}>{frame.opening(what)}</p>;
}
