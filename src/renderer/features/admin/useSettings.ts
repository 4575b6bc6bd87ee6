import { useState } from 'react';
import type { RegionSettings } from '../../../shared/contracts/admin.ts';
import { useServices } from '../../services/services.tsx';
import { useListed } from './useListed.ts';
import { useSave, type Save } from './useSave.ts';

/** Settings of the region as a form of some of them: what is typed, over what the journal had when it was begun. */
export function useSettings<Fields, Field extends string>(
  toFields: (settings: RegionSettings) => Fields,
): {
  list: ReturnType<typeof useListed<RegionSettings>>;
  save: Save<Field>;
  /** Null until the journal has answered. */
  fields: Fields | null;
  isTyped: boolean;
  type(fields: Fields): void;
  revert(): void;
  submit(changesOf: (base: RegionSettings) => Partial<RegionSettings>): void;
} {
  const { bridge } = useServices();
  const list = useListed(async () => [(await bridge.call('admin.settings.get', {})).settings]);
  const save = useSave<Field>({});
  const [typed, setTyped] = useState<{ base: RegionSettings; fields: Fields } | null>(null);
  const present = list.list.rows?.[0] ?? null;
  const base = typed?.base ?? present;
  return {
    list,
    save,
    fields: typed?.fields ?? (present === null ? null : toFields(present)),
    isTyped: typed !== null,
    type(fields) {
      save.clear();
      // What stood when the first letter was typed: a change by somebody else in between is then found out.
      if (base !== null) setTyped({ base, fields });
    },
    revert() {
      save.clear();
      setTyped(null);
      void list.read();
    },
    submit(changesOf) {
      if (base === null || save.isBusy) return;
      const changes = changesOf(base);
      const was = Object.fromEntries(Object.keys(changes).map((name) => [name, base[name as keyof RegionSettings]]));
      void save.run(async () => {
        const { settings } = await bridge.call('admin.settings.save', { changes, was });
        list.set([settings]);
        setTyped(null);
      });
    },
  };
}
