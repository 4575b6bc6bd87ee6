import { Menu, Tray, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  open: () => void;
  exit: () => void;
}

/** Never seen on Windows and Linux; it is there for its shortcuts. Exit has none: one slip would drop a call. */
export function setMenu({ exit }: MenuActions, dev: boolean): void {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom', label: 'Обычный размер' },
    { role: 'zoomIn', label: 'Крупнее' },
    { role: 'zoomOut', label: 'Мельче' },
  ];
  if (dev) view.push({ role: 'reload', label: 'Перезагрузить' }, { role: 'toggleDevTools', label: 'Разработка' });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: 'Отклик', submenu: [{ label: 'Выйти', click: exit }] },
      { role: 'editMenu', label: 'Правка' },
      { label: 'Вид', submenu: view },
    ]),
  );
}

export function createTray(icon: string, { open, exit }: MenuActions): Tray {
  const tray = new Tray(icon);
  tray.setToolTip('Отклик');
  tray.setContextMenu(
    Menu.buildFromTemplate([{ label: 'Открыть', click: open }, { type: 'separator' }, { label: 'Выйти', click: exit }]),
  );
  tray.on('click', open);
  return tray;
}
