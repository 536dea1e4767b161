# Installs the unit, and lets systemd say what it thinks of it.
include(${STEP})

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK}/prefix/bin)
file(CREATE_LINK ${PROGRAM} ${WORK}/prefix/bin/sluice SYMBOLIC)
step(${CMAKE_COMMAND} --install ${BUILT} --prefix ${WORK}/prefix)
set(unit ${WORK}/prefix/lib/systemd/system/sluice@.service)
file(READ ${unit} text)
if(NOT text MATCHES "\nExecStart=${WORK}/prefix/bin/sluice run /etc/sluice/%i.yaml\n" OR text MATCHES "@BINDIR@")
    message(FATAL_ERROR "the unit does not start the program beside it:\n${text}")
endif()

# It ends well also with words it does not know, and says so: nothing may be said.
step(systemd-analyze verify --man=no ${unit})
if(NOT out STREQUAL "")
    message(FATAL_ERROR "systemd-analyze verify says\n${out}")
endif()
# In tenths; what is left is the network, local sockets, cameras and a way to name who holds one.
step(systemd-analyze security --offline=true --no-pager --threshold=16 ${unit})

# A package is made in a folder that is not the prefix.
set(ENV{DESTDIR} ${WORK}/package)
step(${CMAKE_COMMAND} --install ${BUILT} --prefix /usr)
file(READ ${WORK}/package/usr/lib/systemd/system/sluice@.service text)
if(NOT text MATCHES "\nExecStart=/usr/bin/sluice run ")
    message(FATAL_ERROR "a package's unit names another program:\n${text}")
endif()
unset(ENV{DESTDIR})

# The user it runs as, and the cameras' group.
file(MAKE_DIRECTORY ${WORK}/root/etc)
file(WRITE ${WORK}/root/etc/group "root:x:0:\nvideo:x:44:\n")
step(systemd-sysusers --root=${WORK}/root ${WORK}/prefix/lib/sysusers.d/sluice.conf)
file(READ ${WORK}/root/etc/group groups)
if(NOT groups MATCHES "video:x:44:sluice\n" OR NOT groups MATCHES "\nsluice:x:")
    message(FATAL_ERROR "the user sluice is not as the unit needs it:\n${groups}")
endif()
