# weft_check_self_contained(NAME LIBRARY HEADERS...): an object library NAME that compiles each header on its own, the way
# a user of LIBRARY includes it. Headers are given as in an include directive, such as weft/value.hpp.
function(weft_check_self_contained name library)
  set(sources)
  foreach(header IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER ${header} stem)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}/${stem}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include <@header@>\n#include <@header@>  // twice does no harm\n" @ONLY)
    list(APPEND sources ${source})
  endforeach()
  add_library(${name} OBJECT ${sources})
  target_link_libraries(${name} PRIVATE ${library})
  target_compile_options(${name} PRIVATE -O0 -g0)  # only whether it compiles is asked
endfunction()
