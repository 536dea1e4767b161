#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace sluice {

/// Tools that cost something to make and serve one thread at a time: as many are made as are in use at once.
/// [any thread]
template <typename Tool>
class Lender {
public:
    /// Goes back when it is destroyed.
    class Loan {
    public:
        Loan(Lender& lender, std::unique_ptr<Tool> tool) noexcept : lender_(lender), tool_(std::move(tool)) {}
        ~Loan() { lender_.take_back(std::move(tool_)); }
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        Tool* operator->() const noexcept { return tool_.get(); }

    private:
        Lender& lender_;
        std::unique_ptr<Tool> tool_;
    };

    /// `args`: how a tool is made where none is free.
    template <typename... Args>
    [[nodiscard]] Loan borrow(Args&&... args) {
        {
            const std::lock_guard lock(mutex_);
            free_.reserve(++made_);  // so that taking one back needs no memory
            if (!free_.empty()) {
                --made_;
                std::unique_ptr<Tool> tool = std::move(free_.back());
                free_.pop_back();
                return Loan(*this, std::move(tool));
            }
        }
        return Loan(*this, std::make_unique<Tool>(std::forward<Args>(args)...));
    }

private:
    void take_back(std::unique_ptr<Tool> tool) noexcept {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(tool));
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<Tool>> free_;
    std::size_t made_ = 0;
};

}  // namespace sluice
