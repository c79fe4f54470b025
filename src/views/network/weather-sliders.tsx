import { network } from '../../texts/en/network';
import { RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { FAIR_WEATHER, type Conditions } from '../../lab/conditions';
import { IconButton } from '../kit/button';
import styles from './weather-sliders.module.css';
import { failureWords, LATENCY_STOPS, latencyShort, latencyStop, latencyWords } from './weather';

interface WeatherProps {
  readonly conditions: Conditions;
  readonly onChange: (change: Partial<Conditions>) => void;
  /** There is another network beside the lab's, on which none of this acts. */
  readonly labOnly: boolean;
}

/** How slow the network is and how often it fails; both act on the next request. */
export function Weather({ conditions, onChange, labOnly }: WeatherProps) {
  const { latencyFactor, failureRate } = conditions;
  const stop = latencyStop(latencyFactor);
  const factor = LATENCY_STOPS[stop] ?? 1;
  const fair = latencyFactor === FAIR_WEATHER.latencyFactor && failureRate === FAIR_WEATHER.failureRate;
  return (
    <fieldset className={styles['weather']} aria-label={network.fromNext}>
      <Slider
        label={network.latency}
        value={stop}
        max={LATENCY_STOPS.length - 1}
        shown={latencyShort(factor)}
        words={latencyWords(factor)}
        onChange={(at) => onChange({ latencyFactor: LATENCY_STOPS[at] ?? 1 })}
      />
      <Slider
        label={network.failures}
        value={Math.round(failureRate * 100)}
        max={100}
        shown={failureWords(failureRate)}
        words={failureWords(failureRate)}
        onChange={(value) => onChange({ failureRate: value / 100 })}
      />
      <span className={styles['note']}>{labOnly ? network.labOnly : network.onNext}</span>
      <IconButton label={network.fairWeather} disabled={fair} onClick={() => onChange(FAIR_WEATHER)}>
        <RotateCcw size={15} aria-hidden="true" />
      </IconButton>
    </fieldset>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly shown: string;
  readonly words: string;
  readonly onChange: (value: number) => void;
}

function Slider({ label, value, max, shown, words, onChange }: SliderProps) {
  const id = useId();
  return (
    <span className={styles['slider']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={max}
        step={1}
        value={value}
        aria-valuetext={words}
        style={{ '--share': `${(value / max) * 100}%` } as React.CSSProperties}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output htmlFor={id} title={words}>
        {shown}
      </output>
    </span>
  );
}
