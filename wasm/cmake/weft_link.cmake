# How a program or module that contains weft is linked; part of linking weft::weft.
#
# The order of the link's passes is what makes switches fast and right: the linker optimises little (-O1), so that no function
# of the context back end is inlined into code that asyncify instruments; then asyncify; then the optimiser; and last the check
# of the stack pointer, so that asyncify has nothing of it to save. (That pass gives its calls a type that Binaryen's validator
# rejects and the binary format does not have: hence no validation. Engines validate what they load.)
set(weft_wrapped __cxa_throw __cxa_rethrow __cxa_rethrow_primary_exception __cxa_begin_catch __cxa_end_catch)
list(TRANSFORM weft_wrapped PREPEND "LINKER:--wrap=" OUTPUT_VARIABLE weft_wraps)

# A test program (property WEFT_QUICK_LINK) is optimised as far as asyncify needs: -O3 takes several times as long.
set(weft_optimise $<IF:$<BOOL:$<TARGET_PROPERTY:WEFT_QUICK_LINK>>,--simplify-locals$<COMMA>--vacuum$<COMMA>--coalesce-locals$<COMMA>--reorder-locals,-O3>)

target_link_options(weft_platform INTERFACE
  -O1 -fexceptions
  --profiling-funcs  # the passes below find the stack pointer by its name; the last one takes the names out
  ${weft_wraps}
  # There even if no C++ names them: JavaScript starts `main`, and reports faults, through them.
  LINKER:--undefined=weft_turn LINKER:--undefined=weft_describe_trap
  -sINVOKE_RUN=0 -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH=1
  --js-library=$<BUILD_INTERFACE:${CMAKE_CURRENT_LIST_DIR}/../host/library_weft.js>$<INSTALL_INTERFACE:$<INSTALL_PREFIX>/share/weft/library_weft.js>
  -sBINARYEN_EXTRA_PASSES=--pass-arg=asyncify-imports@env.invoke_*,--pass-arg=asyncify-removelist@@$<BUILD_INTERFACE:${CMAKE_CURRENT_LIST_DIR}/never_waits.txt>$<INSTALL_INTERFACE:$<INSTALL_PREFIX>/share/weft/never_waits.txt>,--asyncify,${weft_optimise},--pass-arg=stack-check-handler@__handle_stack_overflow,--stack-check,--strip-debug,--no-validation
)
set_property(TARGET weft_platform PROPERTY INTERFACE_LINK_DEPENDS
  $<BUILD_INTERFACE:${CMAKE_CURRENT_LIST_DIR}/../host/library_weft.js$<SEMICOLON>${CMAKE_CURRENT_LIST_DIR}/never_waits.txt>)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/../host/library_weft.js ${CMAKE_CURRENT_LIST_DIR}/never_waits.txt
  DESTINATION share/weft)
