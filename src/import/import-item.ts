import type { RegIgnored, RegItem } from "../reg-file/reg-item.ts";

/** What a file of settings says of the keys below a hive's root, in its order. */
export type ImportItem =
  | { readonly kind: "key"; readonly line: number; readonly names: readonly string[]; readonly isDeleted: boolean }
  | Extract<RegItem, { readonly kind: "value" }>
  | RegIgnored;

/** What is to be imported, as often as it is asked for: it is gone through once to show, to do and to look up. */
export type ImportItems = () => Iterable<ImportItem>;
