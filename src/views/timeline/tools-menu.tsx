import { timeline } from '../../texts/en/timeline';
import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { LANE_ORDERS, type LaneOrder } from '../../trace/lane-order';
import buttons from '../kit/button.module.css';
import menus from '../kit/disclosure.module.css';
import styles from './tools.module.css';

export type MenuAction = 'select' | 'explain' | 'help';

/** What can be followed. */
interface Followable {
  readonly id: string;
  readonly name: string;
}

interface ToolsMenuProps {
  readonly order: LaneOrder;
  readonly onOrder: (order: LaneOrder) => void;
  /** All that there is, what the learner knows of first. Asked for when the menu opens: in a run of a million events it takes a while. */
  readonly followable: () => readonly Followable[];
  readonly followed: string | null;
  readonly onFollow: (id: string | null) => void;
  readonly onAction: (action: MenuAction) => void;
}

/** More are found by name. */
const LISTED = 12;
const NOTHING = 'nothing';

/** What is needed now and then: the order of the lanes, what is followed, a range by touch, the keys. */
export function ToolsMenu(props: ToolsMenuProps) {
  return (
    <MenuTrigger>
      <AriaButton
        className={`${buttons['button']} ${buttons['icon']} ${buttons['quiet']}`}
        aria-label={timeline.toolsLabel}
      >
        <SlidersHorizontal size={17} />
      </AriaButton>
      <Popover className={menus['popover'] ?? ''} placement="top end" offset={6}>
        <Contents {...props} />
      </Popover>
    </MenuTrigger>
  );
}

function Contents({ order, onOrder, followable, followed, onFollow, onAction }: ToolsMenuProps) {
  const [resources] = useState(followable);
  const listed = resources.slice(0, LISTED);
  const chosen = resources.find(({ id }) => id === followed);
  if (chosen !== undefined && !listed.includes(chosen)) listed.push(chosen);
  return (
    <Menu className={`${menus['menu']} ${styles['menu']}`} aria-label={timeline.toolsLabel}>
      <MenuSection
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[order]}
        onSelectionChange={(keys) => {
          const next = LANE_ORDERS.find((each) => keys !== 'all' && keys.has(each));
          if (next !== undefined) onOrder(next);
        }}
      >
        <Header className={styles['heading'] ?? ''}>{timeline.lanesHeading}</Header>
        {LANE_ORDERS.map((each) => (
          <MenuItem key={each} id={each} className={menus['item'] ?? ''}>
            {timeline.order(each)}
          </MenuItem>
        ))}
      </MenuSection>
      {listed.length > 0 && (
        <MenuSection
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[followed === null ? NOTHING : `followed ${followed}`]}
          onSelectionChange={(keys) => {
            if (keys !== 'all') onFollow(listed.find(({ id }) => keys.has(`followed ${id}`))?.id ?? null);
          }}
        >
          <Header className={styles['heading'] ?? ''}>{timeline.followHeading}</Header>
          <MenuItem id={NOTHING} className={menus['item'] ?? ''}>
            {timeline.nothing}
          </MenuItem>
          {listed.map(({ id, name }) => (
            <MenuItem key={id} id={`followed ${id}`} className={menus['item'] ?? ''}>
              {name}
            </MenuItem>
          ))}
        </MenuSection>
      )}
      <MenuSection className={styles['actions'] ?? ''} aria-label={timeline.tools}>
        <MenuItem className={menus['item'] ?? ''} onAction={() => onAction('select')}>
          {timeline.selectRange}
        </MenuItem>
        <MenuItem className={menus['item'] ?? ''} onAction={() => onAction('explain')}>
          {timeline.explainMoment}
        </MenuItem>
        <MenuItem className={menus['item'] ?? ''} onAction={() => onAction('help')}>
          {timeline.allKeys}
        </MenuItem>
      </MenuSection>
    </Menu>
  );
}
