import { upcase } from "../../fixtures/build/upcase.ts";

/** The text with small letters for capitals and the other way round, as far as one unit stands for one. */
export function swappedCase(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text.charCodeAt(at);
    if (upcase(unit) !== unit) return String.fromCharCode(upcase(unit));
    const small = text.charAt(at).toLowerCase();
    return small.length === 1 && upcase(small.charCodeAt(0)) === unit ? small : text.charAt(at);
  }).join("");
}
