// Loading node:crypto takes longer than all that most commands do. It is loaded when somebody asks for a hash.
module.exports = {
  get createHash() {
    return process.getBuiltinModule("node:crypto").createHash;
  },
};
