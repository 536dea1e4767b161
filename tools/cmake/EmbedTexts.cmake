# sluice_embed_texts(TARGET HEADER TYPE FUNCTION FILES...): files as part of a program. `std::span<const TYPE> FUNCTION()`, declared in
# HEADER in the namespace sluice::tool, gives the name and the text of each.
function(sluice_embed_texts target header type function)
    set(rows)
    foreach(file IN LISTS ARGN)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
        file(READ ${file} text)
        get_filename_component(name ${file} NAME)
        string(APPEND rows "    {\"${name}\", R\"~~~~(${text})~~~~\"},\n")
    endforeach()
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
    file(GENERATE OUTPUT ${out} CONTENT "// Written by the build.
#include \"${header}\"

namespace sluice::tool {

std::span<const ${type}> ${function}() noexcept {
    static constexpr ${type} all[] = {
${rows}    };
    return all;
}

}  // namespace sluice::tool
")
    target_sources(${target} PRIVATE ${out})
endfunction()
