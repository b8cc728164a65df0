// Loading node:crypto takes longer than all that most commands do. It is loaded when somebody asks for a hash.
module.exports = {
  get createHash() {
    // biome-ignore lint/style/useNodejsImportProtocol: by its other name this file stands for it
    return require("crypto").createHash;
  },
};
