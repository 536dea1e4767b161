#include "graph/lane.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_frame.hpp"

namespace sluice {
namespace {

using config::Drop;
using test::make_frame;
using Put = Mailbox::Put;

// A frame that does something when it ends, as one that carries a driver's buffer home does.
class LastWords final : public Frame {
public:
    explicit LastWords(std::function<void()> say) : say_(std::move(say)) {}
    ~LastWords() override { say_(); }
    [[nodiscard]] const FrameInfo& info() const noexcept override { return info_; }
    [[nodiscard]] const Bytes& bytes() const noexcept override { return bytes_; }
    [[nodiscard]] const Notes& notes() const noexcept override { return notes_; }

private:
    std::function<void()> say_;
    FrameInfo info_;
    Bytes bytes_;
    Notes notes_;
};

std::vector<Put> put_frames(Mailbox& mailbox, std::uint64_t count) {
    std::vector<Put> results;
    for (std::uint64_t i = 0; i < count; ++i) results.push_back(mailbox.put(make_frame(i)));
    return results;
}

std::vector<std::uint64_t> take_all(Lane& lane) {
    std::vector<std::uint64_t> sequences;
    while (const auto taken = lane.take()) sequences.push_back(taken->frame->info().sequence);
    return sequences;
}

TEST(Mailbox, OldestMakesRoomForTheNewestFrame) {
    Lane lane;
    Mailbox& mailbox = lane.add(2, Drop::oldest);
    EXPECT_EQ(put_frames(mailbox, 5), (std::vector{Put::taken, Put::taken, Put::dropped, Put::dropped, Put::dropped}));
    mailbox.end();
    EXPECT_EQ(take_all(lane), (std::vector<std::uint64_t>{3, 4}));
}

TEST(Mailbox, NewestKeepsWhatWaits) {
    Lane lane;
    Mailbox& mailbox = lane.add(2, Drop::newest);
    EXPECT_EQ(put_frames(mailbox, 5), (std::vector{Put::taken, Put::taken, Put::dropped, Put::dropped, Put::dropped}));
    mailbox.end();
    EXPECT_EQ(take_all(lane), (std::vector<std::uint64_t>{0, 1}));
}

TEST(Mailbox, NeverMakesTheGiverWaitAndLosesNothing) {
    Lane lane;
    Mailbox& mailbox = lane.add(2, Drop::never);
    std::atomic<std::uint64_t> given = 0;
    std::vector<Put> results;
    std::jthread giver([&] {
        for (std::uint64_t i = 0; i < 500; ++i) {
            results.push_back(mailbox.put(make_frame(i)));
            ++given;
        }
        mailbox.end();
    });
    std::uint64_t expected = 0;
    while (const auto taken = lane.take()) {
        EXPECT_EQ(taken->frame->info().sequence, expected++);
        EXPECT_LE(given, expected + 2) << "the giver ran ahead of the mailbox's length";
    }
    giver.join();
    EXPECT_EQ(expected, 500u);
    EXPECT_EQ(results, std::vector(500, Put::taken));
}

TEST(Mailbox, LetsGoOfItsVictimOnlyAfterUnlocking) {
    Lane lane;
    Mailbox& mailbox = lane.add(1, Drop::oldest);
    int ended = 0;
    const auto put_again = [&] {
        ++ended;
        (void)mailbox.put(make_frame(7));  // would wait for ever for a lock held around it
    };
    (void)mailbox.put(std::make_shared<LastWords>(put_again));
    EXPECT_EQ(mailbox.put(make_frame(6)), Put::dropped);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(lane.take()->frame->info().sequence, 7u);
}

TEST(Mailbox, RefusesAFrameOnlyAfterUnlocking) {
    Lane lane;
    Mailbox& mailbox = lane.add(1, Drop::newest);
    int ended = 0;
    (void)mailbox.put(make_frame(1));
    EXPECT_EQ(mailbox.put(std::make_shared<LastWords>([&] { ++ended, (void)mailbox.put(make_frame(2)); })), Put::dropped);
    EXPECT_EQ(ended, 1);
}

TEST(Lane, LetsGoOfWhatWaitedOnlyAfterUnlockingWhenItStops) {
    Lane lane;
    Mailbox& mailbox = lane.add(1, Drop::oldest);
    Put late = Put::taken;
    (void)mailbox.put(std::make_shared<LastWords>([&] { late = mailbox.put(make_frame(1)); }));
    EXPECT_EQ(lane.stop(), std::vector<std::size_t>{1});
    EXPECT_EQ(late, Put::stopped);
}

TEST(Lane, ServesItsMailboxesInTurn) {
    Lane lane;
    Mailbox& first = lane.add(4, Drop::oldest);
    Mailbox& second = lane.add(4, Drop::oldest);
    Mailbox& third = lane.add(4, Drop::oldest);
    put_frames(first, 4);
    put_frames(second, 2);
    put_frames(third, 1);
    for (Mailbox* mailbox : {&first, &second, &third}) mailbox->end();
    std::vector<std::size_t> order;
    while (const auto taken = lane.take()) order.push_back(taken->mailbox);
    EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 0, 1, 0, 0}));
}

TEST(Lane, OneGiverCannotPushOutTheFramesOfAnother) {
    Lane lane;
    Mailbox& slow = lane.add(1, Drop::oldest);
    Mailbox& fast = lane.add(1, Drop::oldest);
    (void)slow.put(make_frame(42));
    put_frames(fast, 100);
    EXPECT_EQ(lane.take()->frame->info().sequence, 42u);
    EXPECT_EQ(lane.take()->frame->info().sequence, 99u);
}

TEST(Lane, EndsWhenAllItsMailboxesHaveEndedAndAreEmpty) {
    Lane lane;
    Mailbox& first = lane.add(2, Drop::oldest);
    Mailbox& second = lane.add(2, Drop::oldest);
    (void)first.put(make_frame(1));
    first.end();
    (void)second.put(make_frame(2));
    second.end();
    EXPECT_EQ(take_all(lane).size(), 2u);
}

TEST(Lane, WaitsWhileOneMailboxMayStillGetSomething) {
    Lane lane;
    Mailbox& first = lane.add(2, Drop::oldest);
    Mailbox& second = lane.add(2, Drop::oldest);
    first.end();
    std::jthread giver([&] {
        (void)second.put(make_frame(5));
        second.end();
    });
    EXPECT_EQ(take_all(lane), std::vector<std::uint64_t>{5});
}

TEST(Lane, StopTellsWhatItLetGoOfPerMailbox) {
    Lane lane;
    Mailbox& first = lane.add(3, Drop::oldest);
    lane.add(3, Drop::oldest);
    put_frames(first, 2);
    EXPECT_EQ(lane.stop(), (std::vector<std::size_t>{2, 0}));
    EXPECT_FALSE(lane.take());
    EXPECT_EQ(first.put(make_frame(1)), Put::stopped);
}

TEST(Lane, StopWakesAGiverThatWaitsForRoom) {
    Lane lane;
    Mailbox& mailbox = lane.add(1, Drop::never);
    (void)mailbox.put(make_frame(0));
    Put result = Put::taken;
    std::jthread giver([&] { result = mailbox.put(make_frame(1)); });
    lane.stop();
    giver.join();
    EXPECT_EQ(result, Put::stopped);
}

TEST(Lane, StopWakesATakerThatWaitsForFrames) {
    Lane lane;
    lane.add(1, Drop::oldest);
    bool got = true;
    std::jthread taker([&] { got = lane.take().has_value(); });
    lane.stop();
    taker.join();
    EXPECT_FALSE(got);
}

TEST(Lane, CountsAddUpUnderManyGiversAtOnce) {
    constexpr std::uint64_t each = 3000;
    Lane lane;
    std::vector<Mailbox*> mailboxes;
    for (const Drop drop : {Drop::oldest, Drop::newest, Drop::never, Drop::oldest}) mailboxes.push_back(&lane.add(3, drop));
    std::atomic<std::uint64_t> dropped = 0;
    std::vector<std::jthread> givers;
    for (Mailbox* mailbox : mailboxes)
        givers.emplace_back([&dropped, mailbox] {
            for (std::uint64_t i = 0; i < each; ++i)
                if (mailbox->put(make_frame(i)) == Put::dropped) ++dropped;
            mailbox->end();
        });
    std::vector<std::uint64_t> last(mailboxes.size(), 0);
    std::uint64_t taken = 0;
    std::uint64_t from_never = 0;
    while (const auto one = lane.take()) {
        const std::uint64_t sequence = one->frame->info().sequence;
        EXPECT_GE(sequence, last[one->mailbox]) << "order within a mailbox";
        last[one->mailbox] = sequence;
        ++taken;
        from_never += one->mailbox == 2;
    }
    givers.clear();
    EXPECT_EQ(taken + dropped, each * mailboxes.size());
    EXPECT_EQ(from_never, each);
}

}  // namespace
}  // namespace sluice
