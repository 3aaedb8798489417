#include "base/check.hpp"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstring>

#include <weft/platform/host.hpp>

namespace weft::base {
namespace {
std::atomic<describe_runner> describe{nullptr};
}  // namespace

void set_describe_runner(describe_runner function) noexcept { describe.store(function); }

void check_failed(std::string_view what, std::string_view file, int line) {
  std::array<char, 256> runner{"no fiber"};
  if (const auto function = describe.load()) function(runner.data(), runner.size() - 1);
  if (const auto slash = file.rfind('/'); slash != std::string_view::npos)
    file.remove_prefix(slash + 1);
  std::array<char, 512> report;
  const int size = std::snprintf(
      report.data(), report.size(), "weft: broken contract in %s: %.*s (%.*s:%d)", runner.data(),
      static_cast<int>(what.size()), what.data(), static_cast<int>(file.size()), file.data(), line);
  platform::die({report.data(), static_cast<std::size_t>(size)});
}

}  // namespace weft::base
