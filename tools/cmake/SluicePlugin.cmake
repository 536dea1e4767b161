# For sluice itself and, installed, for everybody who writes a plugin.

# The api's major version names the folder plugins are installed to. The package's config file knows it already.
if(NOT DEFINED SLUICE_API_MAJOR)
    foreach(part IN ITEMS MAJOR MINOR)
        file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/../../core/api/sluice/stamp.hpp SLUICE_API_${part}
            REGEX "^#define SLUICE_API_${part} [0-9]+$")
        string(REGEX REPLACE "[^0-9]" "" SLUICE_API_${part} "${SLUICE_API_${part}}")
    endforeach()
endif()
if(TARGET sluice_api AND NOT TARGET sluice::api)
    add_library(sluice::api ALIAS sluice_api)
endif()

# sluice_add_plugin(NAME FILES... [USES TARGETS...]): the plugin NAME.so, in SLUICE_PLUGIN_FOLDER (the build folder where
# that is not set) and installed where `sluice` looks. Nothing of it is visible but what SLUICE_PLUGIN exports, and a
# symbol that nobody provides is found now, not when somebody loads it.
function(sluice_add_plugin name)
    cmake_parse_arguments(arg "" "" "USES" ${ARGN})
    add_library(${name} MODULE ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE sluice::api ${arg_USES})
    if(NOT SLUICE_PLUGIN_FOLDER)
        set(SLUICE_PLUGIN_FOLDER ${PROJECT_BINARY_DIR})
    endif()
    set_target_properties(${name} PROPERTIES
        PREFIX "" SUFFIX .so CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON
        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        LIBRARY_OUTPUT_DIRECTORY ${SLUICE_PLUGIN_FOLDER})
    # clang keeps a sanitizer's runtime in the program alone.
    if(NOT (CMAKE_CXX_COMPILER_ID MATCHES Clang AND "${CMAKE_CXX_FLAGS} ${SLUICE_SANITIZE}" MATCHES "address|thread|undefined"))
        target_link_options(${name} PRIVATE -Wl,-z,defs)
    endif()
    # Where nobody said where to: to the sluice that was found, which looks there.
    if(SLUICE_PREFIX AND CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT)
        set(CMAKE_INSTALL_PREFIX "${SLUICE_PREFIX}" CACHE PATH "The prefix of the sluice that was found" FORCE)
        set(CMAKE_INSTALL_LIBDIR "${SLUICE_LIBDIR}" CACHE PATH "Where the sluice that was found has its libraries")
    endif()
    include(GNUInstallDirs)
    install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/sluice/${SLUICE_API_MAJOR} COMPONENT plugins)
endfunction()

# sluice_add_plugin_test(NAME FILES... [PLUGIN TARGET] [USES TARGETS...]): a GoogleTest program with sluice::bench, each
# test known to ctest. SLUICE_PLUGIN_FILE in its code is the .so of PLUGIN, which is NAME without _test where it is not
# said. Without GoogleTest or the bench library the test is left out, and that is said.
function(sluice_add_plugin_test name)
    cmake_parse_arguments(arg "" "PLUGIN" "USES" ${ARGN})
    if(NOT arg_PLUGIN)
        string(REGEX REPLACE "_test$" "" arg_PLUGIN ${name})
    endif()
    if(NOT TARGET ${arg_PLUGIN})
        message(FATAL_ERROR "sluice_add_plugin_test(${name}): there is no plugin ${arg_PLUGIN}; write PLUGIN and its name")
    endif()
    find_package(GTest QUIET)
    if(NOT GTest_FOUND)
        message(STATUS "${name} is left out: no GoogleTest here (Debian: apt install libgtest-dev)")
        return()
    endif()
    if(NOT TARGET sluice::bench)
        message(STATUS "${name} is left out: this sluice lacks libsluice_bench.so (its build target sluice_bench)")
        return()
    endif()
    include(GoogleTest)
    enable_testing()
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE sluice::bench ${arg_USES} GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name} PRIVATE SLUICE_PLUGIN_FILE="$<TARGET_FILE:${arg_PLUGIN}>")
    set_target_properties(${name} PROPERTIES CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON)
    add_dependencies(${name} ${arg_PLUGIN})
    gtest_discover_tests(${name})
endfunction()
