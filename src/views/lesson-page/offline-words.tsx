/** Whether the site can be used without a network, in the page's word on what this browser can do. */
import { offline as texts } from '../../texts/en/offline';
import { Button } from '../kit/button';
import { useServices, useStore } from './services';

export function OfflineWords() {
  const { offline } = useServices();
  const { phase, part, bytes } = useStore(offline.store);
  switch (phase) {
    case 'off':
      return null;
    case 'keeping':
      return <p>{texts.keeping(Math.floor(part * 100))}</p>;
    case 'asking':
      return (
        <>
          <p>{texts.asking(Math.ceil(bytes / 1024 / 1024))}</p>
          <p>
            <Button onClick={() => offline.keep()}>{texts.keep}</Button>
          </p>
        </>
      );
    default:
      return <p>{texts[phase]}</p>;
  }
}
