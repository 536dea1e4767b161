# Fills sluice.pc.in, once the prefix is known.
foreach(folder IN ITEMS INCLUDEDIR LIBDIR)
    cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_${folder} BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" NORMALIZE OUTPUT_VARIABLE ${folder})
endforeach()
configure_file("${from}" "${to}" @ONLY)
