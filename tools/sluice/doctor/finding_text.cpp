#include "tools/sluice/doctor/finding_text.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "tools/sluice/json_text.hpp"

namespace sluice::tool {

namespace {

constexpr std::array level_names = {"ok", "note", "wrong"};

const char* name_of_level(Mark level) { return level_names[static_cast<std::size_t>(level)]; }

std::ptrdiff_t count(const Findings& findings, Mark level) {
    return std::count_if(findings.begin(), findings.end(), [level](const Finding& finding) { return finding.mark == level; });
}

std::string last_line(const Findings& findings) {
    const auto wrong = count(findings, Mark::wrong), notes = count(findings, Mark::note);
    if (wrong == 0 && notes == 0) return "all is well\n";
    std::string out = wrong == 0 ? "nothing is wrong" : text::cat(wrong, wrong == 1 ? " thing is wrong" : " things are wrong");
    if (notes > 0) out += text::cat(", ", notes, notes == 1 ? " note" : " notes");
    return out + "\n";
}

}  // namespace

std::string findings_text(const Findings& findings) {
    constexpr std::size_t column = 7;
    std::string out;
    for (const Finding& finding : findings) {
        std::string mark = name_of_level(finding.mark);
        mark.resize(column, ' ');
        out += text::cat(mark, finding.where, ": ", finding.what, finding.next.empty() ? "" : "; ", finding.next, '\n');
        for (const std::string& line : finding.details) out += std::string(column, ' ') + line + '\n';
    }
    return out + last_line(findings);
}

std::string findings_json(const Findings& findings) {
    JsonArray list;
    for (const Finding& finding : findings) {
        JsonArray details;
        for (const std::string& line : finding.details) details.add_json(json_quoted(line));
        JsonObject one;
        one.add("level", name_of_level(finding.mark)).add("where", finding.where).add("what", finding.what).add("next", finding.next);
        list.add_json(one.add_json("details", details.text()).text());
    }
    JsonObject out;
    out.add_json("findings", list.text());
    return out.add("wrong", count(findings, Mark::wrong)).add("notes", count(findings, Mark::note)).text();
}

bool any_wrong(const Findings& findings) { return count(findings, Mark::wrong) > 0; }

}  // namespace sluice::tool
