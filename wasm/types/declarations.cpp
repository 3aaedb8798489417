// A type may differ by direction: what JavaScript gets is *given*, what it may give is *accepted*.
// Structs for which it does, somewhere inside them, are declared twice.
#include "declarations.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

#include "type_names.hpp"

namespace weft::wasm {
namespace {

using detail::type_shape;

enum class direction { given, accepted };

bool accepts_undefined(const type_shape& shape) {
  if (shape.is != type_shape::kind::choice) return shape.accepts_undefined;
  return std::ranges::any_of(shape.parts, [](auto* part) { return accepts_undefined(*part); });
}

/// Whether the two directions differ, in `shape` or in what it leads to.
bool differs(const type_shape& shape, std::set<const type_shape*>& seen) {
  if (!seen.insert(&shape).second) return false;
  if (std::string_view(shape.given) != shape.accepted) return true;
  return std::ranges::any_of(shape.parts, [&](auto* part) {
    const bool may_miss = shape.is == type_shape::kind::record && accepts_undefined(*part);
    return may_miss || differs(*part, seen);
  });
}

/// An element of an array, a part of a type that is a list.
std::string grouped(std::string text) {
  return text.contains(' ') ? "(" + std::move(text) + ")" : text;
}

class writer {
 public:
  std::string file(const std::vector<offer>& functions, const std::vector<offer>& actors) {
    for (const offer& function : functions) taken_.insert(std::string(function.name));
    for (const offer& function : functions) write_function(function);
    if (!actors.empty()) write_actors(actors);
    return imports() + records_ + body_ +
           (functions.empty() && actors.empty() ? "export {};\n" : "");
  }

 private:
  void write_function(const offer& function) {
    const std::string name(function.name);
    const std::string signature = "(" + parameters(function.as.arguments) +
                                  "): " + type(*function.as.result, direction::given);
    if (is_free_name(name)) {
      body_ += "export declare function " + name + signature + ";\n";
    } else {
      const std::string substitute = free_substitute();
      body_ += "declare function " + substitute + signature + ";\nexport { " + substitute + " as " +
               quoted(name) + " };\n";
    }
  }

  std::string free_substitute() {
    std::string name;
    do name = "function_" + std::to_string(++substitutes_);
    while (taken_.contains(name));
    return name;
  }

  void write_actors(const std::vector<offer>& actors) {
    body_ += "/** What actors of each type are spawned with. */\nexport interface Actors {\n";
    for (const offer& actor : actors)
      body_ += "  " + quoted(actor.name) + ": [" + parameters(actor.as.arguments) + "];\n";
    body_ += "}\n";
  }

  /// The last ones may be left out, as far as they all take undefined.
  std::string parameters(std::span<const type_shape* const> arguments) {
    std::size_t needed = arguments.size();
    while (needed > 0 && accepts_undefined(*arguments[needed - 1])) --needed;
    std::string text;
    for (std::size_t i = 0; i < arguments.size(); ++i)
      text += (i == 0 ? "arg" : ", arg") + std::to_string(i) + (i < needed ? ": " : "?: ") +
              type(*arguments[i], direction::accepted);
    return text;
  }

  std::string type(const type_shape& shape, direction way) {
    switch (shape.is) {
      case type_shape::kind::pattern:
        return pattern(shape, way);
      case type_shape::kind::choice:
        return choice(shape, way);
      case type_shape::kind::row:
        return "[" + list(shape, way) + "]";
      case type_shape::kind::record:
        return record(shape, way);
    }
    std::unreachable();
  }

  std::string pattern(const type_shape& shape, direction way) {
    if (shape.imported != nullptr) imported_.insert(shape.imported);
    const std::string_view text = way == direction::given ? shape.given : shape.accepted;
    auto part = shape.parts.begin();
    std::string written;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '$') {
        written += text[i];
        continue;
      }
      std::string inner = type(**part++, way);
      written += text.substr(i + 1).starts_with("[]") ? grouped(std::move(inner)) : inner;
    }
    return written;
  }

  std::string choice(const type_shape& shape, direction way) {
    std::vector<std::string> alternatives;
    for (const type_shape* part : shape.parts) {
      std::string text = type(*part, way);
      if (!std::ranges::contains(alternatives, text)) alternatives.push_back(std::move(text));
    }
    return alternatives | std::views::join_with(std::string_view(" | ")) |
           std::ranges::to<std::string>();
  }

  std::string list(const type_shape& shape, direction way) {
    std::string text;
    for (const type_shape* part : shape.parts)
      text += (text.empty() ? "" : ", ") + type(*part, way);
    return text;
  }

  std::string record(const type_shape& shape, direction way) {
    std::set<const type_shape*> seen;
    if (!differs(shape, seen)) way = direction::given;
    const std::string& base = names_.of(*shape.type);
    const std::string name = way == direction::given ? base : accepted_name(base);
    if (declared_.insert(name).second) declare_record(name, shape, way);
    return name;
  }

  /// Behind those that it leads to.
  void declare_record(const std::string& name, const type_shape& shape, direction way) {
    std::string text = "export interface " + name + " {\n";
    for (std::size_t i = 0; i < shape.parts.size(); ++i) {
      const bool may_miss = way == direction::accepted && accepts_undefined(*shape.parts[i]);
      text += std::string("  ") + shape.names[i] + (may_miss ? "?: " : ": ") +
              type(*shape.parts[i], way) + ";\n";
    }
    records_ += text + "}\n";
  }

  std::string imports() const {
    if (imported_.empty()) return "";
    return "import type { " +
           (imported_ | std::views::join_with(std::string_view(", ")) |
            std::ranges::to<std::string>()) +
           " } from 'weft';\n";
  }

  /// As a string of JavaScript, if it is no plain word.
  static std::string quoted(std::string_view name) {
    if (is_free_name(name)) return std::string(name);
    std::string text = "'";
    for (const char c : name) {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
    return text + "'";
  }

  type_names names_;
  std::set<std::string> declared_;
  std::set<std::string> imported_;
  std::set<std::string> taken_;  // by functions
  int substitutes_ = 0;
  std::string records_;
  std::string body_;
};

}  // namespace

std::string declarations(const std::vector<offer>& functions, const std::vector<offer>& actors) {
  return writer().file(functions, actors);
}

}  // namespace weft::wasm
