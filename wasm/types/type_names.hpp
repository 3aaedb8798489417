// What structs are called in TypeScript.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <typeinfo>

namespace weft::wasm {

/// Whether TypeScript lets a declaration have this name.
bool is_free_name(std::string_view name);

class type_names {
 public:
  /// The last part of the type's name in C++, with a number behind it where two have the same.
  const std::string& of(const std::type_info& type);

 private:
  std::map<const std::type_info*, std::string> names_;
  std::set<std::string> taken_;
};

/// What a struct is called where it is accepted, if that is not as it is given.
std::string accepted_name(std::string_view name);

}  // namespace weft::wasm
