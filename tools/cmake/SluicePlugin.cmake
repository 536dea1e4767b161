# For sluice itself and, installed, for everybody who writes a plugin.

# The api's major version names the folder plugins are installed to. The package's config file knows it already.
if(NOT DEFINED SLUICE_API_MAJOR)
    file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/../../core/api/sluice/stamp.hpp SLUICE_API_MAJOR
        REGEX "^#define SLUICE_API_MAJOR [0-9]+$")
    string(REGEX REPLACE "[^0-9]" "" SLUICE_API_MAJOR "${SLUICE_API_MAJOR}")
endif()
if(TARGET sluice_api AND NOT TARGET sluice::api)
    add_library(sluice::api ALIAS sluice_api)
endif()

# sluice_plugin(NAME FILES... [USES TARGETS...]): the plugin NAME.so, in SLUICE_PLUGIN_FOLDER (the build folder where
# that is not set) and installed where `sluice` looks. Nothing of it is visible but what SLUICE_PLUGIN exports, and a
# symbol that nobody provides is found now, not when somebody loads it.
function(sluice_plugin name)
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
    include(GNUInstallDirs)
    install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/sluice/${SLUICE_API_MAJOR} COMPONENT plugins)
endfunction()
