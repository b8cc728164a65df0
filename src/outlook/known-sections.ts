/** The section that held every Exchange setting up to Outlook 2007; later Outlooks redirect old callers from it to one account. */
export const EXCHANGE_GLOBAL_SECTION = "13dbb0c8aa05101a9bb000aa002fc45a";
/** Outlook's own settings of the profile; names the section of the account that the Exchange global section stands for. */
export const OUTLOOK_GLOBAL_SECTION = "0a0d020000000000c000000000000046";
/** Outlook's account manager: one numbered subkey for each account, data file and address book. */
export const ACCOUNT_MANAGER = "9375cff0413111d3b88a00104b2a6676";

/** A section's name is its MAPIUID: the 16 raw bytes of a GUID in hexadecimal. All others are made anew in each profile. */
const TITLES: Readonly<Record<string, string>> = {
  [EXCHANGE_GLOBAL_SECTION]: "Exchange global section",
  [OUTLOOK_GLOBAL_SECTION]: "Outlook global section",
  [ACCOUNT_MANAGER]: "account manager",
  "9207f3e0a3b11019908b08002b2a56c2": "service table",
  "8503020000000000c000000000000046": "profile instance",
  dca740c8c042101ab4b908002b2fe182: "Exchange address book",
  "5acf76a3665511cea39a00aa004acafa": "dial-up networking",
};

/** What a section with a fixed name is for. */
export function sectionTitle(name: string): string | undefined {
  const folded = name.toLowerCase();
  return Object.hasOwn(TITLES, folded) ? TITLES[folded] : undefined;
}
