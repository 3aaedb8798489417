# weft_add_web_module(NAME SOURCES...): NAME.mjs and NAME.wasm, an ES module that the loader of the npm package takes, and NAME.d.mts,
# its types. For these the module is linked twice, and run in Node as far as `weft_module` goes.
function(weft_add_web_module name)
  set(here ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  find_program(WEFT_NODE NAMES node nodejs REQUIRED NO_CMAKE_FIND_ROOT_PATH DOC "Node, 20.16 or later")
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE weft::weft weft::weft_web_module weft::weft_web_types)
  target_link_options(${name} PRIVATE -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web,worker,node -sFILESYSTEM=0 --extern-post-js ${here}/mark.js)
  set_target_properties(${name} PROPERTIES
    SUFFIX .mjs
    CXX_LINKER_LAUNCHER "${WEFT_NODE};${here}/link_module.mjs"
    LINK_DEPENDS "${here}/link_module.mjs;${here}/mark.js"
    ADDITIONAL_CLEAN_FILES ${name}.d.mts)
endfunction()
