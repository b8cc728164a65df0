/** Which units are the same letter to Windows, by its upcase table: one unit for each of 65,536. */
export class CaseFolding {
  readonly #upcase: Uint16Array;

  constructor(upcase: Uint16Array) {
    this.#upcase = upcase;
  }

  upcased(unit: number): number {
    return this.#upcase[unit] ?? unit;
  }

  /** All units with this capital, itself among them. */
  unitsLike(capital: number): number[] {
    const units: number[] = [];
    for (let unit = this.#upcase.indexOf(capital); unit !== -1; unit = this.#upcase.indexOf(capital, unit + 1))
      units.push(unit);
    return units;
  }

  /** All characters that are the same letter as this one, which is one unit. */
  charactersLike(character: string): string[] {
    return this.unitsLike(this.upcased(character.charCodeAt(0))).map((unit) => String.fromCharCode(unit));
  }
}
