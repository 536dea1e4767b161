# How everything of this project is compiled, and two short ways to say so.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

add_library(sluice_options INTERFACE)
# GCC 12 sees an uninitialised value in every optional<shared_ptr>, and overlaps and overflows inside std::string
# and std::vector; there are none.
target_compile_options(sluice_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${SLUICE_STRICT}>:-Werror> $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
# So that the linker can leave out what nobody calls: a quarter of the program, and half a megabyte of memory.
set(SLUICE_LEAN OFF)
if(CMAKE_BUILD_TYPE STREQUAL Release AND NOT SLUICE_SANITIZE)
    set(SLUICE_LEAN ON)
    target_compile_options(sluice_options INTERFACE -ffunction-sections -fdata-sections)
    target_link_options(sluice_options INTERFACE -Wl,--gc-sections)
endif()
if(SLUICE_SANITIZE)
    target_compile_options(sluice_options INTERFACE
        -fsanitize=${SLUICE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(sluice_options INTERFACE -fsanitize=${SLUICE_SANITIZE})
endif()

# Compiling is most of a test run: there, files are compiled several at once, and what nearly every one includes is read
# once for all. Not in other builds, which so take less memory and show where an include is missing.
if(SLUICE_QUICK_BUILD)
    # GCC 12 sees strings of impossible lengths where it inlines across several files at once.
    target_compile_options(sluice_options INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>)
    file(WRITE ${PROJECT_BINARY_DIR}/common_headers.cpp "")
    add_library(sluice_headers OBJECT ${PROJECT_BINARY_DIR}/common_headers.cpp)
    target_link_libraries(sluice_headers PRIVATE sluice_options)
    target_precompile_headers(sluice_headers PRIVATE <algorithm> <array> <atomic> <chrono> <cstdint> <cstring> <functional> <map>
        <memory> <mutex> <optional> <span> <stdexcept> <string> <string_view> <utility> <variant> <vector>)
endif()
function(sluice_use_headers target)
    if(TARGET sluice_headers)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        target_precompile_headers(${target} REUSE_FROM sluice_headers)
    endif()
endfunction()

# sluice_runs_once(TARGET): what runs at the start and never for a frame is made small rather than fast.
function(sluice_runs_once target)
    if(SLUICE_LEAN)
        target_compile_options(${target} PRIVATE -Os)
        set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)  # those are compiled otherwise
    endif()
endfunction()

# sluice_compile_apart(FILES...): their names are those of other files beside them, or hide some of the product's.
function(sluice_compile_apart)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# sluice_library(NAME FILES... [USES TARGETS...]): a static part of the program.
function(sluice_library name)
    cmake_parse_arguments(arg "" "" "USES" ${ARGN})
    add_library(sluice_${name} STATIC ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(sluice_${name} PUBLIC sluice_api PRIVATE sluice_options)
    foreach(use IN LISTS arg_USES)
        target_link_libraries(sluice_${name} PUBLIC ${use})
    endforeach()
    target_include_directories(sluice_${name} PUBLIC ${PROJECT_SOURCE_DIR}/core)
    sluice_use_headers(sluice_${name})
endfunction()

# What tests themselves do need not be fast, and their build is most of the wait: only what they test is optimised.
# In a target of its own, linked last: of two options that contradict each other the later one counts.
add_library(sluice_test_haste INTERFACE)
target_compile_options(sluice_test_haste INTERFACE -O0)
if(SLUICE_SANITIZE MATCHES undefined)
    target_compile_options(sluice_test_haste INTERFACE -fno-sanitize=undefined)
endif()
set(sanitized 0)
if(SLUICE_SANITIZE)
    set(sanitized 1)
endif()
add_library(sluice_test_options INTERFACE)
target_compile_definitions(sluice_test_options INTERFACE SLUICE_SANITIZED=${sanitized})
target_link_libraries(sluice_test_options INTERFACE sluice_options sluice_test_haste)

# sluice_test(NAME FILES... [USES TARGETS...] [LABELS LABELS...] [SERIAL]): a GoogleTest program, each test known to ctest.
# SERIAL: none of its tests beside another.
function(sluice_test name)
    cmake_parse_arguments(arg "SERIAL" "" "USES;LABELS" ${ARGN})
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE sluice_test_options sluice_api ${arg_USES} GTest::gmock GTest::gtest_main)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/core ${PROJECT_SOURCE_DIR})
    if(SLUICE_QUICK_BUILD)
        set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    endif()
    if(TARGET test_headers)
        target_precompile_headers(${name} REUSE_FROM test_headers)
    endif()
    if(NOT arg_LABELS)
        set(arg_LABELS unit)
    endif()
    if(NOT SLUICE_UNIT_TESTS AND arg_LABELS STREQUAL unit)
        set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
        return()
    endif()
    set(properties LABELS "${arg_LABELS}" TIMEOUT 300)
    if(SLUICE_SANITIZE STREQUAL thread)
        list(APPEND properties ENVIRONMENT "TSAN_OPTIONS=halt_on_error=1:suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan_suppressions.txt")
    endif()
    if(arg_SERIAL)
        list(APPEND properties RUN_SERIAL TRUE)
    endif()
    # A process for each test case is worth more than half of the time, under sanitizers most of all.
    if(SLUICE_QUICK_BUILD AND arg_LABELS STREQUAL unit)
        add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
        set_tests_properties(${name} PROPERTIES ${properties})
        return()
    endif()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} PROPERTIES ${properties})
endfunction()

# sluice_fuzz(NAME [FILES...] [USES TARGETS...]): NAME_fuzz of NAME_fuzz.cpp, by libFuzzer, in clang's address sanitizer
# build; FILES are what it tests, compiled anew so that libFuzzer sees which ways are taken. tools/fuzz runs them all.
function(sluice_fuzz name)
    if(NOT SLUICE_SANITIZE MATCHES address OR NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
        return()
    endif()
    cmake_parse_arguments(arg "" "" "USES" ${ARGN})
    add_executable(${name}_fuzz ${name}_fuzz.cpp ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name}_fuzz PRIVATE sluice_options sluice_api ${arg_USES})
    target_include_directories(${name}_fuzz PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/core)
    target_compile_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    if(NOT TARGET fuzzers)
        add_custom_target(fuzzers)
    endif()
    add_dependencies(fuzzers ${name}_fuzz)
endfunction()
