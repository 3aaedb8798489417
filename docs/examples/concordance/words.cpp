#include "words.hpp"

#include <bit>
#include <cstring>
#include <optional>
#include <utility>

#include "text.hpp"

namespace concordance {
namespace {

static_assert(std::endian::native == std::endian::little, "the first letter is the lowest byte");

constexpr std::size_t chunk_size = sizeof(std::uint64_t);
constexpr std::uint64_t each_byte(std::uint8_t byte) { return 0x0101'0101'0101'0101u * byte; }
constexpr std::uint64_t lower_case_bits = each_byte(0x20);

/// Eight bytes of text, with zeros for what lies behind the end.
std::uint64_t load(char const* from, char const* end) {
  std::uint64_t chunk = 0;
  if (end - from >= static_cast<std::ptrdiff_t>(chunk_size)) {
    std::memcpy(&chunk, from, chunk_size);
  } else {
    std::memcpy(&chunk, from, static_cast<std::size_t>(end - from));
  }
  return chunk;
}

/// The highest bit of each byte that is a letter. Every sum stays within its byte.
std::uint64_t letters_in(std::uint64_t chunk) {
  auto const low = (chunk | lower_case_bits) & each_byte(0x7f);
  auto const from_a = low + each_byte(0x80 - 'a');
  auto const past_z = low + each_byte(0x80 - 'z' - 1);
  return from_a & ~past_z & ~chunk & each_byte(0x80);
}

/// How many bytes come before the first whose highest bit is set.
std::size_t bytes_before(std::uint64_t marks) {
  return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

std::uint64_t first_bytes(std::uint64_t chunk, std::size_t count) {
  return count < chunk_size ? chunk & ((std::uint64_t{1} << (8 * count)) - 1) : chunk;
}

constexpr std::uint64_t golden = 0x9e37'79b9'7f4a'7c15u;

std::uint64_t hash_of(word_in_text const& word) {
  std::uint64_t hash = (word.head ^ word.letters.size()) * golden;
  auto const* const end = word.letters.data() + word.letters.size();
  for (std::size_t at = chunk_size; at < word.letters.size(); at += chunk_size) {
    auto const size = word.letters.size() - at;
    auto const chunk = load(word.letters.data() + at, end) | lower_case_bits;
    hash = ((hash >> 29 ^ hash) ^ first_bytes(chunk, size)) * golden;
  }
  return hash >> 32 ^ hash;
}

char lower(char letter) { return static_cast<char>(letter | 0x20); }

}  // namespace

word_in_text word_scanner::next() {
  std::uint64_t marks = 0;
  while (next_ < end_ && (marks = letters_in(load(next_, end_))) == 0) {
    next_ += std::min<std::ptrdiff_t>(chunk_size, end_ - next_);
  }
  if (marks == 0) return {};
  next_ += bytes_before(marks);
  auto const* const word = next_;
  auto const chunk = load(next_, end_);
  std::size_t run;
  do {
    run = bytes_before(~letters_in(load(next_, end_)) & each_byte(0x80));
    next_ += run;
  } while (run == chunk_size && next_ < end_);
  std::string_view const letters(word, static_cast<std::size_t>(next_ - word));
  return {letters, first_bytes(chunk | lower_case_bits, letters.size())};
}

word_in_text alone(std::string_view letters) {
  auto const chunk = load(letters.data(), letters.data() + letters.size());
  return {letters, first_bytes(chunk | lower_case_bits, letters.size())};
}

bool same_word(word_in_text const& a, word_in_text const& b) {
  if (a.head != b.head || a.letters.size() != b.letters.size()) return false;
  for (std::size_t i = chunk_size; i < a.letters.size(); ++i) {
    if (lower(a.letters[i]) != lower(b.letters[i])) return false;
  }
  return true;
}

std::string as_word(std::string_view text) {
  if (word_scanner(text).next().letters.size() != text.size()) return {};
  std::string word(text);
  for (char& letter : word) letter = lower(letter);
  return word;
}

constexpr std::size_t entries_min = 1024;

word_table::word_table() : entries_(entries_min) {}

word_in_text word_table::count_known(word_scanner& text, std::size_t position) noexcept {
  word_scanner scanner = text;  // in registers
  word_in_text word;
  while (scanner.position() < position) {
    word = scanner.next();
    if (word.letters.empty()) break;
    auto& known = entries_[place_of(word)];
    if (known.free()) break;
    ++known.count;
    word = {};
  }
  text = scanner;
  return word;
}

void word_table::add(word_in_text const& word, std::uint64_t count) {
  auto& known = entries_[place_of(word)];
  if (known.free()) return insert(word, count);
  known.count += count;
}

std::uint64_t word_table::count_of(std::string_view letters) const {
  return entries_[place_of(alone(letters))].count;
}

std::uint64_t word_table::sum() const {
  std::uint64_t sum = 0;
  for (entry const& known : entries_) sum += known.count;
  return sum;
}

void word_table::clear() {
  entries_.assign(std::bit_ceil(std::max(entries_min, 4 * size_)), entry());
  size_ = 0;
  letters_.clear();
}

bool word_table::holds(entry const& known, word_in_text const& word) const noexcept {
  return known.head == word.head && known.size == word.letters.size() &&
         (known.size <= chunk_size || same_word(word_of(known), word));
}

void word_table::insert(word_in_text const& word, std::uint64_t count) {
  if (2 * ++size_ > entries_.size()) grow();
  entries_[place_of(word)] = {word.head, count, letters_.size(), word.letters.size()};
  for (char const letter : word.letters) letters_ += lower(letter);
}

std::size_t word_table::place_of(word_in_text const& word) const noexcept {
  auto const mask = entries_.size() - 1;
  auto place = static_cast<std::size_t>(hash_of(word)) & mask;
  while (!entries_[place].free() && !holds(entries_[place], word)) place = (place + 1) & mask;
  return place;
}

void word_table::grow() {
  auto const before = std::exchange(entries_, std::vector<entry>(2 * entries_.size()));
  for (entry const& known : before) {
    if (!known.free()) entries_[place_of(word_of(known))] = known;
  }
}

namespace {

constexpr std::size_t number_bytes_max = 10;

std::byte* write_number(std::byte* out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) *out++ = static_cast<std::byte>(number | 0x80);
  *out++ = static_cast<std::byte>(number);
  return out;
}

std::optional<std::uint64_t> read_number(std::string_view& in) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    auto const byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

std::optional<word_count> read_count(std::string_view& in) {
  auto const size = read_number(in);
  if (!size || *size == 0 || *size > in.size()) return std::nullopt;
  auto const letters = in.substr(0, static_cast<std::size_t>(*size));
  in.remove_prefix(letters.size());
  auto const count = read_number(in);
  if (!count) return std::nullopt;
  return word_count{letters, *count};
}

}  // namespace

weft::bytes packed(word_table const& table) {
  std::size_t room = 0;
  table.for_each([&](word_count const& item) { room += item.word.size() + 2 * number_bytes_max; });
  weft::bytes out(room);
  auto* end = out.data();
  table.for_each([&](word_count const& item) {
    end = write_number(end, item.word.size());
    std::memcpy(end, item.word.data(), item.word.size());
    end = write_number(end + item.word.size(), item.count);
  });
  out.resize(static_cast<std::size_t>(end - out.data()));
  return out;
}

bool is_packed(weft::bytes const& counts) {
  for (auto in = characters(counts); !in.empty();) {
    auto const item = read_count(in);
    if (!item || as_word(item->word) != item->word) return false;
  }
  return true;
}

void add_packed(weft::bytes const& counts, word_table& table) {
  for (auto in = characters(counts); !in.empty();) {
    auto const item = read_count(in);
    if (!item) return;
    table.add(alone(item->word), item->count);
  }
}

}  // namespace concordance
