#include "tools/sluice/doctor/disk_check.hpp"

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "base/text.hpp"

namespace sluice::tool {

namespace {

namespace fs = std::filesystem;

/// What is there of a path: the folder itself, or the nearest above it, in which it will be made.
fs::path existing(fs::path path) {
    std::error_code error;
    while (!fs::exists(path, error) && path.has_parent_path() && path != path.parent_path()) path = path.parent_path();
    return path;
}

/// What the sink wrote before counts towards what it keeps.
double bytes_in(const fs::path& folder) {
    double sum = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone;
        if (at->is_regular_file(gone) && !gone) sum += double(at->file_size(gone));
    }
    return sum;
}

/// Bytes a second into the sink, by the plan; nothing where one input's are not known.
std::optional<double> inflow(const Plan& plan, std::size_t sink, const Explanation& explanation) {
    double sum = 0;
    for (std::size_t i = 0; i < plan.links.size(); ++i) {
        if (plan.links[i].to != sink) continue;
        if (explanation.links[i].bytes_per_second <= 0) return std::nullopt;
        sum += explanation.links[i].bytes_per_second;
    }
    return sum > 0 ? std::optional(sum) : std::nullopt;
}

/// "3 h", "2 days"
std::string time_text(double seconds) {
    if (seconds < 7200) return text::cat(static_cast<long>(seconds / 60), " min");
    return seconds < 172800 ? text::cat(static_cast<long>(seconds / 3600), " h") : text::cat(static_cast<long>(seconds / 86400), " days");
}

/// How many bytes it will keep; nothing: all there ever are, or not known.
std::optional<double> kept(const Params& params, std::optional<double> rate) {
    if (!params.has("keep")) return std::nullopt;
    if (params.kind("keep") == ParamKind::bytes) return double(params.bytes("keep"));
    if (!rate) return std::nullopt;
    return *rate * std::chrono::duration<double>(params.duration("keep")).count();
}

}  // namespace

void check_folder(const Plan& plan, std::size_t sink, const Explanation& explanation, Findings& findings) {
    const config::Node& node = plan.nodes[sink];
    const Params& params = *node.params;
    const fs::path path = params.text("path");
    Finding out{Mark::ok, "sinks." + node.name, "", "", {}};
    const fs::path there = existing(path);
    std::error_code error;
    if (!fs::is_directory(there, error) || ::access(there.c_str(), W_OK | X_OK) != 0) {
        out.mark = Mark::wrong;
        out.what = fs::is_directory(there, error) ? text::cat("this user may not write into ", there.string()) : there.string() + " is no folder";
        out.next = "give it to this user, or name another path";
        return findings.push_back(std::move(out));
    }
    const fs::space_info space = fs::space(there, error);
    if (error) return;
    const double free = double(space.available) - double(params.bytes("min_free"));
    const auto rate = inflow(plan, sink, explanation);
    const auto keep = kept(params, rate);
    out.what = text::cat(text::byte_count(double(space.available)), " free for ", path.string());
    const double more = keep ? *keep - bytes_in(path) : 0;
    if (free <= 0) {
        out.mark = Mark::wrong;
        out.what += text::cat(", less than min_free ", text::byte_count(double(params.bytes("min_free"))), ": every frame would be dropped");
        out.next = "make room, or name another path";
    } else if (keep && more > free) {
        out.mark = Mark::wrong;
        out.what += text::cat(", but it is to keep ", text::byte_count(*keep), ": frames will be dropped when the disk is full");
        out.next = text::cat("make room, or write a keep below ", text::byte_count(*keep - (more - free)));
    } else if (!params.has("keep")) {
        out.mark = Mark::note;
        out.what += rate ? text::cat(", and nothing is deleted: full in about ", time_text(free / *rate)) : ", and nothing is deleted";
        out.next = "write keep: 2GiB or keep: 7d";
    }
    findings.push_back(std::move(out));
}

}  // namespace sluice::tool
