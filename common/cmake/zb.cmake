# SPDX-License-Identifier: Apache-2.0
# The project's own CMake vocabulary: warnings, libraries, daemons and tests.

add_library(zb_warnings INTERFACE)
target_compile_options(zb_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wformat=2 -Wvla -Wundef -Wwrite-strings
  -fno-strict-aliasing -fno-omit-frame-pointer)
target_compile_definitions(zb_warnings INTERFACE _GNU_SOURCE ZB_VERSION="${PROJECT_VERSION}")
target_include_directories(zb_warnings INTERFACE ${CMAKE_SOURCE_DIR})
if(ZB_WERROR)
  target_compile_options(zb_warnings INTERFACE -Werror)
endif()
if(ZB_SANITIZE)
  target_compile_options(zb_warnings INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_link_options(zb_warnings INTERFACE -fsanitize=address,undefined)
endif()
if(ZB_FUZZ)
  target_compile_options(zb_warnings INTERFACE -fsanitize=fuzzer-no-link)
endif()

# zb_add_library(NAME SOURCES a.c... [HEADERS a.h...] [LINK lib...])
# A static library; each header is compiled alone by the target all_verify_interface_header_sets.
function(zb_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}
                 FILES ${ARG_HEADERS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(${name} PUBLIC zb_warnings ${ARG_LINK})
endfunction()

# zb_add_binary(NAME SOURCES main.c... LINK lib...): a program in build/bin, installed to bin.
function(zb_add_binary name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# zb_add_test(NAME test_x SOURCES test_x.c... LINK lib... [ARGS arg...])
# A cmocka program; a sanitizer report in its output fails it as well.
function(zb_add_test)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;LINK;ARGS" ${ARGN})
  add_executable(${ARG_NAME} ${ARG_SOURCES})
  set_target_properties(${ARG_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_LINK} PkgConfig::CMOCKA)
  target_compile_definitions(${ARG_NAME} PRIVATE ZB_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME} ${ARG_ARGS})
  set_tests_properties(${ARG_NAME} PROPERTIES TIMEOUT 120
    FAIL_REGULAR_EXPRESSION "runtime error:;ERROR: AddressSanitizer;ERROR: LeakSanitizer")
endfunction()

# zb_add_fuzz(NAME x SOURCES fuzz_x.c LINK lib...)
# With ZB_FUZZ a libFuzzer program; else a plain driver replays x.in/ and x.repro/ as a test.
function(zb_add_fuzz)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;LINK" ${ARGN})
  add_executable(fuzz_${ARG_NAME} ${ARG_SOURCES})
  set_target_properties(fuzz_${ARG_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(fuzz_${ARG_NAME} PRIVATE ${ARG_LINK})
  target_compile_definitions(fuzz_${ARG_NAME} PRIVATE ZB_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(ZB_FUZZ)
    target_link_options(fuzz_${ARG_NAME} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${ARG_NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.c)
    add_test(NAME fuzz_${ARG_NAME} COMMAND fuzz_${ARG_NAME}
      ${CMAKE_SOURCE_DIR}/tests/fuzz/${ARG_NAME}.in
      ${CMAKE_SOURCE_DIR}/tests/fuzz/${ARG_NAME}.repro)
    set_tests_properties(fuzz_${ARG_NAME} PROPERTIES TIMEOUT 120)
  endif()
endfunction()

# zb_require(PREFIX module): the imported target PkgConfig::PREFIX, or a stop that names the package.
find_package(PkgConfig REQUIRED)
function(zb_require prefix module)
  pkg_check_modules(${prefix} REQUIRED IMPORTED_TARGET GLOBAL ${module})
endfunction()
