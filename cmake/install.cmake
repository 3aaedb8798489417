# `find_package(weft)` for programs that use an installed weft, and its C++ dependencies.
include(CMakePackageConfigHelpers)
set(weft_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/weft)
configure_package_config_file(cmake/weft-config.cmake.in ${PROJECT_BINARY_DIR}/weft-config.cmake
  INSTALL_DESTINATION ${weft_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/weft-config-version.cmake COMPATIBILITY SameMinorVersion)
install(TARGETS weft EXPORT weft)
install(EXPORT weft NAMESPACE weft:: FILE weft-targets.cmake DESTINATION ${weft_package_dir})
install(FILES ${PROJECT_BINARY_DIR}/weft-config.cmake ${PROJECT_BINARY_DIR}/weft-config-version.cmake
  DESTINATION ${weft_package_dir})
if(EMSCRIPTEN)
  install(FILES wasm/cmake/boost_headers.cmake wasm/cmake/weft_add_web_module.cmake wasm/cmake/link_module.mjs wasm/cmake/mark.js
    DESTINATION ${weft_package_dir})
endif()
