#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

#include <jpeglib.h>

namespace sluice {

/// What libjpeg calls where it cannot go on, and where it can: nothing is printed, nothing ends the program.
/// One for each libjpeg struct or for several that one thread uses in turn; `struct.err` points at it.
class JpegErrors : public jpeg_error_mgr {
public:
    JpegErrors();
    JpegErrors(const JpegErrors&) = delete;
    JpegErrors& operator=(const JpegErrors&) = delete;

    /// Runs `work`, which calls libjpeg; false where libjpeg gave up. It comes back by longjmp, so `work` may
    /// not own anything that needs a destructor while it calls libjpeg; exceptions of its own pass through
    /// where no call of libjpeg lies between. Not to be nested. Call jpeg_abort() on the structs after false.
    template <typename Work>
    [[nodiscard, gnu::noinline]] bool run(Work&& work) {  // inlined, setjmp() could spoil the caller's variables
        num_warnings = 0;
        if (setjmp(jump_) != 0) return false;
        std::forward<Work>(work)();
        return true;
    }

    /// Ends run() with false from within libjpeg's callbacks; `why` must be a literal.
    [[noreturn]] void fail(const char* why);

    /// Why run() came back with false, in libjpeg's words or those of fail().
    [[nodiscard]] std::string message() const;
    /// Throws Damage, or Error where the bytes are fine but of a kind nobody can open, or memory is short.
    [[noreturn]] void raise() const;
    /// Throws Error: encoding failed, which no byte of a camera can be guilty of.
    [[noreturn]] void raise_writing() const;

    /// Coded data was lost since forget_losses(), and libjpeg went on: the picture is whole in size, but part of it is
    /// gray or out of place. What cameras pad before the end of the picture is no loss.
    [[nodiscard]] bool lost_data() const noexcept { return lost_data_; }
    void forget_losses() noexcept { lost_data_ = false; }

private:
    static void note_warning(j_common_ptr codec, int level);

    bool lost_data_ = false;
    std::jmp_buf jump_;
    const char* own_reason_ = nullptr;
};

}  // namespace sluice
