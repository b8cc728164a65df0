import type { Rule } from "../rule.ts";

/** Of the files beside the hive; offsets count from the start of the log. */
export const LOG_RULES: readonly Rule[] = [
  {
    code: "I84",
    title: "no log beside a clean hive has entries that would be applied when it gets dirty",
    severity: "warning",
    structure: "transaction log",
    place: "the primary sequence number of the log (4)",
    mendable: true,
    repair: "empties the log",
  },
  {
    code: "I85",
    title: "a dirty hive has logs that complete it",
    severity: "error",
    structure: "base block",
    place: "the primary sequence number of the hive (4)",
    mendable: true,
    repair: "takes the hive as it lies, when that is asked for",
  },
  {
    code: "I86",
    title: "a log that is not empty has a right header: checksum, type, both sequence numbers the same",
    severity: "warning",
    structure: "transaction log",
    place:
      "the signature (0), checksum (508), type (28) or secondary sequence number (8) of the log, the first that is wrong",
    mendable: true,
    repair: "empties the log once it is not needed",
  },
  {
    code: "I87",
    title: "the entries of a log follow each other to its end",
    severity: "warning",
    structure: "log entry",
    place: "the entry at which they break off, where others that count are behind it",
    mendable: true,
    repair: "empties the log once what can be applied of it has been",
  },
  {
    code: "I88",
    title: "logs are of one kind, the old or the new one",
    severity: "warning",
    structure: "transaction log",
    place: "the type (28) of the log of the old kind",
    mendable: true,
    repair: "empties the logs",
  },
  {
    code: "I89",
    title: "a log names the file that the hive names",
    severity: "warning",
    structure: "transaction log",
    place: "the file name (48) of the log",
    mendable: false,
    repair: "nothing: the log may be another hive's",
  },
  {
    code: "I90",
    title: "a log entry's bins are a multiple of 4,096 bytes, and its pages lie within them",
    severity: "error",
    structure: "log entry",
    place: "the size of the hive bins data (16) in the entry, or the reference to a page that lies outside",
    mendable: true,
    repair: "applies the entries before it",
  },
];
