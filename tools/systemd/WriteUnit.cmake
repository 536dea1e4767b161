# Fills sluice@.service.in, once the prefix is known.
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_BINDIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" NORMALIZE OUTPUT_VARIABLE BINDIR)
configure_file("${from}" "${to}" @ONLY)
