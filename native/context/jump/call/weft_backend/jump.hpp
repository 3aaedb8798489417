// A jump to another context, as an ordinary call.
#pragma once

#include <boost/context/detail/fcontext.hpp>

namespace weft::platform::detail {

inline boost::context::detail::transfer_t jump(boost::context::detail::fcontext_t to, void* data) {
  return boost::context::detail::jump_fcontext(to, data);
}

}  // namespace weft::platform::detail
