#include "type_names.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>

namespace weft::wasm {
namespace {

/// What JavaScript keeps for itself, and types that declarations refer to. With a blank around each.
constexpr std::string_view kept =
    " ActorRef Actors ArrayBuffer ArrayBufferView AsyncGenerator Date Error Map Observable "
    "Record Set TypeError any arguments await bigint boolean break case catch class const "
    "continue debugger default delete do else enum eval export extends false finally for "
    "function if implements import in instanceof interface let never new null number object "
    "package private protected public return static string super switch symbol this throw "
    "true try typeof undefined unknown var void while with yield ";

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

std::string demangled(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  return name ? name.get() : type.name();
}

/// Behind the last `::` that is outside of all brackets.
std::string_view last_part(std::string_view name) {
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<' || name[i] == '(') ++depth;
    if (name[i] == '>' || name[i] == ')') --depth;
    if (depth == 0 && name.substr(i).starts_with("::")) begin = i + 2;
  }
  return name.substr(begin);
}

std::string as_word(std::string_view text) {
  std::string word;
  for (const char c : text) {
    if (is_word_character(c))
      word += c;
    else if (!word.empty() && word.back() != '_')
      word += '_';
  }
  while (word.ends_with('_')) word.pop_back();
  return word;
}

}  // namespace

bool is_free_name(std::string_view name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::ranges::all_of(name, is_word_character) &&
         !kept.contains(" " + std::string(name) + " ");
}

std::string accepted_name(std::string_view name) { return std::string(name) + "_init"; }

const std::string& type_names::of(const std::type_info& type) {
  const auto [at, is_new] = names_.try_emplace(&type);
  if (!is_new) return at->second;
  const std::string word = as_word(last_part(demangled(type)));
  std::string name = word;
  const auto is_taken = [&] {
    return !is_free_name(name) || taken_.contains(name) || taken_.contains(accepted_name(name));
  };
  for (int number = 2; is_taken(); ++number) name = word + "_" + std::to_string(number);
  taken_.insert({name, accepted_name(name)});
  return at->second = name;
}

}  // namespace weft::wasm
