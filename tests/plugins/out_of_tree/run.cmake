# Installs the SDK, builds a plugin against it, loads it from where it was built and from where it was installed.
include(${STEP})

set(flags)
if(SANITIZE)
    set(flags -D CMAKE_CXX_FLAGS=-fsanitize=${SANITIZE})
endif()
file(REMOVE_RECURSE ${WORK})
step(${CMAKE_COMMAND} --install ${BUILD} --component sdk --prefix ${WORK}/prefix)
step(${CMAKE_COMMAND} -G ${GENERATOR} -S ${PROJECT} -B ${WORK}/build
    -D CMAKE_PREFIX_PATH=${WORK}/prefix -D CMAKE_CXX_COMPILER=${COMPILER} ${flags})
step(${CMAKE_COMMAND} --build ${WORK}/build)
step(${LOADER} ${WORK}/build dark)

# Installed it lies where a `sluice` of that prefix looks.
step(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/prefix)
file(GLOB installed ${WORK}/prefix/lib*/sluice/1/dark.so ${WORK}/prefix/lib/*/sluice/1/dark.so)
if(NOT installed)
    message(FATAL_ERROR "dark.so was not installed to lib/sluice/1")
endif()
step(${LOADER} ${installed} dark)
