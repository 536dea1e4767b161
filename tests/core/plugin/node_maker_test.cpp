#include "plugin/node_maker.hpp"

#include <gmock/gmock.h>
#include <sluice/error.hpp>

#include "plugin/loaded_plugin.hpp"
#include "tests/core/plugin/plugin_folder.hpp"
#include "tests/support/fake_params.hpp"

namespace sluice::plugin {
namespace {

class NodeMaker : public testing::Test {
protected:
    std::string told(const char* type) {
        const NodeEntry* entry = std::get<LoadedPlugin>(plugin_).find({NodeKind::filter, type});
        if (!entry) return "no such entry";
        const test::FakeParams params(*entry, {});
        try {
            return make_filter(*entry, params, "calm") ? "made" : "nullptr";
        } catch (const Error& error) {
            return error.what();
        }
    }

    std::variant<LoadedPlugin, Refusal> plugin_ =
        LoadedPlugin::load(inspect(test::specimen("throwing_nodes"), ::geteuid()));
};

TEST_F(NodeMaker, TurnsAllThatConstructorsThrowIntoAnError) {
    EXPECT_EQ(told("throws_int"),
              "calm: constructor of throws_int: threw what is no std::exception; "
              "this is a bug of that node type, tell its author");
    EXPECT_EQ(told("throws_std"),
              "calm: constructor of throws_std: stoi; this is a bug of that node type, tell its author");
    EXPECT_EQ(told("throws_error"),
              "calm: constructor of throws_error: cannot read model.bin: No such file; correct model:");
    EXPECT_EQ(told("throws_alloc"),
              "calm: constructor of throws_alloc: out of memory; "
              "give it smaller parameters, or the machine more memory");
    EXPECT_EQ(told("makes_nothing"),
              "calm: constructor of makes_nothing: made nothing; "
              "this is a bug of that node type, tell its author");
}

}  // namespace
}  // namespace sluice::plugin
