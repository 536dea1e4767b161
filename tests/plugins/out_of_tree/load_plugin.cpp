// load_plugin PLACE FILTER: finds and loads a filter as the program does, and says why where it cannot.
#include <cstdio>

#include "plugin/registry.hpp"

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    sluice::plugin::Registry registry;
    const sluice::plugin::SearchPlace places[] = {{argv[1], "the command line", true}};
    registry.search(places);
    if (registry.find(sluice::NodeKind::filter, argv[2])) return 0;
    for (const auto& refusal : registry.problems()) std::fprintf(stderr, "%s\n", refusal.sentence().c_str());
    std::fprintf(stderr, "%s\n", registry.refusal(sluice::NodeKind::filter, argv[2]).c_str());
    return 1;
}
