// Appended to the ES module of a web module: worker scripts tell by this that its default export is to be started.
Module[Symbol.for('weft.module')] = true;
