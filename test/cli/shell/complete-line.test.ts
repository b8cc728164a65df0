import { afterAll, beforeAll, expect, test } from "vitest";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import { completeLine } from "../../../src/cli/shell/complete-line.ts";
import { quotedWord, wordsOf } from "../../../src/cli/shell/split-words.ts";
import { cd } from "../../../src/shell/commands/cd.ts";
import { EditedHive } from "../../../src/shell/edited-hive.ts";
import { Session } from "../../../src/shell/session.ts";
import { openHive } from "../../../src/storage/open-hive.ts";

const path = `${FIXTURES}/hives/outlook-user.dat`;
const edited = new EditedHive({
  open: () => openHive(path, { mode: "edit" }),
  time: () => 0n,
  write: () => Promise.reject(new Error("nothing is written here")),
});
const host = {
  open: () => edited,
  print: () => undefined,
  complain: () => undefined,
  readLine: async () => undefined,
};
const session = new Session(host);

beforeAll(() => {
  session.load(path);
  cd(session, "Software");
  const key = "Software\\Two Words";
  const changes = [{ op: "set-value", key, value: "It's", type: 4, data: "01000000" }] as const;
  edited.apply({ version: 1, changes });
});
afterAll(() => session.close());

test.each<[string, string[]]>([
  ["u", ["undo ", "unload "]],
  ["cd A", ["cd AcmeTools", "cd ACME_Tools"]],
  ["cd two", ["cd Two Words"]],
  ["cd ..\\env", ["cd ..\\Environment"]],
  ["cd \\Control Panel\\De", ["cd \\Control Panel\\Desktop"]],
  ["get T", ["get 'Two Words'"]],
  ["get 'Two W", ["get 'Two Words'"]],
  ["get 'Two Words' I", [`get 'Two Words' "It's"`]],
  ["get 'Two Words' ", [`get 'Two Words' "It's"`]],
  ["copy AcmeTools \\En", ["copy AcmeTools \\Environment"]],
  ["security set T", ["security set 'Two Words'"]],
  ["security ", []],
  ["delete AcmeTools x", []],
  ["cd Nowhere\\x", []],
  ["add T", []],
])("%s", (line, completed) => {
  expect(completeLine(line, ["ls", "undo", "unload"], session, edited.opened.hive)).toEqual(completed);
});

test("commands alone are completed where no hive is loaded", () => {
  expect(completeLine("l", ["load", "ls"], new Session(host), undefined)).toEqual(["load ", "ls "]);
  expect(completeLine("cd S", ["cd"], new Session(host), undefined)).toEqual([]);
});

test.each(["plain", "", "a b", "it's", 'say "x"', `both ' and "`, "C:\\a\\", "\t"])(
  "%j is a word when it is quoted",
  (word) => {
    expect(wordsOf(` ${quotedWord(word)}  next`)).toEqual([word, "next"]);
  },
);
