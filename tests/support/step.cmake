# step(COMMAND ARGUMENTS...): runs it; its output is in `out`. Stops the test where it fails, with that output.
function(step)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${ARGN}\nended with ${status}:\n${out}")
    endif()
    set(out "${out}" PARENT_SCOPE)
endfunction()
