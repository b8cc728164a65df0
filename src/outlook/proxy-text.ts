/** What `judgeProxyText` may take for granted because the user said so. */
export interface ProxyTextOptions {
  /** The port that was typed: only a text with this port is touched, also one whose server name has no dot. */
  readonly port?: number | undefined;
  /** The server's name without its port, in any letter case: only this server is touched. */
  readonly host?: string | undefined;
  /** Turns the colon back into a hyphen. */
  readonly undo?: boolean | undefined;
}

/**
 * What is to be done with a proxy server's text.
 * - `change`: `text` is the new one; it differs from the old in the one character at `index`.
 * - `done`: it already reads as wanted.
 * - `ambiguous`: the digits may be a port or a part of the server's name; only the user knows.
 * - `malformed`: it is no server name, neither with a port nor without.
 * - `skipped`: there is nothing to change in it, or it is not the one that was asked for.
 */
export type ProxyJudgement =
  | {
      readonly verdict: "change";
      readonly text: string;
      readonly index: number;
      readonly host: string;
      readonly port: number;
    }
  | { readonly verdict: "done"; readonly host: string; readonly port: number }
  | { readonly verdict: "ambiguous"; readonly reason: string; readonly host: string; readonly port: number }
  | { readonly verdict: "malformed"; readonly reason: string }
  | { readonly verdict: "skipped"; readonly reason: string };

/**
 * Decides how `server-port` becomes `server:port` (or back, with `undo`) by one character in place.
 *
 * Outlook's dialog refuses `server.example.com:44300`, so people type `server.example.com-44300`. Server names hold hyphens
 * too: only the last one counts, and only when 1 to 5 digits that make a port (1 to 65535) follow it to the end. Where the
 * name before it has no dot, `exch-2010` may well be the whole name; then `port` or `host` must say that it is not.
 *
 * @example
 * judgeProxyText("mail-gw.example.com-44300"); // { verdict: "change", text: "mail-gw.example.com:44300", ... }
 */
export function judgeProxyText(text: string, options: ProxyTextOptions = {}): ProxyJudgement {
  const parts = parseProxyText(text);
  if (parts.kind === "empty") return { verdict: "skipped", reason: "it is empty" };
  if (parts.kind === "malformed") return { verdict: "malformed", reason: parts.reason };
  const mismatch = otherThanAsked(parts, options);
  if (mismatch !== undefined) return { verdict: "skipped", reason: mismatch };
  if (parts.kind === "bare") return { verdict: "skipped", reason: "it holds no port" };
  const { host, port } = parts;
  if (parts.kind === (options.undo ? "hyphen" : "colon") && isSure(parts, options))
    return { verdict: "done", host, port };
  if (!isSure(parts, options)) return doubtful(parts, options);
  const separator = options.undo ? "-" : ":";
  const changed = `${text.slice(0, parts.index)}${separator}${text.slice(parts.index + 1)}`;
  return { verdict: "change", text: changed, index: parts.index, host, port };
}

/** A server with digits that may be its port, behind the separator at `index`. */
interface ServerAndPort {
  readonly kind: "colon" | "hyphen";
  readonly host: string;
  readonly port: number;
  readonly digits: string;
  readonly index: number;
}
type ProxyParts =
  | ServerAndPort
  | { readonly kind: "empty" }
  | { readonly kind: "bare"; readonly host: string }
  | { readonly kind: "malformed"; readonly reason: string };

function parseProxyText(text: string): ProxyParts {
  if (text === "") return { kind: "empty" };
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text);
  if (scheme)
    return malformed(`it begins with ${scheme[0]}, which Outlook does not store; the server's name stands alone`);
  if (text.includes(":")) return parseColon(text);
  const hyphen = splitAtLast(text, "-");
  const isDotted = hyphen !== undefined && hasInnerDot(hyphen.host);
  if (hyphen && isDotted && !isPort(hyphen.port)) return malformed(`${hyphen.digits} is no port (1 to 65535)`);
  if (hyphen && isPort(hyphen.port) && isServerName(hyphen.host)) return hyphen;
  if (!isServerName(text) || isDotted) return malformed("it is no server name");
  return { kind: "bare", host: text };
}

/** A colon stands in no server name, so whatever holds one is a server with its port, or malformed. */
function parseColon(text: string): ProxyParts {
  const colon = splitAtLast(text, ":");
  if (colon === undefined || !isPort(colon.port)) return malformed("no port (1 to 65535) follows its colon");
  return isServerName(colon.host) ? colon : malformed("what stands before the port is no server name");
}

function splitAtLast(text: string, separator: ":" | "-"): ServerAndPort | undefined {
  const index = text.lastIndexOf(separator);
  const digits = text.slice(index + 1);
  if (index < 0 || !/^\d{1,5}$/.test(digits)) return undefined;
  const kind = separator === ":" ? "colon" : "hyphen";
  return { kind, host: text.slice(0, index), port: Number(digits), digits, index };
}

/** Why a text is not the one that `port` or `host` asks for. */
function otherThanAsked(
  parts: ServerAndPort | { kind: "bare"; host: string },
  options: ProxyTextOptions,
): string | undefined {
  if (options.host !== undefined && !isSameName(parts.host, options.host)) return `its server is not ${options.host}`;
  if (options.port === undefined || parts.kind === "bare" || parts.port === options.port) return undefined;
  return `its port is not ${options.port}`;
}

/** Whether the digits are surely a port. Nobody types a port with a zero in front, but servers are numbered so. */
function isSure(parts: ServerAndPort, options: ProxyTextOptions): boolean {
  if (parts.kind === "colon" || options.port !== undefined || options.host !== undefined) return true;
  return hasInnerDot(parts.host) && !parts.digits.startsWith("0");
}

function doubtful(parts: ServerAndPort, options: ProxyTextOptions): ProxyJudgement {
  const { host, port } = parts;
  if (options.undo) return { verdict: "skipped", reason: "it holds no port behind a colon" };
  const reason = `this may be the server's whole name; if ${port} is the port, say --port ${port}`;
  return { verdict: "ambiguous", reason, host, port };
}

/** Labels of letters (of any script), digits, hyphens inside and underscores, with dots between; one dot may end it. */
function isServerName(host: string): boolean {
  const labels = host.replace(/\.$/, "").split(".");
  return host.length <= 254 && labels.every((label) => /^(?!-)[\p{L}\p{M}\p{N}_-]{1,63}(?<!-)$/u.test(label));
}

function hasInnerDot(host: string): boolean {
  return host.slice(0, -1).includes(".");
}

function isPort(number: number): boolean {
  return number >= 1 && number <= 65535;
}

function isSameName(host: string, asked: string): boolean {
  return host.replace(/\.$/, "").toLowerCase() === asked.replace(/\.$/, "").toLowerCase();
}

function malformed(reason: string): ProxyParts {
  return { kind: "malformed", reason };
}
