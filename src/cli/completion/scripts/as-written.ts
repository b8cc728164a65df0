/** A script as it stands in a template, but for `$\{`, which is how `${` has to be written there. */
export function asWritten({ raw }: TemplateStringsArray): string {
  return raw.join("").replaceAll("$\\{", "${").trimStart();
}
