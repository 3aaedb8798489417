// A chat room: an actor that knows who is there and hands on what they say.
#pragma once

#include <weft/weft.hpp>

#include "messages.hpp"

namespace chat {

/// A behaviour. It monitors its guests: one that ends, with its tab or otherwise, has left.
weft::behavior room(weft::self& me);

}  // namespace chat
