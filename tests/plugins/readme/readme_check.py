#!/usr/bin/env python3
"""readme_check.py ROOT BUILD WORK COMPILER GENERATOR: takes the code out of plugins/README.md. Fragments must compile; the first
filter with its CMakeLists.txt and test is built against the build tree's package, tested, and run by the README's config."""
import pathlib
import re
import shutil
import subprocess
import sys

root, build, work = (pathlib.Path(word) for word in sys.argv[1:4])
compiler, generator = sys.argv[4:6]
blocks = re.findall(r"^```(\w+)\n(.*?)^```", (root / "plugins/README.md").read_text(), re.M | re.S)
cpp = [text for kind, text in blocks if kind == "cpp"]

idle = "struct {} : sluice::Filter {{ sluice::FramePtr process(sluice::FramePtr f, sluice::Context&) override {{ return f; }} }};\n"


def placed(text):
    """A fragment where it belongs, with what stands before it in the reader's mind."""
    if text.startswith("Param::"):
        return f"inline constexpr Param parameters[] = {{\n{text}}};\n"
    if text.startswith("static void check"):
        return f"struct Checked {{\n{text}}};\n"
    if text.startswith("constexpr sluice::NodeEntry"):
        parameters = 'constexpr Param people_parameters[] = {Param::whole("n", "how many")};\n'
        return idle.format("People") + idle.format("Cover") + parameters + text
    signature = "sluice::FramePtr fragment(sluice::FramePtr frame, sluice::Context& context)"
    members = "std::uint64_t epoch_ = 0;\ndouble calm_ = 0;\n"
    return f"{members}{signature};\n{signature} {{\n(void)context;\n{text}\nreturn frame;\n}}\n"


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\nended with {done.returncode}:\n{done.stdout}\n{more.get('input', '')}")
    return done.stdout


def the(kind, holds):
    found = [text for this, text in blocks if this == kind and holds in text]
    if len(found) != 1:
        sys.exit(f"plugins/README.md has {len(found)} blocks of {kind} with {holds}")
    return found[0]


first, test = the("cpp", 'SLUICE_FILTER("brightness"'), the("cpp", "<sluice/bench.hpp>")
if len([line for line in first.splitlines() if line.strip()]) > 20:
    sys.exit("the first filter has more than 20 lines")

fragments = "#include <sluice/sluice.hpp>\nusing sluice::Param;\n"
for number, text in enumerate(text for text in cpp if not text.startswith("#include")):
    fragments += f"namespace fragment_{number} {{\n{placed(text)}}}\n"
for text in [fragments] + [text for text in cpp if text.startswith("#include") and text not in (first, test)]:
    run(compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I", root / "core/api", "-x", "c++", "-", input=text)

shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
(work / "brightness.cpp").write_text(first)
(work / "brightness_test.cpp").write_text(test)
(work / "CMakeLists.txt").write_text(the("cmake", "sluice_add_plugin("))
(work / "light.yaml").write_text(the("yaml", "type: brightness"))
run("cmake", "-G", generator, "-S", work, "-B", work / "build", "-D", f"CMAKE_PREFIX_PATH={build}", "-D", f"CMAKE_CXX_COMPILER={compiler}",
    "-D", "CMAKE_CXX_FLAGS=-Wall -Wextra -Werror")
run("cmake", "--build", work / "build")
run("ctest", "--test-dir", work / "build", "--output-on-failure", "--no-tests=error")
sluice = build / "bin/sluice"
run(sluice, "check", work / "light.yaml", "--plugin-path", work / "build")
run(sluice, "run", work / "light.yaml", "--plugin-path", work / "build", "--frames", "10", "--set", "sinks.live.bind=tcp://127.0.0.1:*")
print("all of it works")
