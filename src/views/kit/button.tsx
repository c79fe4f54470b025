import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  /** `primary` is the one thing to do next: at most one on a screen. `quiet` is text until it is touched. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={`${styles['button']} ${styles[look]}`} {...rest} />;
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label' | 'title'> {
  /** Said by screen readers and shown as the tooltip: an icon alone is never the only name. */
  readonly label: string;
  readonly children: ReactNode;
}

export function IconButton({ label, children, look = 'quiet', type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      className={`${styles['button']} ${styles['icon']} ${styles[look]}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      {children}
    </button>
  );
}
