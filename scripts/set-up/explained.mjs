/** An error whose message is a whole sentence for a person; it is shown without a stack. */
export function explained(sentence) {
  return Object.assign(new Error(sentence), { isExplained: true });
}
