import { useState, type ReactNode, type RefObject } from 'react';
import { Group, Separator, type GroupImperativeHandle } from 'react-resizable-panels';
import { useServices } from './services';
import styles from './panes.module.css';

interface PanesProps {
  readonly group: string;
  readonly orientation: 'horizontal' | 'vertical';
  readonly className?: string | undefined;
  readonly groupRef?: RefObject<GroupImperativeHandle | null>;
  readonly elementRef?: RefObject<HTMLDivElement | null>;
  /** The learner has moved a divider. */
  readonly onResized?: () => void;
  readonly children: ReactNode;
}

/** Panels that remember the sizes that the learner gave them. */
export function Panes({ group, orientation, className, groupRef, elementRef, onResized, children }: PanesProps) {
  const { settings } = useServices();
  const [sizes] = useState(() => settings.store.getState().panes[group]);
  return (
    <Group
      id={group}
      orientation={orientation}
      className={className}
      defaultLayout={sizes}
      {...(groupRef === undefined ? {} : { groupRef })}
      {...(elementRef === undefined ? {} : { elementRef })}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        if (!isUserInteraction) return;
        settings.setPanes(group, layout);
        onResized?.();
      }}
    >
      {children}
    </Group>
  );
}

export function Divider({ label }: { readonly label: string }) {
  return <Separator className={styles['divider']} aria-label={label} />;
}
