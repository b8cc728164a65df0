/** An entry of an access control list as its text tells it. */
export interface SddlEntry {
  readonly type: string;
  readonly flags: string;
  readonly mask: number;
  readonly sid: string;
}

export interface SddlParts {
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly daclFlags: string | undefined;
  readonly dacl: readonly SddlEntry[] | null | undefined;
  readonly saclFlags: string | undefined;
  readonly sacl: readonly SddlEntry[] | null | undefined;
}

/** Reads SDDL by splitting it, without the tables that wrote it; SIDs come out as S-1-... whatever letters stood for them. */
export function readSddl(text: string): SddlParts {
  const match =
    /^(?:O:([^:]*?))?(?:G:([^:]*?))?(?:D:([A-Z_]*)((?:\([^()]*\))*))?(?:S:([A-Z_]*)((?:\([^()]*\))*))?$/.exec(text);
  if (match === null) throw new Error(`no SDDL: ${text}`);
  const [, owner, group, daclFlags, dacl, saclFlags, sacl] = match;
  return {
    owner: owner === undefined ? undefined : sidOf(owner),
    group: group === undefined ? undefined : sidOf(group),
    daclFlags,
    dacl: list(daclFlags, dacl),
    saclFlags,
    sacl: list(saclFlags, sacl),
  };
}

/** null: present, but no list, which lets everybody do everything. */
function list(flags: string | undefined, text: string | undefined): SddlEntry[] | null | undefined {
  if (flags?.endsWith("NO_ACCESS_CONTROL")) return null;
  return text === undefined ? undefined : entries(text);
}

function entries(text: string): SddlEntry[] {
  return [...text.matchAll(/\(([^()]*)\)/g)].map(([, entry = ""]) => {
    const [type = "", flags = "", rights = "", , , sid = ""] = entry.split(";");
    return { type, flags: (flags.match(/../g) ?? []).sort().join(" "), mask: maskOf(type, rights), sid: sidOf(sid) };
  });
}

function maskOf(type: string, rights: string): number {
  if (rights.startsWith("0x")) return Number(rights);
  const table = type === "ML" ? LABELS : RIGHTS;
  return (rights.match(/../g) ?? []).reduce((mask, letters) => {
    const bits = table[letters];
    if (bits === undefined) throw new Error(`no right ${letters} in ${rights}`);
    return (mask | bits) >>> 0;
  }, 0);
}

function sidOf(text: string): string {
  const sid = text.startsWith("S-1-") ? text : SIDS[text];
  if (sid === undefined) throw new Error(`no SID ${text}`);
  return sid;
}

const LABELS: Record<string, number> = { NW: 1, NR: 2, NX: 4 };
const RIGHTS: Record<string, number> = {
  ...{ KA: 0xf003f, KR: 0x20019, KW: 0x20006, FA: 0x1f01ff, FR: 0x120089, FW: 0x120116, FX: 0x1200a0 },
  ...{ CC: 1 << 0, DC: 1 << 1, LC: 1 << 2, SW: 1 << 3, RP: 1 << 4, WP: 1 << 5, DT: 1 << 6, LO: 1 << 7, CR: 1 << 8 },
  ...{ SD: 1 << 16, RC: 1 << 17, WD: 1 << 18, WO: 1 << 19, GA: 1 << 28, GX: 1 << 29, GW: 1 << 30, GR: 2 ** 31 },
};
const SIDS: Record<string, string> = {
  ...{ WD: "S-1-1-0", CO: "S-1-3-0", CG: "S-1-3-1", OW: "S-1-3-4", NU: "S-1-5-2", IU: "S-1-5-4", SU: "S-1-5-6" },
  ...{ AN: "S-1-5-7", PS: "S-1-5-10", AU: "S-1-5-11", RC: "S-1-5-12", SY: "S-1-5-18", LS: "S-1-5-19", NS: "S-1-5-20" },
  ...{
    WR: "S-1-5-33",
    BA: "S-1-5-32-544",
    BU: "S-1-5-32-545",
    BG: "S-1-5-32-546",
    PU: "S-1-5-32-547",
    BO: "S-1-5-32-551",
  },
  ...{ AO: "S-1-5-32-548", SO: "S-1-5-32-549", PO: "S-1-5-32-550", RE: "S-1-5-32-552", RU: "S-1-5-32-554" },
  ...{ RD: "S-1-5-32-555", NO: "S-1-5-32-556", MU: "S-1-5-32-558", LU: "S-1-5-32-559", IS: "S-1-5-32-568" },
  ...{ CD: "S-1-5-32-574", RA: "S-1-5-32-575", ES: "S-1-5-32-576", MS: "S-1-5-32-577", AA: "S-1-5-32-579" },
  ...{ AS: "S-1-18-1", SS: "S-1-18-2" },
  ...{ ED: "S-1-5-9", CY: "S-1-5-32-569", ER: "S-1-5-32-573", HA: "S-1-5-32-578", RM: "S-1-5-32-580" },
  ...{
    AC: "S-1-15-2-1",
    LW: "S-1-16-4096",
    ME: "S-1-16-8192",
    MP: "S-1-16-8448",
    HI: "S-1-16-12288",
    SI: "S-1-16-16384",
  },
};
