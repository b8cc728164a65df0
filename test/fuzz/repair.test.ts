import { describe, expect, it } from "vitest";
import { describeCorpus } from "../support/corpus.ts";
import { describeOracle } from "../support/oracles.ts";
import { isRepairable, libhivexFinds, type RepairCampaign, repairMany } from "./repair-campaign.ts";
import { corpusSubjects, fixtureSubjects } from "./subjects.ts";

/** `npm run fuzz -- --repair` does as many as one likes. Most are fixtures: they take little time, and have everything. */
const IS_FULL = process.env.HIVETOOL_FULL === "1";
const FIXTURE_RUNS = IS_FULL ? 1700 : 170;
const REAL_RUNS = IS_FULL ? 300 : 30;
const SEED = 6;

describe("damaged hives, repaired", { timeout: 300_000 }, () => {
  let campaign: RepairCampaign | undefined;
  const repairs = (): RepairCampaign => {
    campaign ??= repairMany(fixtureSubjects().filter(isRepairable), SEED, 0, FIXTURE_RUNS);
    return campaign;
  };

  it("are sound to both checkers, and have all that could be read before", () => {
    const { finds, ways } = repairs();
    expect(finds).toEqual([]);
    // Damage that is always mended in one way, or never, would prove little.
    expect(ways.get("mend") ?? 0).toBeGreaterThan(FIXTURE_RUNS / 6);
    expect(ways.get("rebuild") ?? 0).toBeGreaterThan(FIXTURE_RUNS / 4);
  });

  describeOracle("libhivex", "and libhivex reads them as the plain reader does", () => {
    it("all whose names it can tell", () => {
      expect(libhivexFinds(repairs().repaired)).toEqual([]);
    });
  });
});

describeCorpus("damaged real hives, repaired", () => {
  it("are sound to both checkers, and have all that could be read before", { timeout: 300_000 }, () => {
    const { finds } = repairMany(corpusSubjects().filter(isSmall).filter(isRepairable), SEED, 0, REAL_RUNS);
    expect(finds).toEqual([]);
  });
});

/** Larger ones take seconds each. */
function isSmall({ weight }: { readonly weight: number }): boolean {
  return weight >= 10;
}
