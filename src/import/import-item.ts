import type { RegIgnored, RegItem } from "../reg-file/reg-item.ts";

/** What a file of settings says of the keys below a hive's root, in its order. */
export type ImportItem =
  | {
      readonly kind: "key";
      readonly line: number;
      readonly names: readonly string[];
      readonly isDeleted: boolean;
      /** It is not created: where it is missing, what is said of its values is void. */
      readonly existing?: boolean;
    }
  | (Extract<RegItem, { readonly kind: "value" }> & {
      /** A value of that name that is there already stays as it is. */
      readonly ifAbsent?: boolean;
    })
  /** All values of the key go. */
  | { readonly kind: "no-values"; readonly line: number }
  /** Who may do what with the key: the parts of a descriptor that SDDL names. */
  | { readonly kind: "security"; readonly line: number; readonly sddl: string }
  | RegIgnored;

/** What is to be imported, as often as it is asked for: it is gone through once to show, to do and to look up. */
export type ImportItems = () => Iterable<ImportItem>;
