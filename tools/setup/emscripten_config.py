# Emscripten's configuration in the private toolchain: everything is found relative to this file.
import os
import shutil

root = os.path.abspath(os.path.join(os.path.dirname(__file__), '../../..'))
LLVM_ROOT = os.path.join(root, '@llvm@/bin')
BINARYEN_ROOT = os.path.join(root, 'usr')
NODE_JS = shutil.which('node')
CACHE = os.path.join(root, 'compiled')
