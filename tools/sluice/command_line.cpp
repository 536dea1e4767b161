#include "tools/sluice/command_line.hpp"

#include <charconv>
#include <cstdio>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "tools/sluice/duration_text.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/help_text.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

/// The words of the command line before they are looked at; all commands share them.
struct Words {
    std::vector<std::string> files, overrides, plugin_paths, values;
    std::string type, name, in, node, at, endpoint, topic, save, for_time, frames, format, log_level, log_shape, folder, key, server_key;
    bool json = false, yaml = false, raw = false, schema = false;
};

/// CLI11's help without its "REQUIRED" and "TEXT", and with `COMMAND` for its word.
class Formatter : public CLI::Formatter {
public:
    Formatter() {
        label("SUBCOMMAND", "COMMAND [ARGUMENTS]");
        label("Positionals", "Arguments");
        column_width(30);
    }
    std::string make_option_opts(const CLI::Option* option) const override {
        return option->get_option_text().empty() ? "" : " " + option->get_option_text();
    }
};

void add_log_options(CLI::App& app, Words& words) {
    app.add_option("--log-level", words.log_level, "debug, info (the default), warning or error")
        ->option_text("LEVEL")->group("Log");
    app.add_option("--log", words.log_shape, "lines for people (text, the default) or programs (json)")
        ->option_text("SHAPE")->group("Log");
}

CLI::App& add_command(CLI::App& app, Words& words, const char* name, const char* about, const char* footer) {
    CLI::App& command = *app.add_subcommand(name, about);
    command.group("Commands");
    command.footer(footer);
    command.set_help_flag("-h,--help", "this text");
    add_log_options(command, words);
    return command;
}

CLI::Option* add_config_options(CLI::App& command, Words& words,
                                const char* about = "YAML config; a later one is laid over an earlier one") {
    CLI::Option* files = command.add_option("FILE", words.files, about)->option_text(" ")->required();
    command.add_option("--set", words.overrides, "one value in place of the file's: sources.front.fps=15")
        ->option_text("KEY=VALUE")->allow_extra_args(false);
    return files;
}

void add_plugin_path(CLI::App& command, Words& words) {
    command.add_option("--plugin-path", words.plugin_paths, "a plugin or a folder of them, beside the usual ones")
        ->option_text("DIR")->allow_extra_args(false);
}

void add_limits(CLI::App& command, Words& words) {
    command.add_option("--for", words.for_time, "stop after this long: 10s, 500ms, 5min")->option_text("TIME");
    command.add_option("--frames", words.frames, "stop after N frames")->option_text("N");
}

void add_json(CLI::App& command, Words& words, const char* about) { command.add_flag("--json", words.json, about); }

void describe(CLI::App& app, Words& words) {
    app.name("sluice");
    app.description(help::purpose);
    app.footer(help::examples);
    app.formatter(std::make_shared<Formatter>());
    app.set_version_flag("--version", "sluice " SLUICE_VERSION, "the version of this program");
    app.set_help_flag("-h,--help", "this text");
    app.require_subcommand(1);
    add_log_options(app, words);

    CLI::App& run = add_command(app, words, "run", "run what a config describes", help::run_examples);
    add_config_options(run, words);
    add_limits(run, words);
    add_json(run, words, "one JSON object a second, and a last one");
    add_plugin_path(run, words);

    CLI::App& check = add_command(app, words, "check", "tell every mistake in a config", help::check_examples);
    add_config_options(check, words);
    add_plugin_path(check, words);

    CLI::App& explain = add_command(app, words, "explain", "tell what each frame will cost", help::explain_examples);
    add_config_options(explain, words);
    explain.add_option("--format", words.format, "text (the default), dot for graphviz, or json")->option_text("FORMAT");
    add_plugin_path(explain, words);

    CLI::App& nodes = add_command(app, words, "nodes", "list node types, or explain one", help::nodes_examples);
    nodes.add_option("TYPE", words.type, "as a config names it: v4l2, zmq")->option_text(" ");
    nodes.add_flag("--schema", words.schema, "a JSON Schema of configs, for editors");
    add_plugin_path(nodes, words);

    CLI::App& devices = add_command(app, words, "devices", "list the cameras here", help::devices_examples);
    devices.add_flag("--yaml", words.yaml, "a config for these cameras that runs as it is");
    add_json(devices, words, "everything, for programs");

    CLI::App& doctor = add_command(app, words, "doctor", "tell in advance what would go wrong", help::doctor_examples);
    add_config_options(doctor, words, "YAML config: what it would meet here; without it, the cameras and the machine")->required(false);
    add_json(doctor, words, "the findings, for programs");
    add_plugin_path(doctor, words);

    CLI::App& sub = add_command(app, words, "sub", "watch, save or pipe what is published", help::sub_examples);
    sub.add_option("ENDPOINT", words.endpoint, "where sluice publishes: tcp://HOST:5555, ipc:///PATH")
        ->option_text(" ")->required();
    sub.add_option("TOPIC", words.topic, "front/jpeg/, or front")->option_text(" ");
    add_limits(sub, words);
    sub.add_option("--save", words.save, "keep each frame in DIR, never over another file: NAME-TIME-SEQ.jpg, raw pixels NAME-TIME-SEQ.640x480.yuyv")->option_text("DIR");
    sub.add_flag("--raw", words.raw, "the payloads, one after the other, to stdout");
    add_json(sub, words, "one JSON object a second, the last with \"final\": true");
    sub.add_option("--key", words.key, "our key, NAME.key_secret, where the publisher wants one")->option_text("FILE");
    sub.add_option("--server-key", words.server_key, "the publisher's public key, NAME.key")->option_text("FILE");

    CLI::App& control = add_command(app, words, "control", "change a running camera", help::control_examples);
    control.add_option("NODE", words.node, "the source, as the config names it; without it, those with controls are listed")->option_text(" ");
    control.add_option("NAME=VALUE", words.values, "what to set; without it, what can be set is listed")->option_text(" ");
    control.add_option("--at", words.at, "the socket: ipc:///run/sluice/control (the default, or $SLUICE_CONTROL)")->option_text("ENDPOINT");
    add_json(control, words, "the answer, for programs");

    CLI::App& keys = add_command(app, words, "keys", "make keys for encryption", help::keys_examples);
    keys.add_option("NAME", words.name, "of the two files: NAME.key and NAME.key_secret")->option_text(" ")->required();
    keys.add_option("--folder", words.folder, "where to write them; the current folder else")->option_text("DIR");

    CLI::App& fresh = add_command(app, words, "new-plugin", "begin a filter of your own", help::new_plugin_examples);
    fresh.add_option("NAME", words.name, "of the plugin, its folder and its node type")->option_text(" ")->required();
    fresh.add_option("--in", words.in, "the folder to write NAME/ into; the current one else")->option_text("DIR");
    add_plugin_path(fresh, words);
}

/// In `sluice --help` a command has one line, in its own help a paragraph.
void describe_long(CLI::App& command) {
    static const std::vector<std::pair<std::string, const char*>> texts = {
        {"run", help::run}, {"check", help::check}, {"explain", help::explain}, {"nodes", help::nodes},
        {"devices", help::devices}, {"doctor", help::doctor}, {"sub", help::sub},
        {"control", help::control}, {"keys", help::keys}, {"new-plugin", help::new_plugin},
    };
    for (const auto& [name, text] : texts)
        if (command.get_name() == name) command.description(text);
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
    const std::string near = text::nearest(word, known);
    return near.empty() ? "" : text::cat("did you mean ", near, "? ");
}

std::vector<std::string> options_of(const CLI::App& app) {
    std::vector<std::string> out;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) out.push_back("--" + name);
    return out;
}

std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> out;
    for (const CLI::App* command : app.get_subcommands({})) out.push_back(command->get_name());
    return out;
}

std::string chosen(const CLI::App& app) {
    return app.get_subcommands().empty() ? "sluice" : "sluice " + app.get_subcommands().front()->get_name();
}

/// What was not understood, in our words.
std::string mistake_in(const CLI::App& app, const CLI::ParseError& error) {
    const bool has_command = !app.get_subcommands().empty();
    const CLI::App& command = has_command ? *app.get_subcommands().front() : app;
    const std::string help = chosen(app) + " --help shows how";
    for (const std::string& word : app.remaining(true)) {
        const std::string shown = printable(word, 60);
        if (word.size() > 1 && word.front() == '-') {
            const std::string name = word.substr(0, word.find('='));
            return text::cat("unknown option ", printable(name, 60), "; ", did_you_mean(name, options_of(command)), help);
        }
        if (!has_command)
            return text::cat("unknown command ", shown, "; ", did_you_mean(word, commands_of(app)), "sluice --help lists them");
        return text::cat("one word too many: ", shown, "; ", help);
    }
    const std::string what = error.what();
    // "--frames: 1 required TEXT missing"
    if (error.get_name() == "ArgumentMismatch")
        return text::cat(what.substr(0, what.find(':')), " lacks its value; ", help);
    return text::cat(printable(what), "; ", help);
}

[[noreturn]] void refuse(const std::string& option, const std::string& value, std::string_view next) {
    throw Error(text::cat(option, ' ', printable(value, 60), " is not understood"), next);
}

LogOptions log_options(const Words& words) {
    static const std::vector<std::string> levels = {"debug", "info", "warning", "error"};
    static const std::vector<std::string> shapes = {"text", "json"};
    LogOptions out;
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (words.log_level == levels[i]) out.level = static_cast<Level>(i);
    if (!out.level && !words.log_level.empty())
        refuse("--log-level", words.log_level, did_you_mean(words.log_level, levels) + "it is debug, info, warning or error");
    if (words.log_shape == "text") out.shape = log::Shape::text;
    if (words.log_shape == "json") out.shape = log::Shape::json;
    if (!out.shape && !words.log_shape.empty())
        refuse("--log", words.log_shape, did_you_mean(words.log_shape, shapes) + "it is text or json");
    return out;
}

std::optional<std::chrono::nanoseconds> time_limit(const Words& words) {
    if (words.for_time.empty()) return std::nullopt;
    const auto time = duration_of(words.for_time);
    if (!time) refuse("--for", words.for_time, "write a time with its unit: 500ms, 10s, 5min, 2h");
    return time;
}

std::optional<std::uint64_t> frame_limit(const Words& words) {
    if (words.frames.empty()) return std::nullopt;
    std::uint64_t count = 0;
    const char* end = words.frames.data() + words.frames.size();
    const auto [rest, error] = std::from_chars(words.frames.data(), end, count);
    if (error != std::errc{} || rest != end || count == 0)
        refuse("--frames", words.frames, "write a whole number from 1");
    return count;
}

ExplainOptions::Format explain_format(const Words& words) {
    static const std::vector<std::string> formats = {"text", "dot", "json"};
    for (std::size_t i = 0; i < formats.size(); ++i)
        if (words.format == formats[i]) return static_cast<ExplainOptions::Format>(i);
    if (!words.format.empty()) refuse("--format", words.format, did_you_mean(words.format, formats) + "it is text, dot or json");
    return ExplainOptions::Format::text;
}

ControlOptions control_options(const Words& words, const LogOptions& log) {
    ControlOptions out{words.node, {}, words.at, words.json, log};
    if (words.node.find('=') != std::string::npos)
        throw Error(text::cat(printable(words.node, 60), " names no node"), text::cat("write sluice control NODE ", printable(words.node, 60)));
    for (const std::string& value : words.values) {
        const std::size_t equals = value.find('=');
        if (equals == 0 || equals == std::string::npos)
            throw Error(text::cat(printable(value, 60), " is not of the form name=value"), "write it like exposure_time_absolute=156");
        out.values.emplace_back(value.substr(0, equals), value.substr(equals + 1));
    }
    if (!words.at.empty() && !words.at.starts_with("ipc://"))
        throw Error(text::cat("--at ", printable(words.at, 60), ": control is never offered to the network"), "write ipc:///run/sluice/control");
    return out;
}

Command command_named(const std::string& name, const Words& words) {
    const LogOptions log = log_options(words);
    if (name == "run")
        return RunOptions{words.files, words.overrides, words.plugin_paths, time_limit(words), frame_limit(words), words.json, log};
    if (name == "check") return CheckOptions{words.files, words.overrides, words.plugin_paths, log};
    if (name == "explain") return ExplainOptions{words.files, words.overrides, words.plugin_paths, explain_format(words), log};
    if (name == "nodes") {
        if (words.schema && !words.type.empty()) throw Error("--schema is of all types at once", "leave TYPE away");
        return NodesOptions{words.type, words.schema, words.plugin_paths, log};
    }
    if (name == "devices") {
        if (words.yaml && words.json) throw Error("--yaml and --json at once", "choose one of them");
        return DevicesOptions{words.yaml, words.json, log};
    }
    if (name == "doctor") {
        if (words.files.empty() && !words.overrides.empty()) throw Error("--set changes a FILE", "name the config too");
        return DoctorOptions{words.files, words.overrides, words.plugin_paths, words.json, log};
    }
    if (name == "control") return control_options(words, log);
    if (name == "keys") return KeysOptions{words.name, words.folder, log};
    if (name == "new-plugin") return NewPluginOptions{words.name, words.in, words.plugin_paths, log};
    if (words.raw && words.json) throw Error("--raw and --json both want stdout", "choose one of them");
    if (words.key.empty() != words.server_key.empty())
        throw Error(words.key.empty() ? "--server-key without --key" : "--key without --server-key", "name both files: ours, and the publisher's");
    return SubOptions{words.endpoint, words.topic, frame_limit(words), time_limit(words), words.save, words.key, words.server_key, words.raw, words.json, log};
}

CommandLine complain(const std::string& who, std::string_view what) {
    std::cerr << who << ": " << what << '\n';
    return {std::nullopt, exit_wrong};
}

}  // namespace

CommandLine read_command_line(int argc, const char* const* argv) {
    Words words;
    CLI::App app;
    describe(app, words);
    if (argc < 2) {
        std::cerr << app.help();
        return {std::nullopt, exit_wrong};
    }
    try {
        app.parse(argc, argv);
        return {command_named(app.get_subcommands().front()->get_name(), words), exit_done};
    } catch (const CLI::Success& wish) {
        for (CLI::App* command : app.get_subcommands()) describe_long(*command);
        app.exit(wish, std::cout, std::cerr);
        return {};
    } catch (const CLI::ParseError& error) {
        return complain(chosen(app), mistake_in(app, error));
    } catch (const Error& error) {
        return complain(chosen(app), error.what());
    }
}

}  // namespace sluice::tool
