# Boost's headers (Describe) for WebAssembly, without the rest of the host's include folder: a folder that holds one link.
function(weft_use_boost_headers target)
  find_path(WEFT_BOOST_HEADERS boost/describe.hpp PATHS /usr/include /usr/local/include REQUIRED NO_CMAKE_FIND_ROOT_PATH
    DOC "The folder that holds boost/, of Boost 1.77 or later (Debian: libboost1.81-dev)")
  set(only_boost ${CMAKE_BINARY_DIR}/weft_boost_headers)
  file(MAKE_DIRECTORY ${only_boost})
  file(CREATE_LINK ${WEFT_BOOST_HEADERS}/boost ${only_boost}/boost SYMBOLIC)
  target_include_directories(${target} SYSTEM INTERFACE $<BUILD_INTERFACE:${only_boost}>)
endfunction()
