#include "tools/sluice/doctor/finding_text.hpp"

#include <gtest/gtest.h>

namespace sluice::tool {
namespace {


TEST(DoctorText, HasAMarkAWhereAWhatAndWhatNext) {
    const Findings findings = {{Mark::ok, "memory", "1 GB available", "", {}},
                               {Mark::note, "clock", "not kept", "turn on chrony", {}},
                               {Mark::wrong, "sources.front", "not there", "plug it in", {"a detail"}}};
    EXPECT_EQ(findings_text(findings),
              "ok     memory: 1 GB available\n"
              "note   clock: not kept; turn on chrony\n"
              "wrong  sources.front: not there; plug it in\n"
              "       a detail\n"
              "1 thing is wrong, 1 note\n");
    EXPECT_TRUE(any_wrong(findings));
    EXPECT_EQ(findings_text({findings[0]}), "ok     memory: 1 GB available\nall is well\n");
    EXPECT_EQ(findings_text({findings[1]}), "note   clock: not kept; turn on chrony\nnothing is wrong, 1 note\n");
    EXPECT_FALSE(any_wrong({findings[1]}));
}

TEST(DoctorText, JsonHasTheSame) {
    EXPECT_EQ(findings_json({{Mark::wrong, "a", "b \"c\"", "d", {"e"}}}),
              R"({"findings":[{"level":"wrong","where":"a","what":"b \"c\"","next":"d","details":["e"]}],"wrong":1,"notes":0})");
}

}  // namespace
}  // namespace sluice::tool
