import { VALUE_TYPE, valueTypeName } from "../hive/value-type.ts";
import { decodeString, MAPI_TYPE, type MapiProperty } from "./mapi-property.ts";
import { judgeProxyText, type ProxyTextOptions } from "./proxy-text.ts";

/** Options of `judgeProxyText`, and what the bytes may be. */
export interface ProxyDataOptions extends ProxyTextOptions {
  /** Also changes values that are not REG_BINARY; the type is kept. */
  readonly anyType?: boolean | undefined;
}

/** What is to be done with the bytes of a proxy server's value. */
export interface ProxyDataJudgement {
  readonly verdict: "change" | "done" | "ambiguous" | "malformed" | "skipped";
  /** Why nothing is changed; absent for `change` and `done`. */
  readonly reason: string | undefined;
  /** The option that would have it changed all the same. */
  readonly needs: string | undefined;
  /** The text as stored, where it can be decoded. */
  readonly oldText: string | undefined;
  readonly newText: string | undefined;
  readonly newData: Uint8Array | undefined;
  /** Where old and new bytes differ. */
  readonly byteIndex: number | undefined;
}

/**
 * Decides by `judgeProxyText` what is to be done with a stored proxy server, and makes the new bytes: the old ones with
 * one byte changed. Whatever does not decode strictly is reported and never touched.
 */
export function judgeProxyData(
  property: MapiProperty,
  type: number,
  data: Uint8Array,
  options: ProxyDataOptions = {},
): ProxyDataJudgement {
  const decoded = decodeString(property, data);
  if ("fault" in decoded) return { ...UNDECIDED, verdict: "malformed", reason: decoded.fault };
  const oldText = decoded.text;
  const isString8 = property.type === MAPI_TYPE.string8;
  if (isString8 && /[^\0-\x7f]/.test(oldText)) {
    return {
      ...UNDECIDED,
      verdict: "malformed",
      oldText,
      reason: "it holds characters of a code page that the hive does not tell",
    };
  }
  const judgement = judgeProxyText(oldText, options);
  if (judgement.verdict === "done") return { ...UNDECIDED, verdict: "done", oldText };
  if (judgement.verdict === "ambiguous") {
    return { ...UNDECIDED, verdict: "ambiguous", oldText, reason: judgement.reason, needs: `--port ${judgement.port}` };
  }
  if (judgement.verdict !== "change")
    return { ...UNDECIDED, verdict: judgement.verdict, oldText, reason: judgement.reason };
  if (type !== VALUE_TYPE.binary && !options.anyType) {
    const reason = `it is stored as ${valueTypeName(type)}, where Outlook writes REG_BINARY; --any-type changes it all the same`;
    return { ...UNDECIDED, verdict: "skipped", oldText, reason, needs: "--any-type" };
  }
  const byteIndex = judgement.index * (isString8 ? 1 : 2);
  // Both separators are ASCII, so in either encoding they differ in one byte, the low one of UTF-16LE.
  const newData = data.slice();
  newData[byteIndex] = judgement.text.charCodeAt(judgement.index);
  return {
    verdict: "change",
    reason: undefined,
    needs: undefined,
    oldText,
    newText: judgement.text,
    newData,
    byteIndex,
  };
}

const UNDECIDED = {
  reason: undefined,
  needs: undefined,
  oldText: undefined,
  newText: undefined,
  newData: undefined,
  byteIndex: undefined,
};
