#include <weft/exit_reason.hpp>

namespace weft {

std::string exit_reason::what() const {
  switch (kind_) {
    case kind_type::normal:
      return "normal";
    case kind_type::shutdown:
      return "shutdown";
    case kind_type::kill:
      return "kill";
    case kind_type::killed:
      return "killed";
    case kind_type::noproc:
      return "no such actor";
    case kind_type::noconnection:
      return "no connection";
    case kind_type::user:
      return "a reason of the program's own";
    case kind_type::error:
      break;
  }
  try {
    std::rethrow_exception(exception_);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception that is not a std::exception";
  }
}

}  // namespace weft
