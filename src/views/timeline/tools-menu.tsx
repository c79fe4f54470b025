import { SlidersHorizontal } from 'lucide-react';
import { useMemo } from 'react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import type { ResourceId } from '../../trace/events';
import { followable } from '../../trace/follow';
import { LANE_ORDERS, type LaneOrder } from '../../trace/lane-order';
import type { Trace } from '../../trace/trace';
import { resourceName } from '../../trace/words';
import buttons from '../kit/button.module.css';
import menus from '../kit/disclosure.module.css';
import styles from './tools.module.css';

export type MenuAction = 'select' | 'explain' | 'help';

interface ToolsMenuProps {
  readonly trace: Trace;
  readonly order: LaneOrder;
  readonly onOrder: (order: LaneOrder) => void;
  readonly followed: ResourceId | null;
  /** Whether what the library uses for itself can be followed, too. */
  readonly showInternal: boolean;
  readonly onFollow: (resource: ResourceId | null) => void;
  readonly onAction: (action: MenuAction) => void;
}

export const ORDER_NAMES: Record<LaneOrder, string> = {
  start: 'by start',
  waiting: 'longest waits first',
  name: 'by name',
};

/** More are found by name. */
const LISTED = 12;
const NOTHING = 'nothing';
const LABEL = 'Order, follow, select, keys';

/** What is needed now and then: the order of the lanes, what is followed, a range by touch, the keys. */
export function ToolsMenu(props: ToolsMenuProps) {
  return (
    <MenuTrigger>
      <AriaButton className={`${buttons['button']} ${buttons['icon']} ${buttons['quiet']}`} aria-label={LABEL}>
        <SlidersHorizontal size={17} />
      </AriaButton>
      <Popover className={menus['popover'] ?? ''} placement="top end" offset={6}>
        <Contents {...props} />
      </Popover>
    </MenuTrigger>
  );
}

/** Of its own, so that a run of a million events is searched for what can be followed only when somebody asks. */
function Contents({ trace, order, onOrder, followed, showInternal, onFollow, onAction }: ToolsMenuProps) {
  const resources = useMemo(() => followable(trace, showInternal), [trace, showInternal]);
  const listed = resources.slice(0, LISTED);
  const chosen = resources.find(({ id }) => id === followed);
  if (chosen !== undefined && !listed.includes(chosen)) listed.push(chosen);
  return (
    <Menu className={`${menus['menu']} ${styles['menu']}`} aria-label={LABEL}>
      <MenuSection
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[order]}
        onSelectionChange={(keys) => {
          const next = LANE_ORDERS.find((each) => keys !== 'all' && keys.has(each));
          if (next !== undefined) onOrder(next);
        }}
      >
        <Header className={styles['heading'] ?? ''}>Lanes (O)</Header>
        {LANE_ORDERS.map((each) => (
          <MenuItem key={each} id={each} className={menus['item'] ?? ''}>
            {ORDER_NAMES[each]}
          </MenuItem>
        ))}
      </MenuSection>
      {listed.length > 0 && (
        <MenuSection
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[followed === null ? NOTHING : `resource ${followed}`]}
          onSelectionChange={(keys) => {
            if (keys !== 'all') onFollow(listed.find(({ id }) => keys.has(`resource ${id}`))?.id ?? null);
          }}
        >
          <Header className={styles['heading'] ?? ''}>Follow (F): all else fades</Header>
          <MenuItem id={NOTHING} className={menus['item'] ?? ''}>
            nothing
          </MenuItem>
          {listed.map(({ id }) => (
            <MenuItem key={id} id={`resource ${id}`} className={menus['item'] ?? ''}>
              {resourceName(trace, id)}
            </MenuItem>
          ))}
        </MenuSection>
      )}
      <MenuSection className={styles['actions'] ?? ''} aria-label="Tools">
        <MenuItem className={menus['item'] ?? ''} onAction={() => onAction('select')}>
          Select a range by dragging
        </MenuItem>
        <MenuItem className={menus['item'] ?? ''} onAction={() => onAction('explain')}>
          Explain this moment (E)
        </MenuItem>
        <MenuItem className={menus['item'] ?? ''} onAction={() => onAction('help')}>
          All keys (?)
        </MenuItem>
      </MenuSection>
    </Menu>
  );
}
