/** Something measured that has to stay below a limit. */
export interface Limit {
  readonly title: string;
  readonly figure: number;
  readonly limit: number;
  readonly unit: string;
}

export function isKept({ figure, limit }: Limit): boolean {
  return figure <= limit;
}
