import { committed, judge } from "./judgement.ts";
import type { ModelKey } from "./model.ts";
import type { Sequence } from "./operation.ts";
import { Disagreement, Player } from "./player.ts";
import type { Start } from "./starts.ts";

/** What a sequence came to. */
export interface Played {
  readonly bytes: Uint8Array;
  readonly model: ModelKey;
  readonly done: number;
  readonly refused: number;
}

/** Plays a sequence twice and judges it; throws a Disagreement where the engine does not do as the model. */
export function playAndJudge({ start, operations }: Sequence, starts: readonly Start[]): Played {
  const from = starts[start % starts.length] as Start;
  const played = play(from, operations);
  judge(played.bytes, from.bytes, played.model);
  if (!Buffer.from(play(from, operations).bytes).equals(played.bytes))
    throw new Error("a second run gives other bytes");
  return played;
}

function play({ bytes, model }: Start, operations: Sequence["operations"]): Played {
  const player = new Player(bytes, model);
  try {
    for (const operation of operations) player.play(operation);
    const { done, refused } = player;
    const written = committed(player.hive.engine, bytes);
    if (!Buffer.from(player.hive.toBytes()).equals(written)) throw new Disagreement("toBytes and a commit differ");
    return { bytes: written, model: player.model, done, refused };
  } finally {
    player.hive.close();
  }
}
