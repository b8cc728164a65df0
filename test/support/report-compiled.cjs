// Preloaded into a hivetool process: tells at its end, on stderr, how many characters of its parts were compiled, and
// which of Node's modules that take long to load it has loaded.
const vm = require("node:vm");

const { compileFunction } = vm;
let compiled = 0;
vm.compileFunction = (text, ...rest) => {
  compiled += text.length;
  return compileFunction(text, ...rest);
};
process.on("exit", () => {
  const slow = process.moduleLoadList.filter((name) =>
    /^NativeModule (?:crypto|child_process|net|worker_threads)$/.test(name),
  );
  process.stderr.write(`\n${JSON.stringify({ compiled, slow })}`);
});
