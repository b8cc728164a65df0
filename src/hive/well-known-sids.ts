import { type Sid, sidText } from "./sid.ts";

/** Who a well-known SID stands for, and the two letters that stand for it in SDDL, where it has some. */
interface WellKnown {
  readonly name: string;
  readonly letters?: string;
}

/** SIDs that are the same on every machine. */
const EVERYWHERE: Readonly<Record<string, WellKnown>> = {
  "S-1-0-0": { name: "Nobody" },
  "S-1-1-0": { name: "Everyone", letters: "WD" },
  "S-1-2-0": { name: "Local" },
  "S-1-2-1": { name: "Console logon" },
  "S-1-3-0": { name: "Creator owner", letters: "CO" },
  "S-1-3-1": { name: "Creator group", letters: "CG" },
  "S-1-3-4": { name: "Owner rights", letters: "OW" },
  "S-1-5-1": { name: "Dialup" },
  "S-1-5-2": { name: "Network", letters: "NU" },
  "S-1-5-3": { name: "Batch" },
  "S-1-5-4": { name: "Interactive", letters: "IU" },
  "S-1-5-6": { name: "Service", letters: "SU" },
  "S-1-5-7": { name: "Anonymous", letters: "AN" },
  "S-1-5-8": { name: "Proxy" },
  "S-1-5-9": { name: "Enterprise domain controllers", letters: "ED" },
  "S-1-5-10": { name: "Self", letters: "PS" },
  "S-1-5-11": { name: "Authenticated users", letters: "AU" },
  "S-1-5-12": { name: "Restricted", letters: "RC" },
  "S-1-5-13": { name: "Terminal server users" },
  "S-1-5-14": { name: "Remote interactive logon" },
  "S-1-5-15": { name: "This organization" },
  "S-1-5-17": { name: "IUSR" },
  "S-1-5-18": { name: "Local system", letters: "SY" },
  "S-1-5-19": { name: "Local service", letters: "LS" },
  "S-1-5-20": { name: "Network service", letters: "NS" },
  "S-1-5-33": { name: "Write restricted", letters: "WR" },
  "S-1-5-113": { name: "Local account" },
  "S-1-5-114": { name: "Local account and member of Administrators" },
  "S-1-5-32-544": { name: "Administrators", letters: "BA" },
  "S-1-5-32-545": { name: "Users", letters: "BU" },
  "S-1-5-32-546": { name: "Guests", letters: "BG" },
  "S-1-5-32-547": { name: "Power users", letters: "PU" },
  "S-1-5-32-548": { name: "Account operators", letters: "AO" },
  "S-1-5-32-549": { name: "Server operators", letters: "SO" },
  "S-1-5-32-550": { name: "Print operators", letters: "PO" },
  "S-1-5-32-551": { name: "Backup operators", letters: "BO" },
  "S-1-5-32-552": { name: "Replicators", letters: "RE" },
  "S-1-5-32-554": { name: "Pre-Windows 2000 compatible access", letters: "RU" },
  "S-1-5-32-555": { name: "Remote desktop users", letters: "RD" },
  "S-1-5-32-556": { name: "Network configuration operators", letters: "NO" },
  "S-1-5-32-558": { name: "Performance monitor users", letters: "MU" },
  "S-1-5-32-559": { name: "Performance log users", letters: "LU" },
  "S-1-5-32-562": { name: "Distributed COM users" },
  "S-1-5-32-568": { name: "IIS users", letters: "IS" },
  "S-1-5-32-569": { name: "Cryptographic operators", letters: "CY" },
  "S-1-5-32-573": { name: "Event log readers", letters: "ER" },
  "S-1-5-32-574": { name: "Certificate service DCOM access", letters: "CD" },
  "S-1-5-32-575": { name: "RDS remote access servers", letters: "RA" },
  "S-1-5-32-576": { name: "RDS endpoint servers", letters: "ES" },
  "S-1-5-32-577": { name: "RDS management servers", letters: "MS" },
  "S-1-5-32-578": { name: "Hyper-V administrators", letters: "HA" },
  "S-1-5-32-579": { name: "Access control assistance operators", letters: "AA" },
  "S-1-5-32-580": { name: "Remote management users", letters: "RM" },
  "S-1-5-80-0": { name: "All services" },
  "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464": { name: "TrustedInstaller" },
  "S-1-15-2-1": { name: "All application packages", letters: "AC" },
  "S-1-15-2-2": { name: "All restricted application packages" },
  "S-1-16-0": { name: "Untrusted mandatory level" },
  "S-1-16-4096": { name: "Low mandatory level", letters: "LW" },
  "S-1-16-8192": { name: "Medium mandatory level", letters: "ME" },
  "S-1-16-8448": { name: "Medium plus mandatory level", letters: "MP" },
  "S-1-16-12288": { name: "High mandatory level", letters: "HI" },
  "S-1-16-16384": { name: "System mandatory level", letters: "SI" },
  "S-1-18-1": { name: "Authentication authority asserted identity", letters: "AS" },
  "S-1-18-2": { name: "Service asserted identity", letters: "SS" },
};

/**
 * Accounts and groups of a machine or domain, by the last number of a SID that begins with S-1-5-21. Their letters are
 * read where the domain is told, and never written.
 */
const IN_DOMAIN: Readonly<Record<number, WellKnown>> = {
  498: { name: "Enterprise read-only domain controllers", letters: "RO" },
  500: { name: "Administrator", letters: "LA" },
  501: { name: "Guest", letters: "LG" },
  502: { name: "krbtgt" },
  503: { name: "Default account" },
  504: { name: "WDAG utility account" },
  512: { name: "Domain admins", letters: "DA" },
  513: { name: "Domain users", letters: "DU" },
  514: { name: "Domain guests", letters: "DG" },
  515: { name: "Domain computers", letters: "DC" },
  516: { name: "Domain controllers", letters: "DD" },
  517: { name: "Certificate publishers", letters: "CA" },
  518: { name: "Schema admins", letters: "SA" },
  519: { name: "Enterprise admins", letters: "EA" },
  520: { name: "Group policy creator owners", letters: "PA" },
  522: { name: "Cloneable domain controllers", letters: "CN" },
  525: { name: "Protected users", letters: "AP" },
  526: { name: "Key admins", letters: "KA" },
  527: { name: "Enterprise key admins", letters: "EK" },
  553: { name: "RAS and IAS servers", letters: "RS" },
};

const DOMAIN_PARTS = 5;

/**
 * Whom a SID names, where that is the same on every machine; undefined for ordinary accounts and groups.
 *
 * @example
 * wellKnownSidName({ authority: 5, subAuthorities: [18] }); // "Local system"
 */
export function wellKnownSidName(sid: Sid): string | undefined {
  const { authority, subAuthorities } = sid;
  const everywhere = EVERYWHERE[sidText(sid)];
  if (everywhere !== undefined) return everywhere.name;
  if (authority !== 5 || subAuthorities[0] !== 21 || subAuthorities.length !== DOMAIN_PARTS) return undefined;
  return IN_DOMAIN[subAuthorities[DOMAIN_PARTS - 1] ?? 0]?.name;
}

/** The two letters that stand for a SID in SDDL; undefined where it has none that mean the same on every machine. */
export function sddlLettersOf(sid: Sid): string | undefined {
  return EVERYWHERE[sidText(sid)]?.letters;
}

/** The SID, as text, that two letters of SDDL stand for on every machine. */
export function sidTextOfLetters(letters: string): string | undefined {
  return Object.entries(EVERYWHERE).find(([, known]) => known.letters === letters)?.[0];
}

/** The last number of the SID that two letters of SDDL stand for in a domain. */
export function domainNumberOfLetters(letters: string): number | undefined {
  const found = Object.entries(IN_DOMAIN).find(([, known]) => known.letters === letters);
  return found === undefined ? undefined : Number(found[0]);
}
