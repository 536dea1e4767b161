# The libraries, all from the distribution. Archives are preferred where Debian ships them: each shared
# object costs a small board start-up time and memory.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
pkg_check_modules(ZMQ REQUIRED IMPORTED_TARGET libzmq)
pkg_check_modules(V4L2 REQUIRED IMPORTED_TARGET libv4l2)

# sluice_archive(TARGET PKG_CONFIG_NAME ARCHIVE...): the static archives where they are, else the shared library.
function(sluice_archive target module)
    pkg_check_modules(${target}_pc REQUIRED IMPORTED_TARGET ${module})
    set(found)
    foreach(archive IN LISTS ARGN)
        find_library(${target}_${archive} NAMES ${archive} HINTS ${${target}_pc_LIBRARY_DIRS})
        if(${target}_${archive})
            list(APPEND found ${${target}_${archive}})
        endif()
    endforeach()
    list(LENGTH found have)
    list(LENGTH ARGN want)
    add_library(${target} INTERFACE)
    target_include_directories(${target} SYSTEM INTERFACE ${${target}_pc_INCLUDE_DIRS})
    if(have EQUAL want)
        target_link_libraries(${target} INTERFACE ${found})
    else()
        target_link_libraries(${target} INTERFACE PkgConfig::${target}_pc)
    endif()
endfunction()

sluice_archive(sluice_yaml yaml-cpp libyaml-cpp.a)
sluice_archive(sluice_jpeg libjpeg libjpeg.a)

# libyuv comes without a .pc file. Its archive calls libjpeg for pictures we never give it.
find_path(SLUICE_YUV_INCLUDE libyuv.h REQUIRED)
find_library(SLUICE_YUV_LIBRARY NAMES libyuv.a yuv REQUIRED)
add_library(sluice_yuv INTERFACE)
target_include_directories(sluice_yuv SYSTEM INTERFACE ${SLUICE_YUV_INCLUDE})
target_link_libraries(sluice_yuv INTERFACE ${SLUICE_YUV_LIBRARY} sluice_jpeg)

if(SLUICE_TESTS)
    find_package(GTest REQUIRED)
    include(GoogleTest)
endif()
