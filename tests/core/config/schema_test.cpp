// What editors are told. That configs keep to it is tested by validate_configs, with a validator of others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config/schema.hpp"
#include "fake_catalogue.hpp"

namespace sluice::config {
namespace {

TEST(Schema, IsAsWrittenInFakeSchema) {
    FakeCatalogue catalogue;
    const std::string now = schema(catalogue);
    const std::string file = std::string(SLUICE_CONFIG_TESTS) + "/fake.schema.json";
    std::ostringstream written;
    written << std::ifstream(file).rdbuf();
    const std::string made = testing::TempDir() + "fake.schema.json";
    if (now != written.str()) std::ofstream(made) << now;
    EXPECT_TRUE(now == written.str()) << "look at the difference, and if it is meant: cp " << made << " " << file;
}

}  // namespace
}  // namespace sluice::config
