// The class `value` itself; weft/value.hpp tells what it is, and brings the classes of its kinds.
#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <weft/bytes.hpp>

namespace weft {

class value;

enum class value_kind : std::uint8_t {
  undefined,
  null,
  boolean,
  number,
  bigint,
  string,
  // What follows has an identity: copies of a value are the same thing.
  boxed,
  date,
  regexp,
  array,
  sparse_array,
  object,
  map,
  set,
  error,
  array_buffer,  // made from `bytes`, too
  typed_array,
  data_view,
  capability,
};

/// The name above, e.g. "array_buffer".
std::string_view to_string(value_kind kind) noexcept;

/// Thrown when a value is asked for what it is not, e.g. `as_string()` of a number.
class value_error : public std::runtime_error {
 public:
  value_error(value_kind expected, value_kind found);
  value_kind expected() const noexcept { return expected_; }
  value_kind found() const noexcept { return found_; }

 private:
  value_kind expected_;
  value_kind found_;
};

namespace detail {

/// What every node begins with. Nodes are made and freed in runtime/message.
struct node {
  explicit node(value_kind of) noexcept : kind(of) {}
  std::atomic<std::uint32_t> references{1};
  value_kind const kind;
};

/// A string or bigint too long to be inline; the characters follow the node.
struct text_node : node {
  text_node(value_kind of, std::size_t length) noexcept : node(of), size(length) {}
  char const* chars() const noexcept { return reinterpret_cast<char const*>(this + 1); }
  std::size_t const size;
};

/// Drops one reference; frees what nobody holds any more.
void release(node* dropped) noexcept;
/// Counts a reference from outside to a node of a group that had none.
void enter_group(node* held) noexcept;
/// Makes the group of a node that is about to be changed, if it has one, ordinary nodes.
void thaw(node* changed);

struct value_access;

/// The integers of arithmetic: neither `bool` nor a character.
template <class T>
concept integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                  !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                  !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

/// The largest n for which every whole number from -n to n is a `double`.
inline constexpr std::int64_t exact_integer_max = std::int64_t{1} << 53;

}  // namespace detail

/// A whole number of any size, as kept in a value.
struct bigint_view {
  bool negative = false;
  std::span<std::byte const> magnitude;  // most significant byte first

  // As read from a value: no leading zeros, zero is empty and not negative.

  /// The number as an `Integer`, if it fits.
  template <detail::integer Integer>
  std::optional<Integer> to() const noexcept;
};

class value {
 public:
  using array = std::vector<value>;
  class object;         // weft/object.hpp
  class map;            // weft/map.hpp
  class set;            //
  struct sparse_array;  // weft/sparse_array.hpp
  class boxed;          // weft/date.hpp
  class date;           //
  struct regexp;        //
  struct error;         // weft/error_value.hpp
  struct array_buffer;  // weft/buffer.hpp
  class view;           //
  class typed_array;    //
  class data_view;      //
  class capability;     // weft/capability.hpp

  constexpr value() noexcept : word_{value_kind::undefined, 0, {}, {}} {}
  constexpr value(std::nullptr_t) noexcept : word_{value_kind::null, 0, {}, {}} {}
  value(std::same_as<bool> auto boolean) noexcept
      : word_{value_kind::boolean, 0, {}, {.boolean = boolean}} {}
  value(std::floating_point auto number) noexcept
      : word_{value_kind::number, 0, {}, {.number = static_cast<double>(number)}} {}
  /// A number; beyond +-2^53, where a number could not hold each integer, a bigint.
  template <detail::integer Integer>
  value(Integer number);
  /// `text` should be UTF-8 (or WTF-8, where lone surrogates must be kept); `encode` refuses
  /// anything else.
  value(std::string_view text) : value(value_kind::string, text) {}
  value(std::string const& text) : value(value_kind::string, text) {}
  value(char const* text) : value(value_kind::string, text) {}
  value(array elements);
  value(object members);
  value(map entries);
  value(set elements);
  value(sparse_array elements);
  value(boxed primitive);
  value(date time);
  value(regexp expression);
  value(error failure);
  /// An array buffer of fixed length.
  value(weft::bytes content);
  value(array_buffer buffer);
  value(typed_array shown);
  value(data_view shown);
  /// Not null.
  template <class Handle>
    requires std::convertible_to<Handle*, capability*>
  value(std::shared_ptr<Handle> handle) : value(made_from(std::move(handle))) {}

  /// A Uint8Array over a buffer of its own.
  static value uint8_array(weft::bytes content);
  static value bigint(detail::integer auto number);
  static value bigint(bigint_view number);

  value(value const& other) noexcept : value(other.text_) {
    if (text_.size < internal_mark) return;
    if (text_.size == internal_mark) word_.size = on_heap_mark;
    if (word_.node->references.fetch_add(1, std::memory_order_relaxed) == 0) {
      detail::enter_group(word_.node);
    }
  }
  value(value&& other) noexcept : value(other.text_) { other.word_ = {}; }
  value& operator=(value other) noexcept {
    small_text mine;
    std::memcpy(&mine, &text_, sizeof mine);
    std::memcpy(&text_, &other.text_, sizeof mine);
    std::memcpy(&other.text_, &mine, sizeof mine);
    return *this;
  }
  ~value() {
    if (text_.size == on_heap_mark) detail::release(word_.node);
  }

  value_kind kind() const noexcept { return text_.kind; }
  bool is(value_kind kind) const noexcept { return text_.kind == kind; }

  // What the value holds. Views and references stay good while the value (for inline text) or the
  // node is alive and unchanged. Errors: value_error, if the value is of another kind.
  bool as_boolean() const {
    expect(value_kind::boolean);
    return word_.boolean;
  }
  double as_number() const {
    expect(value_kind::number);
    return word_.number;
  }
  std::string_view as_string() const {
    expect(value_kind::string);
    return text();
  }
  bigint_view as_bigint() const;
  array const& as_array() const;
  array& as_array();
  object const& as_object() const;
  object& as_object();
  map const& as_map() const;
  map& as_map();
  set const& as_set() const;
  set& as_set();
  sparse_array const& as_sparse_array() const;
  sparse_array& as_sparse_array();
  error const& as_error() const;
  error& as_error();
  boxed const& as_boxed() const;
  date const& as_date() const;
  date& as_date();
  regexp const& as_regexp() const;
  regexp& as_regexp();
  array_buffer const& as_array_buffer() const;
  array_buffer& as_array_buffer();
  typed_array const& as_typed_array() const;
  data_view const& as_data_view() const;
  std::shared_ptr<capability> const& as_capability() const;
  /// The content of an array buffer; of a typed array or data view, the part that it shows (nothing,
  /// if it reaches beyond the end of its buffer).
  ///
  /// Errors:  value_error naming array_buffer.
  std::span<std::byte const> as_bytes() const;
  std::span<std::byte> as_bytes();

  // The same, or nothing if the value is of another kind.
  std::optional<bool> if_boolean() const noexcept;
  std::optional<double> if_number() const noexcept;
  std::optional<std::string_view> if_string() const noexcept;
  array const* if_array() const noexcept;
  array* if_array();
  object const* if_object() const noexcept;
  object* if_object();
  map const* if_map() const noexcept;
  map* if_map();
  set const* if_set() const noexcept;
  set* if_set();
  error const* if_error() const noexcept;
  error* if_error();

  /// The member `key` of an object; undefined if there is none.
  ///
  /// Errors:  value_error, if this is not an object.
  value const& operator[](std::string_view key) const;
  /// The element at `index` of an array; undefined beyond its end.
  ///
  /// Errors:  value_error, if this is not an array.
  value const& operator[](std::size_t index) const;

  /// Calls the handler that takes what the value holds, and returns what it returns (one type for
  /// all handlers): std::monostate (undefined), std::nullptr_t, bool, double, bigint_view,
  /// std::string_view, the classes above (array const&, date const&, ...), std::span<std::byte const>
  /// (array buffers, typed arrays and data views) and std::shared_ptr<capability> const&. A handler
  /// for `auto const&` takes the rest.
  template <class... Handlers>
  auto match(Handlers&&... handlers) const;

  /// Whether both have the same content, however deep, and the same identities: what is one thing in
  /// two places here is one thing in the same two places there. Members and entries in the same
  /// order, NaN equal to itself, 0 not equal to -0. Cycles are followed once.
  friend bool operator==(value const& a, value const& b);
  /// JavaScript's Object.is: the same node for what has an identity, the same content for the rest.
  friend bool identical(value const& a, value const& b) noexcept;

 private:
  friend struct detail::value_access;

  static constexpr std::size_t inline_max = 14;
  static constexpr std::uint8_t on_heap_mark = 0xff;
  static constexpr std::uint8_t internal_mark = 0xfe;

  struct small_text {
    value_kind kind;
    std::uint8_t size;
    char chars[inline_max];
  };
  struct word {
    value_kind kind;
    std::uint8_t size;
    std::uint8_t
        unused[6];  // written, so that a value is two whole words for a processor to pass on
    union {
      double number;
      bool boolean;
      detail::node* node;
    };
  };

  explicit value(small_text const& copied) noexcept { std::memcpy(&text_, &copied, sizeof text_); }
  explicit value(detail::node* owned) noexcept
      : word_{owned->kind, on_heap_mark, {}, {.node = owned}} {}
  value(value_kind kind, std::string_view text)
      : text_{kind, static_cast<std::uint8_t>(text.size()), {}} {
    if (text.size() <= inline_max) {
      text.copy(text_.chars, inline_max);
    } else {
      move_to_heap(text);
    }
  }

  static value made_from(std::shared_ptr<capability> handle);
  static value bigint(bool negative, std::uint64_t magnitude);
  void move_to_heap(std::string_view text);
  bool on_heap() const noexcept { return text_.size >= internal_mark; }
  std::string_view text() const noexcept {
    if (!on_heap()) return {text_.chars, text_.size};
    auto const* node = static_cast<detail::text_node const*>(word_.node);
    return {node->chars(), node->size};
  }
  template <class Content>
  Content const& content() const noexcept;
  template <class Content>
  Content& content();
  void expect(value_kind expected) const {
    if (!is(expected)) throw_not(expected);
  }
  [[noreturn]] void throw_not(value_kind expected) const;

  union {
    small_text text_;
    word word_;
  };
};

static_assert(sizeof(value) == 16);

bool identical(value const& a, value const& b) noexcept;

template <detail::integer Integer>
value::value(Integer number) : value() {
  if (std::cmp_less_equal(-detail::exact_integer_max, number) &&
      std::cmp_less_equal(number, detail::exact_integer_max)) {
    word_ = {value_kind::number, 0, {}, {.number = static_cast<double>(number)}};
  } else {
    *this = bigint(number);
  }
}

value value::bigint(detail::integer auto number) {
  bool const negative = number < 0;
  auto const wide = static_cast<std::uint64_t>(number);
  return bigint(negative, negative ? std::uint64_t{0} - wide : wide);
}

template <detail::integer Integer>
std::optional<Integer> bigint_view::to() const noexcept {
  if (magnitude.size() > sizeof(std::uint64_t)) return std::nullopt;
  std::uint64_t wide = 0;
  for (std::byte digit : magnitude) wide = wide << 8 | std::to_integer<std::uint64_t>(digit);
  if (!negative) {
    return std::in_range<Integer>(wide) ? std::optional(static_cast<Integer>(wide)) : std::nullopt;
  }
  // -wide, without leaving the range of either type on the way.
  auto const below_zero = static_cast<std::int64_t>(std::uint64_t{0} - wide);
  if (below_zero >= 0 || !std::in_range<Integer>(below_zero)) return std::nullopt;
  return static_cast<Integer>(below_zero);
}

template <class... Handlers>
auto value::match(Handlers&&... handlers) const {
  struct overloaded : std::remove_cvref_t<Handlers>... {
    using std::remove_cvref_t<Handlers>::operator()...;
  };
  overloaded const handler{std::forward<Handlers>(handlers)...};
  switch (kind()) {
    case value_kind::undefined:
      return handler(std::monostate());
    case value_kind::null:
      return handler(nullptr);
    case value_kind::boolean:
      return handler(word_.boolean);
    case value_kind::number:
      return handler(word_.number);
    case value_kind::bigint:
      return handler(as_bigint());
    case value_kind::string:
      return handler(text());
    case value_kind::boxed:
      return handler(as_boxed());
    case value_kind::date:
      return handler(as_date());
    case value_kind::regexp:
      return handler(as_regexp());
    case value_kind::array:
      return handler(as_array());
    case value_kind::sparse_array:
      return handler(as_sparse_array());
    case value_kind::object:
      return handler(as_object());
    case value_kind::map:
      return handler(as_map());
    case value_kind::set:
      return handler(as_set());
    case value_kind::error:
      return handler(as_error());
    case value_kind::array_buffer:
    case value_kind::typed_array:
    case value_kind::data_view:
      return handler(as_bytes());
    case value_kind::capability:
      return handler(as_capability());
  }
  std::unreachable();
}

}  // namespace weft
