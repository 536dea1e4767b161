// Files that are damaged: looking at them never crashes, loading them never takes the program down.
#include <elf.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include <gmock/gmock.h>

#include "base/text.hpp"
#include "plugin/inspection.hpp"
#include "plugin/loaded_plugin.hpp"
#include "tests/core/plugin/plugin_folder.hpp"

namespace sluice::plugin {
namespace {

using Header = std::conditional_t<sizeof(void*) == 8, Elf64_Ehdr, Elf32_Ehdr>;
using Section = std::conditional_t<sizeof(void*) == 8, Elf64_Shdr, Elf32_Shdr>;
using test::PluginFolder;
using test::specimen;
using text::cat;

enum class Outcome { refused_unopened, refused, loaded, crashed };

// In a child, so that a crash of the gate itself is a count here and not the end of the test.
Outcome try_to_load(const std::string& file) {
    const pid_t child = ::fork();
    if (child == 0) {
        const int silent = ::open("/dev/null", O_WRONLY);
        ::dup2(silent, STDERR_FILENO);
        const Inspection seen = inspect(file, ::geteuid());
        if (seen.refused) ::_exit(0);
        const auto loaded = LoadedPlugin::load(seen, std::chrono::seconds(2));  // some loop for ever
        ::_exit(std::holds_alternative<LoadedPlugin>(loaded) ? 2 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 2) return Outcome::crashed;
    return static_cast<Outcome>(WEXITSTATUS(status));
}

class Damage : public testing::Test {
protected:
    Header header() const {
        Header header;
        std::memcpy(&header, good.data(), sizeof header);
        return header;
    }
    void set_header(const Header& header) { std::memcpy(good.data(), &header, sizeof header); }
    Section names() const {
        Section names;
        std::memcpy(&names, good.data() + header().e_shoff + header().e_shstrndx * sizeof names, sizeof names);
        return names;
    }
    void set_names(const Section& names) {
        std::memcpy(good.data() + header().e_shoff + header().e_shstrndx * sizeof names, &names, sizeof names);
    }
    std::string told() {
        const Inspection seen = inspect(folder.write("x.so", good), ::geteuid());
        return seen.refused ? seen.refused->sentence() : "good";
    }
    std::string damaged(const std::string& how) {
        return cat(folder.file("x.so"), ": is damaged: ", how, "; copy or build it again");
    }

    PluginFolder folder;
    std::vector<char> good = test::read_all(specimen("good"));
};

TEST_F(Damage, EveryTruncationIsRefusedBeforeItIsOpened) {
    for (int i = 0; i < 160; ++i) {
        const std::size_t size =
            i < 80 ? static_cast<std::size_t>(i) : good.size() * static_cast<std::size_t>(i - 80) / 80;
        const std::string file =
            folder.write("cut.so", {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
        ASSERT_EQ(try_to_load(file), Outcome::refused_unopened) << size << " of " << good.size() << " bytes";
    }
}

TEST_F(Damage, FlippedBitsNeverCrash) {
    std::mt19937 random(20240517);
    const auto below = [&random](std::size_t most) {
        return std::uniform_int_distribution<std::size_t>(0, most - 1)(random);
    };
    const std::size_t tables = header().e_shoff, names_at = names().sh_offset;
    int counts[4] = {};
    for (int i = 0; i < 240; ++i) {
        std::vector<char> bad = good;
        for (std::size_t flips = 1 + below(8); flips > 0; --flips) {
            // Most of a file is code that nobody reads when it is loaded: aim at headers and tables too.
            const std::size_t at = i % 4 == 0   ? below(1024)
                                   : i % 4 == 1 ? tables + below(bad.size() - tables)
                                   : i % 4 == 2 ? names_at + below(names().sh_size)
                                                : below(bad.size());
            bad[at] = static_cast<char>(bad[at] ^ (1 << below(8)));
        }
        const Outcome outcome = try_to_load(folder.write(cat("flip", i, ".so"), bad));
        ++counts[static_cast<int>(outcome)];
        EXPECT_NE(outcome, Outcome::crashed) << "variant " << i;
    }
    RecordProperty("refused_unopened", counts[0]);
    RecordProperty("refused", counts[1]);
    RecordProperty("loaded", counts[2]);
    EXPECT_GT(counts[0], 20);
}

TEST_F(Damage, RandomBytesAfterAGoodStart) {
    std::mt19937 random(7);
    for (int i = 0; i < 60; ++i) {
        std::vector<char> bad = good;
        for (std::size_t at = 16 + static_cast<std::size_t>(i) * 4; at < bad.size(); ++at)
            bad[at] = static_cast<char>(random());
        ASSERT_NE(try_to_load(folder.write("random.so", bad)), Outcome::crashed) << "variant " << i;
    }
}

TEST_F(Damage, TellsWhatIsWrong) {
    const std::vector<char> whole = good;
    const auto size = whole.size();

    good.resize(30);
    EXPECT_EQ(told(), damaged("it is only 30 bytes long"));

    good.assign(whole.begin(), whole.end() - 100);
    EXPECT_EQ(told(), damaged(cat("its table of sections ends beyond the file's ", size - 100, " bytes")));

    good = whole;
    Section absurd = names();
    absurd.sh_size = ~std::size_t{0} / 2;
    set_names(absurd);
    EXPECT_EQ(told(), damaged("the names of its sections lie outside the file"));

    good = whole;
    Section endless = names();
    endless.sh_size -= 1;
    set_names(endless);
    EXPECT_EQ(told(), damaged("the names of its sections do not end"));

    good = whole;
    Header bad = header();
    bad.e_shstrndx = bad.e_shnum;
    set_header(bad);
    EXPECT_EQ(told(), damaged("its table of sections makes no sense"));

    good = whole;
    bad = header();
    bad.e_shnum = 0;
    set_header(bad);
    EXPECT_EQ(told(), damaged("it has no table of sections"));

    good = whole;
    bad = header();
    bad.e_phoff = ~decltype(bad.e_phoff){0} - 8;
    set_header(bad);
    EXPECT_EQ(told(), damaged("its table of segments is cut off"));
}

TEST_F(Damage, ObjectFilesAndOtherByteOrdersAreNamed) {
    Header other = header();
    other.e_type = ET_REL;
    set_header(other);
    EXPECT_EQ(told(), cat(folder.file("x.so"), ": is an ELF file but not a shared library; link it with -shared"));
    other = header();
    other.e_ident[EI_DATA] = other.e_ident[EI_DATA] == ELFDATA2LSB ? ELFDATA2MSB : ELFDATA2LSB;
    set_header(other);
    EXPECT_EQ(told(),
              cat(folder.file("x.so"), ": is built for a machine of the other byte order; build it for this machine"));
}

}  // namespace
}  // namespace sluice::plugin
