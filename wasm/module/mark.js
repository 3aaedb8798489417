Module[Symbol.for('weft.module')] = true;
