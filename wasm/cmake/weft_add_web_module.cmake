# weft_add_web_module(NAME SOURCES...): NAME.mjs and NAME.wasm, an ES module that the loader of the npm package takes.
function(weft_add_web_module name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE weft::weft weft::weft_web_module)
  target_link_options(${name} PRIVATE -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web,worker,node -sFILESYSTEM=0 --extern-post-js ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/mark.js)
  set_target_properties(${name} PROPERTIES SUFFIX .mjs)
endfunction()
