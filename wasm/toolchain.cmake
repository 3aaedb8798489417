# CMake toolchain for WebAssembly: the Emscripten whose `emcc` is on the PATH, 4.0 or later.
find_program(WEFT_EMCC emcc REQUIRED)
execute_process(COMMAND "${WEFT_EMCC}" -dumpversion OUTPUT_VARIABLE weft_emcc_version OUTPUT_STRIP_TRAILING_WHITESPACE)
if(weft_emcc_version VERSION_LESS 4)
  message(FATAL_ERROR "${WEFT_EMCC} is Emscripten ${weft_emcc_version}; weft needs 4.0 or later (./dev setup installs one)")
endif()
file(REAL_PATH "${WEFT_EMCC}" weft_emcc_real)
get_filename_component(weft_emscripten_root "${weft_emcc_real}" DIRECTORY)
include("${weft_emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")
