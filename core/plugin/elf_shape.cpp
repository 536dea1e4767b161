#include "plugin/elf_shape.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <sluice/unique_fd.hpp>

#include "base/text.hpp"

namespace sluice::plugin {
namespace {

// Names of sections are some kilobytes at most; a table beyond this is damage, not a plugin.
constexpr std::uint64_t most_name_bytes = 1 << 20;

struct Elf32 {
    using Header = Elf32_Ehdr;
    using Section = Elf32_Shdr;
    using Segment = Elf32_Phdr;
};
struct Elf64 {
    using Header = Elf64_Ehdr;
    using Section = Elf64_Shdr;
    using Segment = Elf64_Phdr;
};

class File {
public:
    File(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] bool holds(std::uint64_t offset, std::uint64_t length) const {
        return offset <= size_ && length <= size_ - offset;
    }
    template <typename T>
    [[nodiscard]] bool read(std::uint64_t offset, T& value) const {
        return holds(offset, sizeof(T)) &&
               ::pread(fd_, &value, sizeof(T), static_cast<off_t>(offset)) == static_cast<ssize_t>(sizeof(T));
    }

private:
    int fd_;
    std::uint64_t size_;
};

// What is wrong with the segments, or "". The dynamic linker maps them without a look at the file's size.
template <typename Elf>
std::string segment_damage(const File& file, const typename Elf::Header& header) {
    if (header.e_phentsize != sizeof(typename Elf::Segment) || header.e_phnum == 0 || header.e_phnum == PN_XNUM)
        return "its table of segments makes no sense";
    if (!file.holds(header.e_phoff, std::uint64_t{header.e_phnum} * sizeof(typename Elf::Segment)))
        return "its table of segments is cut off";
    for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
        typename Elf::Segment segment;
        if (!file.read(header.e_phoff + i * sizeof segment, segment)) return "its table of segments cannot be read";
        if (segment.p_type == PT_LOAD && !file.holds(segment.p_offset, segment.p_filesz))
            return text::cat("a segment ends beyond the file's ", file.size(), " bytes");
    }
    return {};
}

// What is wrong with the table of sections and their names, or "".
template <typename Elf>
std::string section_damage(const File& file, const typename Elf::Header& header) {
    using Section = typename Elf::Section;
    if (header.e_shnum == 0) return "it has no table of sections";
    if (header.e_shentsize != sizeof(Section) || header.e_shstrndx >= header.e_shnum)
        return "its table of sections makes no sense";
    if (!file.holds(header.e_shoff, std::uint64_t{header.e_shnum} * sizeof(Section)))
        return text::cat("its table of sections ends beyond the file's ", file.size(), " bytes");
    Section names;
    if (!file.read(header.e_shoff + std::uint64_t{header.e_shstrndx} * sizeof names, names))
        return "its table of sections cannot be read";
    if (names.sh_type != SHT_STRTAB || names.sh_size == 0 || names.sh_size > most_name_bytes ||
        !file.holds(names.sh_offset, names.sh_size))
        return "the names of its sections lie outside the file";
    char last = 1;
    if (!file.read(names.sh_offset + names.sh_size - 1, last) || last != 0)
        return "the names of its sections do not end";
    return {};
}

Refusal damaged(const std::string& path, const std::string& how) {
    return {path, text::cat("is damaged: ", how), "copy or build it again"};
}

template <typename Elf>
std::optional<Refusal> check_as(const std::string& path, const File& file) {
    typename Elf::Header header;
    if (!file.read(0, header)) return damaged(path, text::cat("it is only ", file.size(), " bytes long"));
    if (header.e_type != ET_DYN)
        return Refusal{path, "is an ELF file but not a shared library", "link it with -shared"};
    std::string damage = section_damage<Elf>(file, header);
    if (damage.empty()) damage = segment_damage<Elf>(file, header);
    if (!damage.empty()) return damaged(path, damage);
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_elf_shape(const std::string& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (fd.get() < 0 || ::fstat(fd.get(), &status) != 0) {
        const int error = errno;
        if (error == ENOENT)
            return Refusal{path, "no such file", "correct the path, or take it out of the plugin path"};
        return Refusal{path, text::cat("cannot be read: ", text::errno_text(error)),
                       "let the user who runs sluice read it"};
    }
    if (!S_ISREG(status.st_mode)) return Refusal{path, "is not a file", "name a plugin's .so or a folder of them"};
    const File file(fd.get(), static_cast<std::uint64_t>(status.st_size));
    unsigned char ident[EI_NIDENT];
    if (!file.read(0, ident) || std::memcmp(ident, ELFMAG, SELFMAG) != 0)
        return Refusal{path, "is not a shared library: it does not begin as an ELF file does", "name a plugin's .so"};
    constexpr unsigned char host_order = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    if (ident[EI_DATA] != host_order)
        return Refusal{path, "is built for a machine of the other byte order", "build it for this machine"};
    if (ident[EI_CLASS] == ELFCLASS64) return check_as<Elf64>(path, file);
    if (ident[EI_CLASS] == ELFCLASS32) return check_as<Elf32>(path, file);
    return damaged(path, "it is neither 32 nor 64 bit");
}

}  // namespace sluice::plugin
