import { bytesToHex } from "../hive/hex.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { decodeLong, decodeString, parsePropertyName } from "./mapi-property.ts";

/** The proxy server in Unicode and, from older Outlooks, in 8-bit text. */
export const PROXY_SERVER_VALUES = ["001f6622", "001e6622"] as const;
/** The name in the server's certificate, likewise. */
export const PRINCIPAL_NAME_VALUES = ["001f6625", "001e6625"] as const;
export const FLAGS_VALUE = "00036623";
export const PROXY_AUTHENTICATION_VALUE = "00036627";
const AUTHENTICATION_PACKAGE_VALUE = "00036619";

/** What the bits of the RPC-over-HTTP flags say. */
export const ROH_FLAG = {
  useHttp: 0x1,
  sslOnly: 0x2,
  mutualAuthentication: 0x4,
  httpFirstOnFast: 0x8,
  ignoreSecurityWarning: 0x10,
  httpFirstOnSlow: 0x20,
} as const;
const FLAG_TEXTS: readonly (readonly [number, string])[] = [
  [ROH_FLAG.useHttp, "use HTTP"],
  [ROH_FLAG.sslOnly, "SSL only"],
  [ROH_FLAG.mutualAuthentication, "mutual authentication"],
  [ROH_FLAG.httpFirstOnFast, "HTTP first on fast networks"],
  [ROH_FLAG.ignoreSecurityWarning, "ignore security warnings"],
  [ROH_FLAG.httpFirstOnSlow, "HTTP first on slow networks"],
];
export const PROXY_AUTHENTICATIONS: Readonly<Record<number, string>> = {
  1: "Basic",
  2: "NTLM",
  4: "Passport",
  8: "Digest",
  16: "Negotiate",
};
const AUTHENTICATION_PACKAGES: Readonly<Record<number, string>> = { 9: "Negotiate", 10: "NTLM", 16: "Kerberos" };

/** A text setting: its text, or why its bytes are none. */
export interface TextSetting {
  readonly value: Value;
  readonly text: string | undefined;
  readonly fault: string | undefined;
}

/** A number setting with what it means; `number` is `undefined` where the value does not hold 4 bytes. */
export interface NumberSetting {
  readonly value: Value;
  readonly number: number | undefined;
  readonly meaning: string;
}

/** The settings of one section by which Outlook reaches Exchange through RPC over HTTP(S); absent ones are `undefined`. */
export interface RpcHttpSettings {
  readonly servers: readonly TextSetting[];
  readonly principalName: TextSetting | undefined;
  readonly flags: NumberSetting | undefined;
  readonly proxyAuthentication: NumberSetting | undefined;
  readonly authenticationPackage: NumberSetting | undefined;
}

/** Reads a section's RPC-over-HTTP settings. */
export function readRpcHttp(section: Key): RpcHttpSettings {
  const texts = (names: readonly string[]) => names.flatMap((name) => textSetting(section.findValue(name)) ?? []);
  return {
    servers: texts(PROXY_SERVER_VALUES),
    principalName: texts(PRINCIPAL_NAME_VALUES)[0],
    flags: numberSetting(section.findValue(FLAGS_VALUE), flagsText),
    proxyAuthentication: numberSetting(
      section.findValue(PROXY_AUTHENTICATION_VALUE),
      (number) => PROXY_AUTHENTICATIONS[number],
    ),
    authenticationPackage: numberSetting(
      section.findValue(AUTHENTICATION_PACKAGE_VALUE),
      (number) => AUTHENTICATION_PACKAGES[number],
    ),
  };
}

/** The flags in words, unknown bits as a number. */
function flagsText(flags: number): string {
  const set = FLAG_TEXTS.filter(([bit]) => (flags & bit) !== 0).map(([, text]) => text);
  const unknown = FLAG_TEXTS.reduce((rest, [bit]) => rest & ~bit, flags) >>> 0;
  if (unknown !== 0) set.push(`unknown bits 0x${unknown.toString(16)}`);
  return set.length === 0 ? "none" : set.join(", ");
}

/** Why a section's proxy server may not do what its owner thinks; empty where the flags are as they should be. */
export function flagWarnings(flags: number | undefined): string[] {
  if (flags === undefined) return [];
  if ((flags & ROH_FLAG.useHttp) === 0)
    return ["RPC over HTTP is switched off here (flag 0x1 of 00036623), so Outlook does not use this server"];
  if ((flags & ROH_FLAG.sslOnly) === 0)
    return ["SSL is not demanded here (flag 0x2 of 00036623), so the port is one for plain HTTP"];
  return [];
}

/** What one of these values says, for people; its bytes in hexadecimal where they mean nothing. */
export function rpcHttpText(name: string, data: Uint8Array): string {
  const property = parsePropertyName(name);
  if (name === FLAGS_VALUE || name === PROXY_AUTHENTICATION_VALUE) {
    const number = decodeLong(data);
    if (number === undefined) return bytesToHex(data, " ");
    const meaning = name === FLAGS_VALUE ? flagsText(number) : (PROXY_AUTHENTICATIONS[number] ?? "unknown");
    return `0x${number.toString(16)} (${meaning})`;
  }
  const decoded = property && decodeString(property, data);
  return decoded !== undefined && "text" in decoded ? decoded.text : bytesToHex(data, " ");
}

function textSetting(value: Value | undefined): TextSetting | undefined {
  const property = value && parsePropertyName(value.name);
  if (value === undefined || property === undefined) return undefined;
  const decoded = decodeString(property, value.data());
  return "text" in decoded
    ? { value, text: decoded.text, fault: undefined }
    : { value, text: undefined, fault: decoded.fault };
}

function numberSetting(
  value: Value | undefined,
  meaningOf: (number: number) => string | undefined,
): NumberSetting | undefined {
  if (value === undefined) return undefined;
  const number = decodeLong(value.data());
  if (number === undefined) return { value, number, meaning: `malformed: ${value.size} bytes instead of 4` };
  return { value, number, meaning: meaningOf(number) ?? "unknown" };
}
