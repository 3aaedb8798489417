# weft_add_test(NAME SOURCES...): a GoogleTest program. Natively each test case is a ctest test of its own; as WebAssembly the whole
# program is one test in Node and one in Chromium.
function(weft_add_test name)
  include(GoogleTest)
  add_executable(${name} ${PROJECT_SOURCE_DIR}/tests/support/main.cpp ${ARGN})
  target_link_libraries(${name} PRIVATE weft::weft gtest weft_options)
  set_target_properties(${name} PROPERTIES WEFT_QUICK_LINK ON)
  if(EMSCRIPTEN)
    add_test(NAME ${name}.node COMMAND node $<TARGET_FILE:${name}>)
    add_test(NAME ${name}.chromium
      COMMAND node ${PROJECT_SOURCE_DIR}/tests/support/run_in_chromium.mjs $<TARGET_FILE:${name}>)
    set_tests_properties(${name}.node ${name}.chromium PROPERTIES TIMEOUT 600)
  else()
    gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# weft_compile_in_a_hurry(NAME): what only tests, and is large. Where tests look for something else than natively, it is not worth much
# optimising.
function(weft_compile_in_a_hurry name)
  target_precompile_headers(${name} PRIVATE <gtest/gtest.h> <weft/weft.hpp>)
  if(EMSCRIPTEN)
    target_compile_options(${name} PRIVATE -O1)
  elseif(NOT WEFT_SANITIZE STREQUAL "none")
    target_compile_options(${name} PRIVATE -O0)
  endif()
endfunction()
