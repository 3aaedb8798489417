// How structs described with Boost.Describe are converted.
#pragma once

#include <array>
#include <cstddef>
#include <expected>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/describe/bases.hpp>
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <boost/mp11/algorithm.hpp>

#include <weft/detail/convert_scalars.hpp>

namespace weft::detail {

/// The name of a member as CBOR writes it.
template <class Member>
inline constexpr auto encoded_key = [] {
  constexpr std::string_view name = Member::name;
  constexpr std::size_t head = name.size() < info_one_byte ? 1 : 2;
  constexpr auto text = static_cast<unsigned>(major::text_string) << 5;
  static_assert(name.size() <= 0xff);
  std::array<char, head + name.size()> key{};
  key[0] = static_cast<char>(text | (head == 1 ? name.size() : info_one_byte));
  if (head == 2) key[1] = static_cast<char>(name.size());
  name.copy(key.data() + head, name.size());
  return key;
}();

template <class Struct>
  requires boost::describe::has_describe_members<Struct>::value
struct converter<Struct> {
  using members_of = boost::describe::describe_members<Struct, boost::describe::mod_public |
                                                                   boost::describe::mod_inherited>;

  static bool write(message_writer& writer, Struct const& from) {
    bool written = writer.open(major::map, boost::mp11::mp_size<members_of>::value);
    boost::mp11::mp_for_each<members_of>([&](auto member) {
      written = written && writer.fixed(encoded_key<decltype(member)>) &&
                write_part(writer, from.*member.pointer);
    });
    return written && writer.close();
  }

  static value to(Struct const& from) {
    value::object members;
    members.reserve(boost::mp11::mp_size<members_of>::value);
    boost::mp11::mp_for_each<members_of>([&](auto member) {
      auto const& field = from.*member.pointer;
      members.set(member.name, converter<std::remove_cvref_t<decltype(field)>>::to(field));
    });
    return members;
  }

  static std::expected<Struct, clone_error> from(value const& from, unsigned depth) {
    if (depth == conversion_depth_max) return nested_too_deeply();
    auto const* const members = from.if_object();
    if (!members) return without_members(from);
    return from_members(*members, depth, members_of());
  }

 private:
  /// A struct without members says all by its name: JavaScript may leave its content out.
  static std::expected<Struct, clone_error> without_members(value const& from) {
    if constexpr (boost::mp11::mp_empty<members_of>::value)
      if (from.is(value_kind::undefined) || from.is(value_kind::null)) return Struct{};
    return wrong_kind("object", from);
  }

  template <class Member>
  using field_of = std::remove_cvref_t<decltype(std::declval<Struct&>().*Member::pointer)>;

  template <template <class...> class List, class... Members>
  static std::expected<Struct, clone_error> from_members(value::object const& members,
                                                         unsigned depth, List<Members...>) {
    if constexpr (std::is_default_constructible_v<Struct>) {
      Struct result{};
      std::expected<void, clone_error> done;
      (void)((done = keep(result.*Members::pointer, read<Members>(members, depth))) && ...);
      if (!done) return conversion_failure(std::move(done).error());
      return result;
    } else {  // such as one that holds an actor_ref: made of all its members at once
      std::tuple<std::expected<field_of<Members>, clone_error>...> fields{
          read<Members>(members, depth)...};
      return std::apply(
          [](auto&... field) -> std::expected<Struct, clone_error> {
            clone_error* first = nullptr;
            ((first = first != nullptr || field ? first : &field.error()), ...);
            if (first != nullptr) return conversion_failure(std::move(*first));
            return Struct{*std::move(field)...};
          },
          fields);
    }
  }

  template <class Member>
  static std::expected<field_of<Member>, clone_error> read(value::object const& members,
                                                           unsigned depth) {
    value const* const held = members.find(Member::name);
    auto item = converter<field_of<Member>>::from(held ? *held : value(), depth + 1);
    if (item) return item;
    if (held) return at_member(Member::name, std::move(item).error());
    return missing_member(Member::name);
  }

  template <class Field>
  static std::expected<void, clone_error> keep(Field& field,
                                               std::expected<Field, clone_error> item) {
    if (!item) return conversion_failure(std::move(item).error());
    field = *std::move(item);
    return {};
  }
};

}  // namespace weft::detail
